"""Paragraphs of a text, and the speakers' turns if it is a transcript."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_WRAPPED_WIDTH = (45, 100)  # characters: a full line has at least, and no line more than
_MIN_FULL_LINES = 3
_UNFINISHED_LINE = re.compile(r"[\w,;\-–—(]$")
_MAX_GAP = 40

_LABEL = re.compile(
    r"(?:(?P<caps>[A-Z][A-Z.'’\-]*(?:[ \u00a0][A-Z][A-Z.'’\-]*){0,5})(?:, [A-Z][^:\na-z]{1,80}(?=:))?"
    r"|(?P<other>[A-Z][\w.'’\-]*(?:[ \u00a0][A-Z][\w.'’\-]*){0,4}))"
    r"(?:[ \u00a0]\([^()\n]{1,60}\))?:\s+(?=\S)"
)
_MIN_CAPITAL_TURNS = 3
_MIN_OTHER_TURNS = 4
_MIN_SHARE_OF_TURNS = 1 / 3  # of all paragraphs
_MARKS = "\"“”'‘’«»„″❝❞「」『』"


@dataclass(frozen=True)
class Turn:
    """A turn in a transcript: what follows the speaker's label in a paragraph.

    `outer_start` and `outer_end` include quotation marks around the whole turn. `label` is the name before.
    """

    paragraph: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    label: str = ""


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each paragraph that has text, white space left out.

    A paragraph is a line, or in a hard-wrapped text the lines up to an empty one.
    """
    lines = [_strip(text, *match.span()) for match in _LINE.finditer(text)]
    lines = [(start, end) for start, end in lines if start < end]
    if not _is_hard_wrapped(text, lines):
        return lines
    paragraphs: list[tuple[int, int]] = []
    for start, end in lines:
        if paragraphs and _is_next_line(text, paragraphs[-1][1], start) and not _is_indented(text, start):
            paragraphs[-1] = (paragraphs[-1][0], end)
        else:
            paragraphs.append((start, end))
    return paragraphs


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - (len(line) - len(line.rstrip()))


def _is_next_line(text: str, end: int, start: int) -> bool:
    """Return True if nothing but one line break stands between `end` and `start`."""
    gap = text[end : min(start, end + _MAX_GAP)]
    return start - end < _MAX_GAP and gap.replace("\r\n", "\n").count("\n") == 1


def _is_indented(text: str, start: int) -> bool:
    """Return True for a line that starts with a bullet or with white space."""
    return text[start] in "•*" or (text[max(0, start - 2) : start].isspace() and text[start - 1] in " \t")


def _is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Return True if most lines right above another are as long as a page is wide."""
    shortest, longest = _WRAPPED_WIDTH
    if any(end - start > longest for start, end in lines):
        return False
    followed = [line for line, (start, _) in pairwise(lines) if _is_next_line(text, line[1], start)]
    full = [
        (start, end)
        for start, end in followed
        if end - start >= shortest and _UNFINISHED_LINE.search(text[start:end])
    ]
    return len(full) + 1 >= _MIN_FULL_LINES and 2 * len(full) >= len(followed)


def find_turns(text: str, paragraphs: list[tuple[int, int]]) -> list[Turn]:
    """Return every turn if the text is a transcript, else none.

    Each paragraph of a transcript begins with the speaker's name, in capitals or as "Q", and a colon.
    """
    labelled = [
        (number, match, end)
        for number, (start, end) in enumerate(paragraphs)
        if (match := _LABEL.match(text, start, end))
    ]
    counts = Counter(_label_of(match) for _, match, _ in labelled)
    capital = [row for row in labelled if _is_capital(row[1])]
    other = [row for row in labelled if not _is_capital(row[1]) and counts[_label_of(row[1])] >= 2]
    if len({_label_of(row[1]) for row in capital}) < 2 or len(capital) < _MIN_CAPITAL_TURNS:
        capital = []
    if len({_label_of(row[1]) for row in other}) < 2 or len(other) < _MIN_OTHER_TURNS:
        other = []
    turns = sorted(capital + other, key=lambda row: row[0])
    if len(turns) < _MIN_SHARE_OF_TURNS * len(paragraphs):
        return []  # a list, or "READ MORE:" between paragraphs
    return [_read_turn(text, *row) for row in turns]


def is_transcript(text: str) -> bool:
    """Return True if the paragraphs of `text` are the turns of several speakers."""
    return bool(find_turns(text, find_paragraphs(text)))


def _label_of(match: re.Match[str]) -> str:
    return match["caps"] or match["other"]


def _is_capital(match: re.Match[str]) -> bool:
    return match["caps"] is not None and (len(match["caps"]) > 1 or match["caps"] in "QA")


def _read_turn(text: str, paragraph: int, match: re.Match[str], end: int) -> Turn:
    start = match.end()
    has_marks = text[start] in _MARKS and text[end - 1] in _MARKS and end - start > 2
    return Turn(paragraph, start + has_marks, end - has_marks, start, end, _label_of(match))
