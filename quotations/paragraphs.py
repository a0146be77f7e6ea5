"""Where paragraphs start and end, in texts with a line for each and in hard-wrapped ones."""

import re
from itertools import pairwise

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_WRAPPED_AT = (45, 100)
_ENOUGH_LINES = 3
_ENDS_A_LINE = re.compile(r"[\w,;\-–—(]$")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """(start, end) of each paragraph of `text` that has any words, without white space around it."""
    lines = [_trimmed(text, *match.span()) for match in _LINE.finditer(text)]
    lines = [(start, end) for start, end in lines if start < end]
    if not _is_hard_wrapped(text, lines):
        return lines
    blocks: list[tuple[int, int]] = []
    for start, end in lines:
        if blocks and _adjoin(text, blocks[-1][1], start) and not _starts_a_block(text, start):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return blocks


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - (len(line) - len(line.rstrip()))


def _adjoin(text: str, end: int, start: int) -> bool:
    """True if nothing but one line break stands between `end` and `start`."""
    between = text[end : min(start, end + 40)]
    return start - end < 40 and between.replace("\r\n", "\n").count("\n") == 1


def _starts_a_block(text: str, start: int) -> bool:
    return text[start] in "•*" or (text[max(0, start - 2) : start].isspace() and text[start - 1] in " \t")


def _is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """True if most lines that are directly followed by another are about as long as a page is wide."""
    if any(end - start > _WRAPPED_AT[1] for start, end in lines):
        return False
    followed = [
        (start, end) for (start, end), (next_start, _) in pairwise(lines) if _adjoin(text, end, next_start)
    ]
    full = [
        1 for start, end in followed if end - start >= _WRAPPED_AT[0] and _ENDS_A_LINE.search(text[start:end])
    ]
    return len(full) + 1 >= _ENOUGH_LINES and 2 * len(full) >= len(followed)
