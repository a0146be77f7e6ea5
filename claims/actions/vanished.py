"""Settling what was noticed about cited words that are gone from the live article."""

import datetime

from django.db import transaction

from claims.models import VanishedExcerpt, VanishedOutcome
from claims.rules import Refused, refusals


@transaction.atomic
def settle_vanished(*, vanished: VanishedExcerpt, note: str, by, now: datetime.datetime) -> None:
    """Somebody has looked at it; `note` says what came of it. `Refused` if it waits no longer."""
    vanished = VanishedExcerpt.objects.select_for_update().get(pk=vanished.pk)
    if vanished.outcome != VanishedOutcome.WAITING:
        raise Refused(f"It waits no longer: {vanished.get_outcome_display()}.")
    with refusals():
        vanished.outcome, vanished.settled_at, vanished.settled_by = VanishedOutcome.SETTLED, now, by
        vanished.note = note.strip()
        vanished.save(update_fields=["outcome", "settled_at", "settled_by", "note"])
