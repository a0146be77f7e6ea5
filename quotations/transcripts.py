"""Transcripts: each paragraph begins with the speaker's name, in capitals or as "Q", and a colon."""

import re
from collections import Counter
from dataclasses import dataclass

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


def turns(text: str, paragraphs: list[tuple[int, int]]) -> list[Turn]:
    """Every turn, if the text is a transcript; else none."""
    labelled = [
        (number, match, end)
        for number, (start, end) in enumerate(paragraphs)
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
