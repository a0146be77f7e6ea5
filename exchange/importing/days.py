"""Days as files write them. An order of day and month is never guessed."""

import datetime
import re
import warnings
from dataclasses import dataclass
from functools import cache

from claims.models import Precision
from core.days import find_latest_day, parse_day

ORDERS = {"day-month-year": "12/4/2017 is in April", "month-day-year": "4/12/2017 is in April"}

_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_TIME = re.compile(
    r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:Z|[+-][0-9:]{2,6})?\Z"
)
FIRST_YEAR = 1000
_SAMPLE = datetime.datetime(2017, 4, 12, 10, 30, tzinfo=datetime.UTC)


class DayError(ValueError):
    """A text that is no day. The message says why."""


@dataclass(frozen=True)
class ReadDay:
    """A day, or the first day of a month or a year."""

    day: datetime.date
    precision: Precision


def read_day(text: str, date_format: str = "") -> ReadDay:
    """Read a day, a month or a year; of a time with an offset the day as printed.

    `date_format` is one of ORDERS or a pattern of strptime; without it a day with its year last is refused,
    unless the month is a word. Raises DayError.
    """
    read = _read_pattern(text, date_format) if "%" in date_format else _read_plain(text, date_format)
    if read.day.year < FIRST_YEAR:
        raise DayError("is before the year 1000")
    if read.day > find_latest_day():
        raise DayError("is in the future")
    return read


def list_orders(text: str) -> tuple[str, ...]:
    """List the ORDERS in which a text with the year last can be read; all of them for any other text."""
    match = _YEAR_LAST.fullmatch(_TIME.sub("", text.strip()))
    if match is None:
        return tuple(ORDERS)
    return tuple(order for order in ORDERS if _build(*_order(match, order)) is not None)


def is_year_last(text: str) -> bool:
    return _YEAR_LAST.fullmatch(_TIME.sub("", text.strip())) is not None


def _read_plain(text: str, order: str) -> ReadDay:
    bare = _TIME.sub("", text.strip())
    if match := _YEAR_FIRST.fullmatch(bare):
        year, _mark, month, day = match.groups()
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return _check(_build(int(year), int(month or 1), int(day or 1)), precision)
    if match := _YEAR_LAST.fullmatch(bare):
        if order not in ORDERS:
            raise DayError("may be of two months: say which with --date-format")
        return _check(_build(*_order(match, order)), Precision.DAY)
    if any(char.isalpha() for char in bare):
        return _check(parse_day(bare), Precision.DAY)
    raise DayError("is no date")


@cache
def find_precision(pattern: str) -> Precision:
    """Find out what a pattern of strptime reads of a day. Raises DayError if it reads none, or no year."""
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of days without a year
            read = datetime.datetime.strptime(_SAMPLE.strftime(pattern), pattern).date()  # noqa: DTZ007 - as above
    except (ValueError, re.error) as error:
        raise DayError("is no pattern of a date, as %d.%m.%Y is") from error
    day = _SAMPLE.date()
    first_days = {
        day: Precision.DAY,
        day.replace(day=1): Precision.MONTH,
        day.replace(day=1, month=1): Precision.YEAR,
    }
    if read not in first_days:
        raise DayError("leaves out the year, or the month of the day")
    return first_days[read]


def _read_pattern(text: str, pattern: str) -> ReadDay:
    try:
        day = datetime.datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - the day as printed
    except (ValueError, re.error) as error:  # the second where something is there twice
        raise DayError(f"does not fit the date format {pattern}") from error
    return ReadDay(day, find_precision(pattern))


def _order(match: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    return (year, second, first) if order == "day-month-year" else (year, first, second)


def _build(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:  # such as the 30th of February
        return None


def _check(day: datetime.date | None, precision: Precision) -> ReadDay:
    if day is None:
        raise DayError("is no date")
    return ReadDay(day, precision)
