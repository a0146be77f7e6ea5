"""Corrections and retractions: what we altered or took back after publishing it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.models import ChangeKind, Claim, State
from public.change_feed import FeedEntry, load_latest

NOTICES_SHOWN = 20


@dataclass(frozen=True)
class CorrectionNotice:
    """What was done (`notice`), and the reason.

    `claim`: where readers find the rest, if they can; the text of a retracted claim is never shown, only its
    address, which answers with the notice.
    """

    made_at: datetime.datetime
    notice: str
    reason: str
    claim: Claim | None = None


def load_claim_notices(claim: Claim) -> list[CorrectionNotice]:
    """Load what was altered on one claim's page, newest first. Queries: 2."""
    corrections = claim.corrections.order_by("-made_at", "-pk")[:NOTICES_SHOWN]
    retracted = claim.statements.filter(state=State.RETRACTED).order_by("-retracted_at", "-pk")
    notices = [CorrectionNotice(row.made_at, row.notice, row.reason) for row in corrections]
    for statement in retracted[:NOTICES_SHOWN]:
        if statement.retracted_at:  # which a retracted one has
            words = _("A position was taken off this page.")
            notices.append(CorrectionNotice(statement.retracted_at, words, statement.retraction_reason))
    return sorted(notices, key=lambda notice: notice.made_at, reverse=True)


def load_latest_notices() -> list[CorrectionNotice]:
    """Load the newest corrections and retractions of the whole record.

    Queries: 3, and one more for each merge in a chain.
    """
    kinds = (ChangeKind.CORRECTION, ChangeKind.POSITION_RETRACTED, ChangeKind.RETRACTED)
    return [_make_notice(entry) for entry in load_latest(kinds, NOTICES_SHOWN)]


def _make_notice(entry: FeedEntry) -> CorrectionNotice:
    words = {
        ChangeKind.CORRECTION: entry.notice or _("A correction that does not stand any more."),
        ChangeKind.POSITION_RETRACTED: _("A position was retracted."),
        ChangeKind.RETRACTED: _("A claim became part of another one.")
        if entry.survivor
        else _("A claim was retracted."),
    }[ChangeKind(entry.kind)]
    claim = entry.claim or entry.survivor or entry.change.claim
    return CorrectionNotice(entry.change.made_at, words, entry.reason, claim)
