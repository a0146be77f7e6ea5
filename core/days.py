"""Which days have come, on an Earth with many time zones; and how months are called."""

import datetime

from django.utils import timezone
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
