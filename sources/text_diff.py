"""The changes between two texts of an article, for editors."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import chain

MAX_PARAGRAPHS = 2000
MAX_WORDS = 1500
"""In longer paragraphs the words are not compared: comparing takes quadratic time."""
MAX_COMPARED = 20_000
"""Words in all that are compared; paragraphs after that are shown whole."""
MAX_PAIRS = 20_000
"""Of equal words, one from each paragraph. Two ordinary paragraphs of 1,500 words have about so many."""
AROUND = 1
"""Unchanged paragraphs that are shown beside a changed one; the others are skipped."""
_ALIKE = 0.3

DiffPart = tuple[str, str]


def diff_texts(old: str, new: str) -> list[DiffPart]:
    """(kind, text) in reading order; `kind` is same, added, removed, break or skipped.

    Paragraphs are compared first, then the words of those that were rewritten. `break` ends a
    paragraph (its text is ""); `skipped` stands for unchanged paragraphs, and its text says how many.
    Two equal texts have no parts. Plain text: escape it before it is shown.
    """
    if old == new:
        return []
    before, after = _split_paragraphs(old), _split_paragraphs(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts: list[DiffPart] = []
    room = MAX_COMPARED
    operations = matcher.get_opcodes()
    for number, (kind, start, end, from_, to) in enumerate(operations):
        if kind == "equal":
            last = number == len(operations) - 1
            parts += _unchanged_parts(before[start:end], first=number == 0, last=last)
        else:
            these = before[start:end], after[from_:to]
            parts += _rewritten_parts(*these, room)
            room -= sum(len(one.split()) for one in chain(*these))
    return parts


def _split_paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs; in a very long one, the rest is one."""
    found = [one.strip() for one in text.split("\n") if one.strip()]
    if len(found) > MAX_PARAGRAPHS:
        found[MAX_PARAGRAPHS:] = ["\n".join(found[MAX_PARAGRAPHS:])]
    return found


def _unchanged_parts(paragraphs: list[str], *, first: bool, last: bool) -> list[DiffPart]:
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(paragraphs) <= head + tail:
        return [part for one in paragraphs for part in (("same", one), ("break", ""))]
    skipped = len(paragraphs) - head - tail
    shown_first = paragraphs[:head]
    shown_last = paragraphs[len(paragraphs) - tail :]
    words = "1 paragraph" if skipped == 1 else f"{skipped} paragraphs"
    return [
        *(part for one in shown_first for part in (("same", one), ("break", ""))),
        ("skipped", f"{words} unchanged"),
        ("break", ""),
        *(part for one in shown_last for part in (("same", one), ("break", ""))),
    ]


def _rewritten_parts(before: list[str], after: list[str], room: int) -> list[DiffPart]:
    """Compare paragraphs pair by pair; the rest were removed or added.

    Compares at most `room` words; what comes after them counts as removed and added.
    """
    parts: list[DiffPart] = []
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else ""
        new = after[number] if number < len(after) else ""
        room -= len(old.split()) + len(new.split())
        parts += [*(_diff_paragraphs(old, new) if room >= 0 else _replaced_parts(old, new)), ("break", "")]
    return parts


def _diff_paragraphs(old: str, new: str) -> list[DiffPart]:
    ours, theirs = old.split(), new.split()
    if (
        not ours
        or not theirs
        or max(len(ours), len(theirs)) > MAX_WORDS
        or _count_pairs(ours, theirs) > MAX_PAIRS
    ):
        return _replaced_parts(old, new)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return _replaced_parts(old, new)
    parts: list[DiffPart] = []
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", " ".join(ours[start:end])))
        else:
            parts += _replaced_parts(" ".join(ours[start:end]), " ".join(theirs[from_:to]))
    return parts


def _count_pairs(ours: list[str], theirs: list[str]) -> int:
    """How many pairs of equal words there are; a comparison looks at each many times."""
    counted = Counter(theirs)
    return sum(counted[word] for word in ours)


def _replaced_parts(old: str, new: str) -> list[DiffPart]:
    return [part for part in (("removed", old), ("added", new)) if part[1]]
