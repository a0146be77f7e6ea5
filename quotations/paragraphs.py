"""The paragraphs of a text, and the turns of a transcript."""

import re
from collections import Counter
from dataclasses import dataclass
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


_LABEL = re.compile(
    r"(?:(?P<caps>[A-Z][A-Z.'’\-]*(?:[ \u00a0][A-Z][A-Z.'’\-]*){0,5})"
    r"|(?P<other>[A-Z][\w.'’\-]*(?:[ \u00a0][A-Z][\w.'’\-]*){0,4}))"
    r"(?:[ \u00a0]\([^()\n]{1,60}\))?:\s+(?=\S)"
)
_FEWEST = 3
_FEWEST_SMALL = 4
_MARKS = "\"“”'‘’"


@dataclass(frozen=True)
class Turn:
    """What one speaker says in a transcript: offsets of the words, and of the label before them."""

    paragraph: int
    label_start: int
    label_end: int
    start: int
    end: int


def turns(text: str, blocks: list[tuple[int, int]]) -> list[Turn]:
    """Every turn, if the text is a transcript; else none."""
    labelled = [
        (number, match, end)
        for number, (start, end) in enumerate(blocks)
        if (match := _LABEL.match(text, start, end))
    ]
    times = Counter(_named(match) for _, match, _ in labelled)
    capital = [row for row in labelled if _is_capital(row[1])]
    small = [row for row in labelled if not _is_capital(row[1]) and times[_named(row[1])] >= 2]
    if len({_named(row[1]) for row in capital}) < 2 or len(capital) < _FEWEST:
        capital = []
    if len({_named(row[1]) for row in small}) < 2 or len(small) < _FEWEST_SMALL:
        small = []
    return [_turn(text, *row) for row in sorted(capital + small, key=lambda row: row[0])]


def _named(match: re.Match) -> str:
    return match["caps"] or match["other"]


def _is_capital(match: re.Match) -> bool:
    return match["caps"] is not None and (len(match["caps"]) > 1 or match["caps"] in "QA")


def _turn(text: str, number: int, match: re.Match, end: int) -> Turn:
    start = match.end()
    if text[start] in _MARKS and text[end - 1] in _MARKS and end - start > 2:
        start, end = start + 1, end - 1
    label = match.start("caps") if match["caps"] else match.start("other")
    return Turn(number, label, match.end("caps") if match["caps"] else match.end("other"), start, end)
