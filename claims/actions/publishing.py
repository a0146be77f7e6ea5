"""Publishing and retracting: what readers see, decided by a person."""

import datetime

from django.db import transaction

from claims.models import Claim, State, Statement
from core.errors import Refused, translate_refusals

from .last_editor import refuse_own_work
from .review import settle_review, settle_statement_reviews


@transaction.atomic
def publish_claim(*, claim: Claim, by, now: datetime.datetime) -> int:
    """Publish `claim` with its ready statements: drafts that have a citation.

    Settles the waiting review. Returns how many statements were published with it. Raises Refused if it
    is published already, was retracted, was last changed by `by`, or if no position on it would count.
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.state != State.DRAFT:
        raise Refused(f"This claim is {claim.get_state_display()}: only a draft can be published.")
    refuse_own_work(claim, by)
    with translate_refusals():
        published = claim.statements.ready().update(state=State.PUBLISHED)
        claim.state = State.PUBLISHED
        claim.published_at = now
        claim.published_by = by
        claim.save(update_fields=["state", "published_at", "published_by"])
        settle_review(claim=claim, by=by, now=now)
        settle_statement_reviews(claim=claim, state=State.PUBLISHED, by=by, now=now)
    return published


@transaction.atomic
def publish_statement(*, statement: Statement, by, now: datetime.datetime) -> None:
    """Publish a draft statement, and settle its waiting review.

    Raises Refused without a citation, on a retracted claim, and if it was last changed by `by`.
    """
    statement = Statement.objects.select_for_update(of=("self",)).select_related("claim").get(pk=statement.pk)
    if statement.state != State.DRAFT:
        raise Refused(f"This statement is {statement.get_state_display()}: only a draft can be published.")
    if statement.claim.state == State.RETRACTED:
        raise Refused("Its claim is retracted: nothing is added to it any more.")
    refuse_own_work(statement, by)
    with translate_refusals():
        statement.state = State.PUBLISHED
        statement.save(update_fields=["state"])
        settle_review(statement=statement, by=by, now=now)


@transaction.atomic
def retract_claim(*, claim: Claim, by, now: datetime.datetime, reason: str) -> None:
    """Retract a published claim.

    Its address then answers with `reason`, the public notice.
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    _retract(claim, by, now, reason)
    settle_statement_reviews(claim=claim, state=State.RETRACTED, by=by, now=now)


@transaction.atomic
def retract_statement(*, statement: Statement, by, now: datetime.datetime, reason: str) -> None:
    """Retract a published statement.

    Raises Refused if its claim would be left without a position.
    """
    _retract(Statement.objects.select_for_update().get(pk=statement.pk), by, now, reason)


def _retract(row: Claim | Statement, by, now: datetime.datetime, reason: str) -> None:
    if row.state != State.PUBLISHED:
        raise Refused(
            f"This {row._meta.verbose_name} is {row.get_state_display()}: only what is published "
            "can be retracted."
        )
    if not reason.strip():
        raise Refused("Say why, in words for readers: the reason is published.")
    with translate_refusals():
        row.state = State.RETRACTED
        row.retracted_at = now
        row.retracted_by = by
        row.retraction_reason = reason.strip()
        row.save(update_fields=["state", "retracted_at", "retracted_by", "retraction_reason"])
