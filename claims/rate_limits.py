"""Rate limits for readers' reports and follows, for programs and for sign-ins, that store no address.

The limits count a keyed hash of the address (HMAC-SHA-256, RFC 2104) under a random secret of the
day. The secret is deleted with the day; after that no hash can be tied to any address.
"""

import datetime
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from .models import ReportKey, ReportSender

HOURLY_LIMIT, DAILY_LIMIT = 5, 10
"""How many reports one sender may send in an hour of the clock, and on one day."""

FOLLOWS_AN_HOUR, FOLLOWS_A_DAY = 10, 30
"""How many mails one sender may ask for, to follow something."""

MAILS_A_DAY = 5
"""How many mails anybody may ask for to one address that is not confirmed, on one day."""

IPV6_PREFIX = 64
"""The bits of an IPv6 address that one household or machine has to itself."""

UNKNOWN = "unknown"
"""The one sender that all requests without a readable address count as."""

EVERYBODY = "everybody"

COUNT = """
INSERT INTO claims_reportsender AS counted (day, sender, sent) SELECT %s, %s, 1 WHERE {condition}
ON CONFLICT (day, sender) DO UPDATE SET sent = counted.sent + 1 WHERE counted.sent < %s
RETURNING sent
"""
WITHOUT_WAITING = "set_config('synchronous_commit', 'off', true) <> ''"
"""Has the transaction not wait for the disk, which takes longer than all else. Others see it at once; only a
crash of the database would lose it."""


class TooManyReports(Exception):
    """A limit of reports or follows that was reached, by this sender or, in a flood, by all senders together.

    It holds until `again_at`.
    """

    def __init__(self, again_at: datetime.datetime, *, is_flood: bool = False) -> None:
        super().__init__(again_at)
        self.again_at = again_at
        self.is_flood = is_flood


class Limit(NamedTuple):
    """How often something may be counted in a window of the clock, and when that ends."""

    counted: str
    most: int
    until: datetime.datetime


def find_address(request: HttpRequest) -> str:
    """Return the IP address that a request comes from.

    Behind a proxy it is the right-most address in X-Forwarded-For, which the proxy itself has added;
    everything to the left of it is under the sender's control. Returns UNKNOWN if there is no valid
    address.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return UNKNOWN
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def identify_sender(request: HttpRequest) -> str:
    """Return the network of a request: an IPv4 address, or the first 64 bits of IPv6; UNKNOWN if neither."""
    address = find_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address.partition('%')[0]}/{IPV6_PREFIX}", strict=False))


def count_report(*, sender: str, now: datetime.datetime) -> None:
    """Count one more report of `sender`.

    Raises TooManyReports, and counts nothing, once a limit is reached. Each limit is one row that is
    raised and compared in one statement: reports sent at the same moment cannot exceed it together.
    """
    _count_visit("", sender, now, (HOURLY_LIMIT, DAILY_LIMIT, settings.REPORTS_AN_HOUR))


def count_follow(*, sender: str, now: datetime.datetime) -> None:
    """Count one more mail that `sender` asks for. Raises TooManyReports as count_report."""
    limits = (FOLLOWS_AN_HOUR, FOLLOWS_A_DAY, settings.FOLLOWS_AN_HOUR)
    _count_visit("follows of ", sender, now, limits)


def is_mail_within_limit(*, address: str, now: datetime.datetime) -> bool:
    """Count one more mail to an address that somebody asks for; tell whether it is not one too many."""
    day = timezone.localtime(now).date()
    digest = _hide(get_secret(day), f"mail to {address}")
    return _count_within_limit(day, digest, MAILS_A_DAY) is not None


def _count_visit(what: str, sender: str, now: datetime.datetime, limits: tuple[int, int, int]) -> None:
    """Count something done by `sender` against its limits: of its hour, of its day, of everybody's hour."""
    local = timezone.localtime(now)
    next_hour = _find_next_hour(local)
    midnight = datetime.datetime.combine(
        local.date() + datetime.timedelta(days=1), datetime.time(), local.tzinfo
    )
    everybody = f"{what}{EVERYBODY} in hour {local.hour}"
    in_hour, today = f"{what}{sender} in hour {local.hour}", f"{what}{sender} today"
    windows = zip((in_hour, today, everybody), limits, (next_hour, midnight, next_hour), strict=True)
    reached = count_within([Limit(*window) for window in windows], now=now)
    if reached:
        raise TooManyReports(reached.until, is_flood=reached.counted == everybody)


def count_within(limits: Iterable[Limit], *, now: datetime.datetime) -> Limit | None:
    """Count one more against each of these limits, or none if one is reached: that one is returned.

    Each limit is one row that is raised and compared in one statement: what is counted at the same moment
    cannot exceed it together. To avoid deadlocks give limits that several share last, in the same order.
    """
    day = timezone.localtime(now).date()
    with transaction.atomic():
        secret = get_secret(day)
        for limit in limits:
            if _count_within_limit(day, _hide(secret, limit.counted), limit.most) is None:
                transaction.set_rollback(True)
                return limit
    return None


def give_back(limits: Sequence[Limit], *, now: datetime.datetime) -> None:
    """Take one off what was counted against these limits."""
    day = timezone.localtime(now).date()
    secret = get_secret(day)
    senders = [_hide(secret, limit.counted) for limit in limits]
    ReportSender.objects.filter(day=day, sender__in=senders, sent__gt=0).update(sent=F("sent") - 1)


def count_request(
    *, sender: str, limit: int, now: datetime.datetime, get_secret_of: Callable[[datetime.date], bytes]
) -> tuple[int | None, datetime.datetime]:
    """Count one more request of a program in this hour of the clock, if that is not over the limit.

    Returns how many are left, None if this one is too many, and when the hour ends. Queries: 1, and those of
    `get_secret_of`, which may keep what `get_secret` returns. Nothing else may be written in its transaction.
    """
    local = timezone.localtime(now)
    counted = f"requests of {sender} in hour {local.hour}"
    digest = _hide(get_secret_of(local.date()), counted)
    sent = _count_within_limit(local.date(), digest, limit, condition=WITHOUT_WAITING)
    return None if sent is None else limit - sent, _find_next_hour(local)


def _hide(secret: bytes, counted: str) -> str:
    return hmac.new(secret, counted.encode(), hashlib.sha256).hexdigest()


def _find_next_hour(local: datetime.datetime) -> datetime.datetime:
    return local.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)


def get_secret(day: datetime.date) -> bytes:
    """Return the secret of `day`, which is created when it is first needed.

    Creating it deletes the secrets of earlier days.
    """
    key = ReportKey.objects.filter(day=day).first()
    if key is None:
        key = ReportKey(day=day, secret=secrets.token_bytes(32))
        ReportKey.objects.bulk_create([key], ignore_conflicts=True)
        forget_senders(before=day)
        key = ReportKey.objects.get(day=day)
    return bytes(key.secret)


def forget_senders(*, before: datetime.date) -> int:
    """Delete the secrets and the hashes of the days before `before`.

    Returns the number of hashes deleted.
    """
    ReportKey.objects.filter(day__lt=before).delete()
    return ReportSender.objects.filter(day__lt=before).delete()[0]


def _count_within_limit(
    day: datetime.date, sender: str, limit: int, *, condition: str = "true"
) -> int | None:
    """Count one more, and return how many there are; None, and nothing is counted, if there are enough."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(condition=condition), [day, sender, limit])
        row = cursor.fetchone()
    return row[0] if row else None
