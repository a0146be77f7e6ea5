"""Digests: what changed in what a reader follows, every day, every week, or soon after a status changed.

A mail is recorded before it is sent. So in each period a reader gets one at most, whatever happens to the
worker; and what it told counts as told only afterwards, so nothing is lost: at worst the mail of the next
period tells something again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import ChangeKind
from public.feeds.entries import query_changes, unwrap_changes
from public.feeds.items import FeedItem, make_items
from subscriptions.follows import leave
from subscriptions.links import OWN_FOLLOWS, UNSUBSCRIBE
from subscriptions.models import Digest, Follow, Follower, Rhythm
from subscriptions.order import place_changes
from subscriptions.subjects import query_changes_of

from .mail import Block, is_surely_unsent, is_unknown_address, make_mail, send_mail
from .subjects import name_subjects

logger = logging.getLogger(__name__)

HOUR_OF_MAIL = 6
"""When daily and weekly mail is sent, in the time zone of the site."""

MOST_TOLD = 50
"""How many changes one mail tells; of more it says how many they are."""

MOST_COUNTED = 1000

OF_STATUS = (ChangeKind.STATUS, ChangeKind.RETRACTED, ChangeKind.REPUBLISHED)
"""What is told to readers who want to know of a status."""


def find_period(rhythm: str, now: datetime) -> datetime:
    """Find when the period of a rhythm began that `now` is in. Of changes of status it is an hour."""
    local = timezone.localtime(now)
    if rhythm == Rhythm.STATUS:
        return local.replace(minute=0, second=0, microsecond=0)
    morning = local.replace(hour=HOUR_OF_MAIL, minute=0, second=0, microsecond=0)
    if local < morning:
        morning -= timedelta(days=1)
    return morning - timedelta(days=morning.weekday() if rhythm == Rhythm.WEEKLY else 0)


def send_digests(*, now: datetime) -> int:
    """Send every mail that is due; return how many there were."""
    up_to = place_changes()
    periods = [(rhythm, find_period(rhythm, now)) for rhythm in Rhythm.values]
    due = [(pk, rhythm, period) for rhythm, period in periods for pk in _find_due(rhythm, period, up_to)]
    if not due:
        return 0
    with get_connection() as connection:
        return sum(_send_or_report(connection, *mail, up_to, now) for mail in due)


def _send_or_report(connection: BaseEmailBackend, pk: int, *about: Any) -> bool:
    """Send one reader's mail; an error of our own in it costs the others nothing."""
    try:
        return _send_digest(connection, pk, *about)
    except OSError:
        raise  # of the mail server, for all
    except Exception:
        logger.exception("The mail to follower %s could not be made", pk)
        return False


def _find_due(rhythm: str, period: datetime, up_to: int) -> list[int]:
    """Find the followers for whom nobody has looked in this period; for a status, until there is news."""
    is_new = {"follows__told_to__lt": up_to} if rhythm == Rhythm.STATUS else {}
    due = Follower.objects.filter(follows__rhythm=rhythm, follows__looked_at__lt=period, **is_new)
    return list(due.order_by("pk").values_list("pk", flat=True).distinct())


def _send_digest(
    connection: BaseEmailBackend, pk: int, rhythm: str, period: datetime, up_to: int, now: datetime
) -> bool:
    """Send one reader's mail of a period, unless it was sent or begun before, or there is nothing to tell."""
    follows = list(Follow.objects.filter(follower=pk, rhythm=rhythm).order_by("pk"))
    changes = _find_changes(follows, rhythm, up_to)
    if not changes:
        _finish(follows, up_to, None if rhythm == Rhythm.STATUS else now)
        return False
    connection.open()  # a server that is away costs nobody the mail of this period
    digest = _begin(pk, rhythm, period)
    if digest is None:
        Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(looked_at=now)
        return False
    with translation.override(digest.follower.language):
        mail = _write_digest(digest.follower, follows, changes)
    if not _deliver(connection, mail, digest):
        return False
    with transaction.atomic():
        _finish(follows, up_to, now)
        Digest.objects.filter(pk=digest.pk).update(sent_at=now)
    return True


def _find_changes(follows: Sequence[Follow], rhythm: str, up_to: int) -> list[int]:
    """Find the ids of the changes to tell, the newest first. Queries: one or two for each follow."""
    found: set[int] = set()
    for follow in follows:
        rows = query_changes_of(follow.subject, after=follow.told_to, up_to=up_to)
        if rhythm == Rhythm.STATUS:
            rows = rows.filter(kind__in=OF_STATUS)
        found.update(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_COUNTED])
    return sorted(found, reverse=True)


@transaction.atomic
def _begin(pk: int, rhythm: str, period: datetime) -> Digest | None:
    """Record a mail before it is sent; None if it is recorded already, or the reader has left."""
    follower = Follower.objects.select_for_update().filter(pk=pk).first()
    if follower is None:
        return None
    digest, is_new = Digest.objects.get_or_create(follower=follower, rhythm=rhythm, period=period)
    return digest if is_new else None


def _finish(follows: Sequence[Follow], up_to: int, now: datetime | None) -> None:
    """Record that all changes up to a place are told, and that nobody need look again in this period."""
    looked = {"looked_at": now} if now else {}
    Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(told_to=up_to, **looked)


def _deliver(connection: BaseEmailBackend, mail: EmailMultiAlternatives, digest: Digest) -> bool:
    """Send a mail; what was surely not sent is tried again, and an address that does not exist is deleted."""
    try:
        send_mail(connection, mail)
    except OSError as error:  # whose text may hold the address
        if is_unknown_address(error):
            leave(digest.follower)
        elif is_surely_unsent(error):
            digest.delete()
        logger.warning("A mail to %s was not sent: %s", digest.follower, type(error).__name__)
        return False
    return True


def _write_digest(
    follower: Follower, follows: Sequence[Follow], changes: Sequence[int]
) -> EmailMultiAlternatives:
    """Write a mail from the record as it is now: what was retracted meanwhile is in it no more."""
    rows, order = query_changes()
    items = make_items(unwrap_changes(rows.filter(pk__in=changes[:MOST_TOLD]).order_by(*order)))
    names = name_subjects(follow.subject for follow in follows)
    footer = [Block(_("You get this mail because you follow:"))]
    footer += [Block(names[follow.subject].name, _complete(names[follow.subject].path)) for follow in follows]
    footer += [
        Block(_("See or end what you follow"), OWN_FOLLOWS.build(follower.key)),
        Block(_("End all mail"), UNSUBSCRIBE.build(follower.key)),
    ]
    return make_mail(
        follower.address,
        _write_subject(items, len(changes)),
        [*_write_items(items, len(changes)), *footer],
        follower=follower,
    )


def _write_subject(items: Sequence[FeedItem], number: int) -> str:
    if number == 1 and items:
        return items[0].title
    return ngettext("%(n)s change in what you follow", "%(n)s changes in what you follow", number) % {
        "n": number
    }


def _write_items(items: Sequence[FeedItem], number: int) -> list[Block]:
    blocks: list[Any] = []
    for item in items:
        blocks.append(Block(item.title, _complete(item.path), is_heading=True))
        blocks += [Block(paragraph) for paragraph in item.paragraphs]
    more = number - len(items)
    if more > 0:
        words = ngettext("And %(n)s more change.", "And %(n)s more changes.", more) % {"n": more}
        blocks.append(Block(words))
    return blocks


def _complete(path: str) -> str:
    return settings.SITE_URL + path if path else ""
