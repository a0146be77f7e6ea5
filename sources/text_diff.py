"""The changes between two texts of an article, for editors."""

from collections import Counter
from difflib import SequenceMatcher

MAX_PARAGRAPHS = 2000
MAX_WORDS = 1500
"""In longer paragraphs the words are not compared: comparing takes quadratic time."""
MAX_COMPARED = 20_000
"""Words in all that are compared; paragraphs after that are shown whole."""
MAX_PAIRS = 20_000
"""Of equal words, one from each paragraph. Two ordinary paragraphs of 1,500 words have about so many."""
AROUND = 1
"""Unchanged paragraphs that are shown beside a changed one; the others are skipped."""
_MIN_RATIO = 0.3

DiffPart = tuple[str, str]


def diff_texts(old: str, new: str) -> list[DiffPart]:
    """Return (kind, text) in reading order; `kind` is same, added, removed, break or skipped.

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
    for number, (kind, old_start, old_end, new_start, new_end) in enumerate(operations):
        if kind == "equal":
            last = number == len(operations) - 1
            parts += _unchanged_parts(before[old_start:old_end], first=number == 0, last=last)
        else:
            removed, added = before[old_start:old_end], after[new_start:new_end]
            parts += _rewritten_parts(removed, added, room)
            room -= sum(len(paragraph.split()) for paragraph in (*removed, *added))
    return parts


def _split_paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs; in a very long one, the rest is one."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    if len(paragraphs) > MAX_PARAGRAPHS:
        paragraphs[MAX_PARAGRAPHS:] = ["\n".join(paragraphs[MAX_PARAGRAPHS:])]
    return paragraphs


def _unchanged_parts(paragraphs: list[str], *, first: bool, last: bool) -> list[DiffPart]:
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(paragraphs) <= head + tail:
        return _same_parts(paragraphs)
    skipped = len(paragraphs) - head - tail
    count = "1 paragraph" if skipped == 1 else f"{skipped} paragraphs"
    return [
        *_same_parts(paragraphs[:head]),
        ("skipped", f"{count} unchanged"),
        ("break", ""),
        *_same_parts(paragraphs[len(paragraphs) - tail :]),
    ]


def _same_parts(paragraphs: list[str]) -> list[DiffPart]:
    return [part for paragraph in paragraphs for part in (("same", paragraph), ("break", ""))]


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
    old_words, new_words = old.split(), new.split()
    if (
        not old_words
        or not new_words
        or max(len(old_words), len(new_words)) > MAX_WORDS
        or _count_pairs(old_words, new_words) > MAX_PAIRS
    ):
        return _replaced_parts(old, new)
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.quick_ratio() < _MIN_RATIO or matcher.ratio() < _MIN_RATIO:
        return _replaced_parts(old, new)
    parts: list[DiffPart] = []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        removed, added = " ".join(old_words[old_start:old_end]), " ".join(new_words[new_start:new_end])
        parts += [("same", removed)] if kind == "equal" else _replaced_parts(removed, added)
    return parts


def _count_pairs(old_words: list[str], new_words: list[str]) -> int:
    """Count the pairs of equal words; a comparison looks at each many times."""
    counts = Counter(new_words)
    return sum(counts[word] for word in old_words)


def _replaced_parts(old: str, new: str) -> list[DiffPart]:
    return [part for part in (("removed", old), ("added", new)) if part[1]]
