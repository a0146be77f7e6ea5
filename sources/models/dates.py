"""Validators of dates."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.days import find_latest_day


def not_in_the_future(value: date) -> None:
    """Refuse a day that has begun nowhere on Earth, or a moment that has not come yet."""
    if isinstance(value, datetime):
        if value > timezone.now():
            moment = timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
            message = "%(moment)s is in the future. Check the day, the hour and the time zone."
            raise ValidationError(message, code="future", params={"moment": moment})
    elif value > find_latest_day():
        raise ValidationError(
            "%(day)s is in the future. Check the year.", code="future", params={"day": value}
        )
