"""What changed between two texts of an article, for editors to see."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import chain

MOST_PARAGRAPHS = 2000
MOST_WORDS = 1500
"""In longer paragraphs the words are not compared: comparing takes quadratic time."""
MOST_COMPARED = 20_000
"""Words in all that are compared; paragraphs after that are shown whole."""
MOST_PAIRS = 20_000
"""Of equal words, one from each paragraph. Two ordinary paragraphs of 1,500 words have about so many."""
AROUND = 1
"""Unchanged paragraphs that are shown beside a changed one; the others are skipped."""
_ALIKE = 0.3

Part = tuple[str, str]


def difference(old: str, new: str) -> list[Part]:
    """(kind, text) in reading order; `kind` is same, added, removed, break or skipped.

    Paragraphs are compared first, then the words of those that were rewritten. `break` ends a
    paragraph (its text is ""); `skipped` stands for unchanged paragraphs, and its text says how many.
    Two equal texts have no parts. Plain text: escape it before it is shown.
    """
    if old == new:
        return []
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts: list[Part] = []
    room = MOST_COMPARED
    operations = matcher.get_opcodes()
    for number, (kind, start, end, from_, to) in enumerate(operations):
        if kind == "equal":
            last = number == len(operations) - 1
            parts += _unchanged(before[start:end], first=number == 0, last=last)
        else:
            these = before[start:end], after[from_:to]
            parts += _rewritten(*these, room)
            room -= sum(len(one.split()) for one in chain(*these))
    return parts


def _paragraphs(text: str) -> list[str]:
    """Its paragraphs; of a text with very many, the rest in one."""
    found = [one.strip() for one in text.split("\n") if one.strip()]
    if len(found) > MOST_PARAGRAPHS:
        found[MOST_PARAGRAPHS:] = ["\n".join(found[MOST_PARAGRAPHS:])]
    return found


def _unchanged(paragraphs: list[str], *, first: bool, last: bool) -> list[Part]:
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


def _rewritten(before: list[str], after: list[str], room: int) -> list[Part]:
    """Paragraphs in pairs as long as they are alike; whatever is over was removed or added.

    Of at most `room` words; what comes after them was removed and added.
    """
    parts: list[Part] = []
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else ""
        new = after[number] if number < len(after) else ""
        room -= len(old.split()) + len(new.split())
        parts += [*(_by_words(old, new) if room >= 0 else _replaced(old, new)), ("break", "")]
    return parts


def _by_words(old: str, new: str) -> list[Part]:
    ours, theirs = old.split(), new.split()
    if (
        not ours
        or not theirs
        or max(len(ours), len(theirs)) > MOST_WORDS
        or _pairs(ours, theirs) > MOST_PAIRS
    ):
        return _replaced(old, new)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return _replaced(old, new)
    parts: list[Part] = []
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", " ".join(ours[start:end])))
        else:
            parts += _replaced(" ".join(ours[start:end]), " ".join(theirs[from_:to]))
    return parts


def _pairs(ours: list[str], theirs: list[str]) -> int:
    """How many pairs of equal words there are; a comparison looks at each many times."""
    counted = Counter(theirs)
    return sum(counted[word] for word in ours)


def _replaced(old: str, new: str) -> list[Part]:
    return [part for part in (("removed", old), ("added", new)) if part[1]]
