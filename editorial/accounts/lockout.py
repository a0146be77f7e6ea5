"""Limits of guessing: passwords and second factors, by account, address and browser together.

What is counted is an attempt, before anything is checked, so that those made at once cannot exceed a limit
together; a right one is given back. Each limit holds for a window of the clock. Nothing tells whether an
account of the name exists.
"""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from claims.rate_limits import Limit, count_within, give_back, identify_sender

from .devices import find_device

MINUTE, QUARTER, HOUR, DAY = (datetime.timedelta(minutes=minutes) for minutes in (1, 15, 60, 24 * 60))
PAIR = {QUARTER: 5, HOUR: 15}
"""Attempts on one account from one address, or from one browser that its owner has used before."""
ADDRESS = {QUARTER: 50}
"""Attempts on all accounts from one address: a whole office may share one."""
ACCOUNT = {"password": {MINUTE: 10, HOUR: 100}, "code": {HOUR: 20, DAY: 50}}
"""Attempts on one account from all addresses together, by browsers that its owner has not used.

Whoever likes can keep the owner from new browsers that long, but not from those they know, nor from links by
mail.
To guess at codes one has to know the password, and a code has six digits.
"""
WRONG_CODES_TOLD = 5
"""After how many wrong codes on one day the owner of an account is told, once."""


def list_limits(what: str, username: str, request: HttpRequest, *, now: datetime.datetime) -> list[Limit]:
    """Return the limits of one more attempt: `what` is tried, "password" or "code".

    A browser that the account's owner has used is limited by itself: nobody else can use up what it has.
    """
    account = username.strip().casefold()
    device = find_device(request, username)
    if device is not None:
        return _list_windows(f"{what} of {account} by {device}", PAIR, now)
    address = identify_sender(request)
    return [
        *_list_windows(f"{what} of {account} from {address}", PAIR, now),
        *_list_windows(f"{what} from {address}", ADDRESS, now),
        *_list_windows(f"{what} of {account}", ACCOUNT[what], now),
    ]


def take_attempt(what: str, username: str, request: HttpRequest) -> list[Limit]:
    """Count one more attempt, and return what `allow` takes back if it was right.

    Raises ValidationError, and counts nothing, if there were too many.
    """
    now = timezone.now()
    limits = list_limits(what, username, request, now=now)
    reached = count_within(limits, now=now)
    if reached is None:
        return limits
    until = timezone.localtime(reached.until)
    raise ValidationError(
        f"Too many attempts. Nothing was checked. Try again after {until:%H:%M} ({until:%Z}).",
        code="too_many_attempts",
    )


def is_owner_to_be_told(username: str) -> bool:
    """Count a wrong code; tell whether it is the one of which the account's owner is told today."""
    now = timezone.now()
    account = username.strip().casefold()
    wrong, told = (
        _list_windows(f"{what} of {account}", {DAY: most}, now)
        for what, most in (("wrong codes", WRONG_CODES_TOLD - 1), ("mail about codes", 1))
    )
    return count_within(wrong, now=now) is not None and count_within(told, now=now) is None


def allow(limits: Sequence[Limit]) -> None:
    """Give an attempt back that was right."""
    give_back(limits, now=timezone.now())


def _list_windows(counted: str, most: dict[datetime.timedelta, int], now: datetime.datetime) -> list[Limit]:
    """Return a limit for each window of the clock that `now` is in."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    limits = []
    for length, times in most.items():
        ordinal = (now - midnight) // length
        limits.append(Limit(f"{counted}, {length} {ordinal}", times, midnight + (ordinal + 1) * length))
    return limits
