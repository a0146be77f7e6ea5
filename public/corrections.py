"""Corrections and retractions: what we altered or took back after publishing it."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.utils.translation import gettext as _

from claims.models import ChangeKind, Claim
from claims.versions.document import ClaimDocument
from public.feeds.entries import CORRECTION_KINDS, FeedEntry, load_latest

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


def list_claim_notices(document: ClaimDocument) -> list[CorrectionNotice]:
    """List what was altered on one claim's page, newest first."""
    newest = [
        sorted(rows, key=attrgetter("made_at", "pk"), reverse=True)[:NOTICES_SHOWN]
        for rows in (document.corrections, document.retracted)
    ]
    notices = [
        CorrectionNotice(row.made_at, row.notice or _("A position was removed from this page."), row.reason)
        for rows in newest
        for row in rows
    ]
    return sorted(notices, key=attrgetter("made_at"), reverse=True)


def load_latest_notices() -> list[CorrectionNotice]:
    """Load the newest corrections and retractions of the whole record.

    Queries: 3, and one more for each merge in a chain.
    """
    return [_make_notice(entry) for entry in load_latest(CORRECTION_KINDS, NOTICES_SHOWN)]


def _make_notice(entry: FeedEntry) -> CorrectionNotice:
    words = {
        ChangeKind.CORRECTION: entry.notice or _("A correction that no longer applies."),
        ChangeKind.POSITION_RETRACTED: _("A position was retracted."),
        ChangeKind.RETRACTED: _("A claim was merged into another.")
        if entry.survivor
        else _("A claim was retracted."),
    }[ChangeKind(entry.kind)]
    claim = entry.claim or entry.survivor or entry.change.claim
    return CorrectionNotice(entry.change.made_at, words, entry.reason, claim)
