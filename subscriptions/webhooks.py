"""Webhooks: what changed is sent to other people's programs, signed (Standard Webhooks).

At least once, in order for each claim, with an id that is the same at every attempt. A message is taken
for LEASE before it is sent: a worker that dies leaves it to be sent again.
"""

import base64
import json
import logging
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from standardwebhooks import Webhook as Signer

from claims.models import Change
from sources.fetching.fetch import FetchError, post

from .models import Delivery, PlacedChange, Subject, Webhook
from .order import place_changes
from .subjects import query_changes_of

logger = logging.getLogger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 984)]
"""Before each further attempt; together a day."""

LEASE = timedelta(minutes=2)
SECONDS_TO_ANSWER = 10
PREVIOUS_KEPT = timedelta(days=7)
"""How long the secret before the newest one signs as well."""

LOG_KEPT = timedelta(days=14)
PLACED_AT_ONCE = 1000
GONE = 410


def make_secret() -> str:
    """Make a secret, as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


@transaction.atomic
def make_webhook(*, address: str, subject: Subject, by: Any, now: datetime) -> Webhook:
    """Make a webhook, which is told of what changes from now on."""
    return Webhook.objects.create(
        address=address,
        kind=subject.kind,
        target=subject.target,
        query=subject.query,
        secret=make_secret(),
        told_to=place_changes(),
        made_by=by,
        made_at=now,
    )


@transaction.atomic
def renew_secret(webhook: Webhook, *, now: datetime) -> Webhook:
    """Give a webhook a new secret; the one before signs as well for PREVIOUS_KEPT."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + PREVIOUS_KEPT
    webhook.secret = make_secret()
    webhook.save(update_fields=["secret", "previous_secret", "previous_until"])
    return webhook


@transaction.atomic
def switch_on(webhook: Webhook, *, now: datetime) -> None:
    """Switch a webhook on again: what has not arrived is sent, and what changed meanwhile."""
    Webhook.objects.filter(pk=webhook.pk).update(off_at=None, off_reason="")
    webhook.deliveries.filter(delivered_at=None).update(attempts=0, next_at=now)


def send_test(webhook: Webhook, *, now: datetime) -> None:
    """Queue a message that says nothing, for trying out."""
    body = _write_body("test", now, {})
    Delivery.objects.create(
        webhook=webhook, message_id=f"test-{secrets.token_hex(8)}", body=body, made_at=now, next_at=now
    )
    try:
        with transaction.atomic():
            app.configure_task("send_webhooks", queueing_lock="send_webhooks", allow_unknown=False).defer(
                timestamp=int(now.timestamp())
            )
    except AlreadyEnqueued:
        pass


def queue_deliveries(*, now: datetime) -> int:
    """Write a message for each change that webhooks have not been told of; return how many."""
    up_to = place_changes()
    pks = Webhook.objects.filter(off_at=None, told_to__lt=up_to).values_list("pk", flat=True)
    return sum(_queue_or_report(pk, up_to, now) for pk in list(pks))


def _queue_or_report(pk: int, up_to: int, now: datetime) -> int:
    """Write the messages of one webhook; an error of our own in it costs the others nothing."""
    try:
        return _queue_deliveries_of(pk, up_to, now)
    except Exception:
        logger.exception("The messages of webhook %s could not be made", pk)
        return 0


@transaction.atomic
def _queue_deliveries_of(pk: int, up_to: int, now: datetime) -> int:
    webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if webhook is None:
        return 0
    place = PlacedChange.objects.filter(change_id=OuterRef("pk")).values("place")[:1]
    changes = query_changes_of(webhook.subject, after=webhook.told_to, up_to=up_to)
    rows = list(changes.annotate(place=Subquery(place)).order_by("place")[:PLACED_AT_ONCE])
    Delivery.objects.bulk_create([_make_delivery(webhook, row, now) for row in rows], ignore_conflicts=True)
    webhook.told_to = rows[-1].place if len(rows) == PLACED_AT_ONCE else up_to
    webhook.save(update_fields=["told_to"])
    return len(rows)


