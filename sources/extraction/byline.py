"""The lines above a pasted article: its author and its date."""

import re
from collections.abc import Iterator
from datetime import date

from core.days import find_latest_day

MAX_LINES = 8
"""First lines that are read."""
MAX_LINE_LENGTH = 120
"""Characters of such a line; longer lines are the article itself."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS + _SHORT)})\.?"
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.I),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
)
_BYLINE = re.compile(r"By:? (?P<who>[^\W\d_].*)", re.I)
# "By Ada Brook | 13 April 2017": what follows a bar is something else.
_END = re.compile(r"\s*(?:[|•·]| – | — )")
_SENTENCE = re.compile(r"[.!?][\"”’']?$")


def find_byline(text: str) -> str:
    """Find the names printed after "By" in one of the first lines, or ""."""
    for line in _head_lines(text):
        match = _BYLINE.fullmatch(line)
        if match and not _SENTENCE.search(line):
            return _END.split(match["who"])[0].strip()
    return ""


def find_date(text: str) -> date | None:
    """Find the one date, with its year, that the first lines print.

    Returns None if they print none or several, or a date in the future.
    """
    days = {day for line in _head_lines(text) if not _SENTENCE.search(line) for day in _printed_days(line)}
    return days.pop() if len(days) == 1 and max(days) <= find_latest_day() else None


def _head_lines(text: str) -> list[str]:
    """Return the first lines below the title, without those as long as a paragraph."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return [line for line in lines[1:MAX_LINES] if len(line) <= MAX_LINE_LENGTH]


def _printed_days(line: str) -> Iterator[date]:
    for dates in _DATES:
        for match in dates.finditer(line):
            month = match["month"].lower()
            numbers = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(month[:3])]
            try:
                yield date(int(match["year"]), numbers[0] if numbers else int(month), int(match["day"]))
            except ValueError:
                continue
