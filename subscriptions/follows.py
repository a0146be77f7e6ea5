"""What readers do about their follows: ask, confirm, end; and what ends them."""

import re
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.rate_limits import count_follow, is_mail_within_limit

from .links import CONFIRM
from .models import Digest, Follow, Follower, FollowRequest, Rhythm, Subject
from .order import place_changes

MOST_FOLLOWS = 50
"""How many things one address may follow."""

DIGESTS_KEPT = timedelta(days=60)
RETURN_PATH = re.compile(r"\+([0-9a-f]{32})@")
"""The key of a follower in the address that undeliverable mail returns to."""


class TooManyFollows(Exception):
    """An address that follows MOST_FOLLOWS things already."""


def ask_to_follow(
    *, subject: Subject, rhythm: str, address: str, language: str, sender: str, now: datetime
) -> None:
    """Take the wish to follow something. The owner of the address has to confirm it by a link in a mail.

    Raises TooManyReports when this sender has asked too often. Of an address that too many mails were asked
    for on one day nothing is said: it would tell that somebody else has asked.
    """
    _take(
        sender,
        address,
        language,
        now,
        kind=subject.kind,
        target=subject.target,
        query=subject.query,
        rhythm=rhythm,
    )


def ask_for_own_follows(*, address: str, language: str, sender: str, now: datetime) -> None:
    """Take the wish for a link to all that an address follows. Raises TooManyReports as `ask_to_follow`."""
    _take(sender, address, language, now)


@transaction.atomic
def _take(sender: str, address: str, language: str, now: datetime, **about: object) -> None:
    count_follow(sender=sender, now=now)
    if not is_mail_within_limit(address=address.lower(), now=now):
        return
    FollowRequest.objects.create(address=address, language=language, requested_at=now, **about)
    try:
        with transaction.atomic():
            app.configure_task(
                "answer_follow_requests", queueing_lock="answer_follow_requests", allow_unknown=False
            ).defer(timestamp=int(now.timestamp()))
    except AlreadyEnqueued:
        pass


def find_request(key: uuid.UUID | None, *, now: datetime) -> FollowRequest | None:
    """Find a request that can be confirmed: of something to follow, and not too old."""
    requests = FollowRequest.objects.exclude(kind="").filter(requested_at__gt=now - CONFIRM.kept)
    return requests.filter(key=key).first() if key else None


@transaction.atomic
def confirm_request(request: FollowRequest, *, now: datetime) -> Follower:
    """Let the owner of an address follow what was asked for; they are told of what changes from now on.

    What is followed already gets the new rhythm. Raises TooManyFollows.
    """
    follower: Follower
    followers = Follower.objects.with_address(request.address).select_for_update()
    follower, _is_new = followers.get_or_create(
        defaults={"address": request.address, "language": request.language, "since": now},
    )
    about = {"kind": request.kind, "target": request.target, "query": request.query}
    if follower.follows.exclude(**about).count() >= MOST_FOLLOWS:
        raise TooManyFollows
    Follower.objects.filter(pk=follower.pk).update(language=request.language)
    # Of a status news may come at once; of a day or a week, with the next mail of all others.
    looked_at = now - timedelta(hours=1) if request.rhythm == Rhythm.STATUS else now
    Follow.objects.update_or_create(
        follower=follower,
        **about,
        defaults={"rhythm": request.rhythm},
        create_defaults={"rhythm": request.rhythm, "told_to": place_changes(), "looked_at": looked_at},
    )
    request.delete()
    return follower


@transaction.atomic
def end_follow(follower: Follower, pk: int) -> None:
    """End one follow. With the last one the address is deleted. Nothing happens if it was ended meanwhile."""
    locked = Follower.objects.select_for_update().filter(pk=follower.pk).first()
    if locked is None:
        return
    locked.follows.filter(pk=pk).delete()
    if not locked.follows.exists():
        leave(locked)


@transaction.atomic
def leave(follower: Follower) -> None:
    """End everything that an address follows or has asked for, and delete the address."""
    FollowRequest.objects.with_address(follower.address).delete()
    follower.delete()


def find_bounced(address: str) -> Follower | None:
    """Find the follower of an address to which mail cannot be delivered, or of the address it returned to."""
    if match := RETURN_PATH.search(address):
        return Follower.objects.filter(key=uuid.UUID(match[1])).first()
    return Follower.objects.with_address(address).first()


def forget_requests(*, now: datetime) -> None:
    """Delete the addresses that nobody has confirmed, and which mails were sent long ago."""
    FollowRequest.objects.filter(requested_at__lte=now - CONFIRM.kept).delete()
    Digest.objects.filter(period__lt=now - DIGESTS_KEPT).delete()
