"""Corrections: notices to readers of what was altered or removed.

A correction is proposed with the change; a publisher words it.
"""

import datetime

from claims.models import Claim, Correction, CorrectionProposal, ProposalOutcome
from core.errors import translate_refusals

from .settlement import lock_waiting, settle


def propose_correction(
    *, claim: Claim | None, change: str, reason: str, by, now: datetime.datetime
) -> CorrectionProposal:
    """Note that something readers had seen of `claim` was altered or removed.

    `claim` is None if several claims share it, such as an outlet; the correction stands on the about page.
    `change`: each field, before and after, a line each, in words for people. Call it in the
    transaction of the change itself. Not for a retraction, which has its public notice, and not for
    additions: a new statement that changes a status is news.
    """
    with translate_refusals():
        return CorrectionProposal.objects.create(
            claim=claim, change=change, reason=reason, proposed_by=by, proposed_at=now
        )


@translate_refusals()
def publish_correction(
    *, proposal: CorrectionProposal, notice: str, reason: str, by, now: datetime.datetime
) -> Correction:
    """Publish the correction that was proposed.

    `notice` says what was altered, `reason` why.
    """
    proposal = lock_waiting(proposal)
    correction = Correction.objects.create(
        claim=proposal.claim, notice=notice.strip(), reason=reason.strip(), made_at=now, made_by=by
    )
    settle(proposal, ProposalOutcome.WORDED, by, now, correction=correction)
    return correction


@translate_refusals()
def waive_correction(*, proposal: CorrectionProposal, note: str, by, now: datetime.datetime) -> None:
    """Settle a proposal without a notice to readers.

    `note` says why readers need no notice.
    """
    settle(lock_waiting(proposal), ProposalOutcome.WAIVED, by, now, note=note.strip())
