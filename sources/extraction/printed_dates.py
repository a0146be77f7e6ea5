"""Dates as pages and texts print them. A date that can be read in two ways stays two."""

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS + _SHORT)})\.?"
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.I),
    re.compile(r"\b(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)"),
)
_COMPACT = re.compile(r"\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T\d+Z?)?\s*\Z")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d])")


def list_printed_days(text: str) -> Iterator[frozenset[date]]:
    """Yield each date with its year that `text` prints, as the days that it may be.

    "3 June 2024" is one day, "03/06/2024" two, whatever the language: 3 June or 6 March.
    """
    text = " ".join(text.split())
    for dates in (*_DATES, _COMPACT):
        for match in dates.finditer(text):
            month = match["month"].lower()
            numbers = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(month[:3])]
            if day := _make(match["year"], numbers[0] if numbers else month, match["day"]):
                yield frozenset({day})
    for match in _NUMBERS.finditer(text):
        first, _, second, year = match.groups()
        if days := {day for day in (_make(year, second, first), _make(year, first, second)) if day}:
            yield frozenset(days)


def _make(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
