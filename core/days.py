"""Which days have come, on an Earth with many time zones; and how months are called."""

import datetime
import re

from django.utils import timezone, translation
from django.utils.dates import MONTHS_ALT
from django.utils.translation import gettext_lazy, pgettext_lazy

FIRST_TO_BEGIN = datetime.timezone(datetime.timedelta(hours=14))
"""The zone in which a day begins first, that of the Line Islands."""


MONTHS = (
    gettext_lazy("January"),
    gettext_lazy("February"),
    gettext_lazy("March"),
    gettext_lazy("April"),
    gettext_lazy("May"),
    gettext_lazy("June"),
    gettext_lazy("July"),
    gettext_lazy("August"),
    gettext_lazy("September"),
    gettext_lazy("October"),
    gettext_lazy("November"),
    gettext_lazy("December"),
)
MONTHS_IN_DATES = (
    pgettext_lazy("abbrev. month", "Jan."),
    pgettext_lazy("abbrev. month", "Feb."),
    pgettext_lazy("abbrev. month", "March"),
    pgettext_lazy("abbrev. month", "April"),
    pgettext_lazy("abbrev. month", "May"),
    pgettext_lazy("abbrev. month", "June"),
    pgettext_lazy("abbrev. month", "July"),
    pgettext_lazy("abbrev. month", "Aug."),
    pgettext_lazy("abbrev. month", "Sept."),
    pgettext_lazy("abbrev. month", "Oct."),
    pgettext_lazy("abbrev. month", "Nov."),
    pgettext_lazy("abbrev. month", "Dec."),
)
"""Django's own names of months, of which a date format takes the first ones for "F" and these for "N".

They stand here because locale/ has its own words for them: small letters, and cases that fit a day.
"""


def find_latest_day(now: datetime.datetime | None = None) -> datetime.date:
    """Return the latest day that has begun anywhere on Earth, now or at another moment.

    An article may be dated so, though it is still yesterday in the record's own zone.
    """
    return timezone.localdate(now, timezone=FIRST_TO_BEGIN)


def find_last_midnight() -> datetime.datetime:
    """Return when a day last began, in the record's own zone or where it begins first."""
    zones = (timezone.get_current_timezone(), FIRST_TO_BEGIN)
    return max(
        datetime.datetime.combine(timezone.localdate(timezone=zone), datetime.time.min, zone)
        for zone in zones
    )


LONGEST_DAY = 40
ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d_]{3,})\.?,?\s+([0-9]{4})(?:\s?г\.?)?")
MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")


def parse_day(text: str) -> datetime.date | None:
    """Read a day as people type it: 2017-04-12, 12.04.2017, 12 April 2017, April 12, 2017.

    Months are in English or in the language of the page, and may be shortened, to three letters or
    more. None for other texts. 4/12/2017 is one: it is a day in April to some, and one in December to others.
    """
    if len(text.strip()) > LONGEST_DAY:
        return None
    typed = " ".join(text.split()).casefold()
    if match := ISO_DAY.fullmatch(typed):
        year, month, day = match.groups()
    elif match := DOTTED_DAY.fullmatch(typed):
        day, month, year = match.groups()
    elif match := DAY_MONTH.fullmatch(typed):
        day, month, year = match[1], _find_month(match[2]), match[3]
    elif match := MONTH_DAY.fullmatch(typed):
        month, day, year = _find_month(match[1]), match[2], match[3]
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:  # such as the 30th of February
        return None


def _find_month(word: str) -> int:
    """Return the number of the one month whose name begins so; 0 for other words."""
    for language in (translation.get_language(), "en"):
        with translation.override(language):
            months = enumerate(zip(MONTHS, MONTHS_IN_DATES, MONTHS_ALT.values(), strict=True), start=1)
            fitting = [
                number
                for number, names in months
                if any(str(name).casefold().startswith(word) for name in names)
            ]
        if len(fitting) == 1:
            return fitting[0]
    return 0
