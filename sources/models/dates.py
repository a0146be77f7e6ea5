"""Validators of dates."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone


def not_in_the_future(value: date) -> None:
    """Refuse a day after today, in the site's time zone.

    Nothing can have been said then.
    """
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    if day > timezone.localdate():
        raise ValidationError("%(day)s is in the future. Check the year.", code="future", params={"day": day})
