"""Which days have come, on an Earth with many time zones."""

import datetime

from django.utils import timezone

FIRST_TO_BEGIN = datetime.timezone(datetime.timedelta(hours=14))
"""The zone in which a day begins first, that of the Line Islands."""


def find_latest_day(now: datetime.datetime | None = None) -> datetime.date:
    """Return the latest day that has begun anywhere on Earth, now or at another moment.

    An article may be dated so, though it is still yesterday in the record's own zone.
    """
    return timezone.localdate(now, timezone=FIRST_TO_BEGIN)
