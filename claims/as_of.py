"""The day as of which a page is read: `?as_of=2017-04-12`."""

import calendar
import datetime
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import find_latest_day, parse_day
from core.pagination import shorten_input

from .models import Precision, Stance

PARAMETER = "as_of"


@dataclass(frozen=True)
class AsOf:
    """Day at whose end a page is read.

    `day` is None for the record as it is today. `ignored` is one sentence that says why the parameter
    was invalid, or "".
    """

    day: datetime.date | None = None
    ignored: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """The parameter that keeps the day, or none."""
        return {PARAMETER: self.day.isoformat()} if self.day else {}

    @property
    def query(self) -> str:
        """The query string that keeps the day: "?as_of=2017-04-12", or nothing."""
        return f"?{PARAMETER}={self.day.isoformat()}" if self.day else ""

    @property
    def query_suffix(self) -> str:
        """The same for an address that has a query string already: "&as_of=2017-04-12"."""
        return f"&{PARAMETER}={self.day.isoformat()}" if self.day else ""


def last_day(said_on: datetime.date, precision: str) -> datetime.date:
    """Return the last day of the time that a statement's date stands for.

    In SQL it is the function claims_known_on.
    """
    if precision == Precision.YEAR:
        return said_on.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return said_on.replace(day=calendar.monthrange(said_on.year, said_on.month)[1])
    return said_on


def place_in_time(said_on: datetime.date, precision: str, stance: str) -> tuple[datetime.date, bool]:
    """Return a sort key: where the status rule places a statement in time.

    At the start of its date's interval; one known by a day just before what is dated to that day; a
    withdrawal at the end of its interval.
    """
    day = last_day(said_on, precision) if stance == Stance.WITHDRAWS else said_on
    return day, precision != Precision.BY


def describe_no_day(value: str) -> str:
    """Say of a parameter that is no day how to write one."""
    words = _("Ignored: “%(value)s” is no date. Write it as 12 April 2017 or 2017-04-12.")
    return words % {"value": shorten_input(value)}


def parse_as_of(query: QueryDict) -> AsOf:
    """Read the day from a query string. Today, or a later day, is the record as it is."""
    value = query.get(PARAMETER, "").strip()
    if not value:
        return AsOf()
    text = shorten_input(value)
    day = parse_day(value)
    if day is None:
        return AsOf(ignored=describe_no_day(value))
    if day > find_latest_day():
        return AsOf(
            ignored=_("Ignored: %(value)s has not come yet. This is the record today.") % {"value": text}
        )
    return AsOf() if day >= timezone.localdate() else AsOf(day)