def _make_delivery(webhook: Webhook, change: Change, now: datetime) -> Delivery:
    """Make the message of a change: no words, which may be retracted before they are read, but links."""
    data: dict[str, Any] = {"change": change.pk}
    if change.claim_id:
        pages = {"url": "claim_detail", "api": "api_claims_detail"}
        links = {
            name: settings.SITE_URL + reverse(page, args=[change.claim_id]) for name, page in pages.items()
        }
        data |= {"claim": change.claim_id, "version": change.version, **links}
    if change.status_before != change.status_after:
        data |= {"status_before": change.status_before, "status_after": change.status_after}
    return Delivery(
        webhook=webhook,
        message_id=f"change-{change.pk}",
        claim_id=change.claim_id,
        body=_write_body(f"claim.{change.kind}" if change.claim_id else change.kind, change.made_at, data),
        made_at=now,
        next_at=now,
    )


def _write_body(kind: str, moment: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": moment.isoformat(), "data": data})


def send_due(*, until: datetime) -> int:
    """Send messages that are due until there are none, or the time has come; return how many arrived.

    After one failure the other messages of that webhook wait for the next time: others are not held up.
    """
    arrived = 0
    for delivery in _take_due(until):
        arrived += _send(delivery)
    return arrived


def _take_due(until: datetime) -> Iterator[Delivery]:
    failed: set[int] = set()
    while timezone.now() < until:
        delivery = _take_next(failed, timezone.now())
        if delivery is None:
            return
        yield delivery
        if delivery.delivered_at is None:
            failed.add(delivery.webhook_id)


@transaction.atomic
def _take_next(failed: set[int], now: datetime) -> Delivery | None:
    """Take a message for a while, unless an earlier one about the same claim has not arrived.

    What was tried before goes first. Of a webhook to which nothing arrives one message is tried each minute:
    if all took turns, none of thousands would come to its last attempt, after which it is switched off.
    """
    earlier = Delivery.objects.filter(
        webhook=OuterRef("webhook"), claim_id=OuterRef("claim_id"), pk__lt=OuterRef("pk"), delivered_at=None
    )
    due = Delivery.objects.filter(
        ~Exists(earlier), delivered_at=None, next_at__lte=now, webhook__off_at=None
    ).exclude(webhook__in=failed)
    rows = due.select_related("webhook").order_by("-attempts", "next_at", "pk")
    delivery = rows.select_for_update(of=("self",), skip_locked=True).first()
    if delivery is not None:
        delivery.attempts += 1
        delivery.next_at = now + LEASE
        delivery.save(update_fields=["attempts", "next_at"])
    return delivery


def _send(delivery: Delivery) -> bool:
    """Send a message and record what became of it."""
    webhook = delivery.webhook
    try:
        status = post(
            webhook.address, delivery.body.encode(), sign(delivery, timezone.now()), seconds=SECONDS_TO_ANSWER
        )
    except FetchError as error:
        status, delivery.answer = 0, error.summary[:300]
    else:
        delivery.answer = f"The answer was {status}."
    now = timezone.now()
    if 200 <= status < 300:
        delivery.delivered_at = now
    elif status == GONE:
        _switch_off(webhook, "The address answers that it is gone (410).", now)
    elif delivery.attempts > len(WAITS):
        _switch_off(webhook, f"Nothing has arrived for a day. {delivery.answer}", now)
    else:
        delivery.next_at = now + WAITS[delivery.attempts - 1]
    delivery.save(update_fields=["answer", "delivered_at", "next_at"])
    return delivery.delivered_at is not None


def sign(delivery: Delivery, now: datetime) -> dict[str, str]:
    """Return the headers of a message, signed by each secret that holds at this moment."""
    signatures = [
        Signer(secret).sign(
            delivery.message_id, now.astimezone(timezone.get_fixed_timezone(0)), delivery.body
        )
        for secret in delivery.webhook.list_secrets(now)
    ]
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _switch_off(webhook: Webhook, reason: str, now: datetime) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(off_at=now, off_reason=reason[:300])


def forget_deliveries(*, now: datetime) -> None:
    """Delete messages that are old, whether they arrived or not."""
    Delivery.objects.filter(made_at__lt=now - LOG_KEPT).delete()
