"""Validators of dates."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.days import find_latest_day


def not_in_the_future(value: date) -> None:
    """Refuse a day that has begun nowhere on Earth: nothing can have been said then."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    if day > find_latest_day():
        raise ValidationError("%(day)s is in the future. Check the year.", code="future", params={"day": day})
