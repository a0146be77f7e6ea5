"""What we altered or took back after publishing it, told to readers."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Claim, Correction, State, Statement

NOTICES_SHOWN = 20


@dataclass(frozen=True)
class Notice:
    """`what` was done and why. `claim`: where readers find the rest, if they can; the text of a
    retracted claim is never shown, only its address, which answers with the notice."""

    made_at: datetime.datetime
    what: str
    why: str
    claim: Claim | None = None


def notices(claim: Claim) -> list[Notice]:
    """What was altered on one claim's page, newest first, in two queries."""
    corrections = claim.corrections.order_by("-made_at", "-pk")[:NOTICES_SHOWN]
    retracted = claim.statements.filter(state=State.RETRACTED).order_by("-retracted_at", "-pk")
    found = [Notice(row.made_at, row.notice, row.reason) for row in corrections]
    found += [
        Notice(row.retracted_at, _("A position was taken off this page."), row.retraction_reason)
        for row in retracted[:NOTICES_SHOWN]
    ]
    return sorted(found, key=lambda notice: notice.made_at, reverse=True)


def latest_notices() -> list[Notice]:
    """The newest corrections and retractions of the whole record, in three queries."""
    public = Q(claim=None) | ~Q(claim__state=State.DRAFT)
    corrections = Correction.objects.filter(public).select_related("claim")
    claims = Claim.objects.filter(state=State.RETRACTED)
    statements = Statement.objects.filter(state=State.RETRACTED, claim__state=State.PUBLISHED)
    found = [
        Notice(row.made_at, row.notice, row.reason, row.claim)
        for row in corrections.order_by("-made_at", "-pk")[:NOTICES_SHOWN]
    ]
    found += [
        Notice(row.retracted_at, _("A claim was retracted."), row.retraction_reason, row)
        for row in claims.order_by("-retracted_at", "-pk")[:NOTICES_SHOWN]
    ]
    found += [
        Notice(row.retracted_at, _("A position was retracted."), row.retraction_reason, row.claim)
        for row in statements.select_related("claim").order_by("-retracted_at", "-pk")[:NOTICES_SHOWN]
    ]
    found.sort(key=lambda notice: notice.made_at, reverse=True)
    return found[:NOTICES_SHOWN]
