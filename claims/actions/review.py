"""Reviews: an editor asks for one, and a publisher publishes or sends back."""

import datetime
from collections.abc import Collection

from claims.models import Claim, Review, ReviewOutcome, State, Statement
from core.errors import Refused, translate_refusals

from .settlement import lock_waiting, settle

NOTHING_READY = "Nothing on it can be published yet: add a statement with a citation first."
NO_CITATION = "Nothing is cited for this statement yet: add a citation first."
WITH_ITS_CLAIM = "Its claim is a draft: submit the claim, and its statements go with it."


@translate_refusals()
def submit_for_review(
    *, claim: Claim | None = None, statement: Statement | None = None, by, now: datetime.datetime
) -> Review:
    """Ask a publisher to publish a draft.

    The draft is a claim with its statements, or one statement. The statement is on a claim that is
    published already. Raises Refused if the row is not a draft, has no evidence, or is waiting for
    review already.
    """
    row = _lock(claim if statement is None else statement)
    if row.state != State.DRAFT:
        raise Refused(
            f"This {row._meta.verbose_name} is {row.get_state_display()}: only drafts are reviewed."
        )
    if isinstance(row, Claim):
        if not row.statements.ready().exists():
            raise Refused(NOTHING_READY)
    else:
        _check_statement_ready(row)
    return Review.objects.create(
        claim=row if isinstance(row, Claim) else None,
        statement=row if isinstance(row, Statement) else None,
        asked_at=now,
        asked_by=by,
    )


def _check_statement_ready(statement: Statement) -> None:
    """Raise Refused if this draft cannot be published by itself."""
    if statement.claim.state == State.DRAFT:
        raise Refused(WITH_ITS_CLAIM)
    if statement.claim.state == State.RETRACTED:
        raise Refused("Its claim is retracted: nothing is added to it any more.")
    if not statement.citations.exists():
        raise Refused(NO_CITATION)


@translate_refusals()
def send_back(*, review: Review, note: str, by, now: datetime.datetime) -> Review:
    """End a waiting review without publishing.

    `note` tells the editor what has to be mended. Raises Refused without a note.
    """
    if not note.strip():
        raise Refused("Say what has to be mended.")
    review = lock_waiting(review)
    settle(review, ReviewOutcome.SENT_BACK, by, now, note=note.strip())
    return review


@translate_refusals()
def withdraw_review(*, review: Review, by, now: datetime.datetime) -> Review:
    """Withdraw one's own request for a review.

    Raises Refused if somebody else asked for it: a publisher sends it back instead.
    """
    if review.asked_by_id != by.pk:
        raise Refused(f"Only {review.asked_by}, who asked for this review, can withdraw it.")
    review = lock_waiting(review)
    settle(review, ReviewOutcome.WITHDRAWN, by, now)
    return review


def settle_review(
    *, claim: Claim | None = None, statement: Statement | None = None, by, now
) -> Review | None:
    """End the waiting review of a row that was just published, and return it; None if there is none."""
    waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING).select_for_update(of=("self",))
    reviews = waiting.filter(statement=statement) if claim is None else waiting.filter(claim=claim)
    review = reviews.first()
    if review is not None:
        settle(review, ReviewOutcome.PUBLISHED, by, now)
    return review


def keep_waiting(*, claim: Claim, review: Review | None) -> None:
    """Ask for each ready draft that a claim was published without, as `review` asked for the claim with all.

    Otherwise they would leave the queue unseen. Without a `review`, nobody asked, and nothing waits.
    """
    if review is None:
        return
    waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING, statement__claim=claim)
    left = claim.statements.ready().exclude(pk__in=waiting.values("statement")).order_by("pk")
    Review.objects.bulk_create(
        Review(statement=statement, asked_at=review.asked_at, asked_by=review.asked_by) for statement in left
    )


def end_waiting_apart(*, reviews: Collection[int]) -> None:
    """Remove what `keep_waiting` added, once these reviews (ids) of claims wait again for all of each."""
    for review in Review.objects.filter(pk__in=reviews, claim__isnull=False):
        apart = Review.objects.filter(outcome=ReviewOutcome.WAITING, statement__claim=review.claim_id)
        apart.filter(asked_at=review.asked_at, asked_by=review.asked_by).delete()


def settle_statement_reviews(*, claim: Claim, state: State, by, now: datetime.datetime) -> None:
    """End the waiting reviews of the statements of a claim that changed its state.

    The claim has been published or retracted; `state` is its new state.
    """
    waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING, statement__claim=claim)
    if state == State.PUBLISHED:
        published = waiting.filter(statement__state=State.PUBLISHED)
        published.update(outcome=ReviewOutcome.PUBLISHED, settled_at=now, settled_by=by)
    else:
        note = "The claim was retracted."
        waiting.update(outcome=ReviewOutcome.SENT_BACK, settled_at=now, settled_by=by, note=note)


def _lock(row: Claim | Statement | None) -> Claim | Statement:
    if row is None:
        raise TypeError("Give either a claim or a statement.")
    return type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
