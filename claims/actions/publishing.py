"""Publishing and retracting: what readers see, decided by a person."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max, Q

from claims.models import Citation, Claim, ClaimVersion, Publication, Review, ReviewOutcome, State, Statement
from core.errors import Refused, translate_refusals

from .last_editor import OWN_WORK, is_own_work, refuse_own_work
from .locks import lock_claims
from .review import keep_waiting, settle_review, settle_statement_reviews
from .undo_publication import read_last_ids

PUBLISH = """
UPDATE claims_claim SET state = %s, published_at = published.at, published_by_id = %s
FROM unnest(%s::bigint[], %s::timestamptz[]) AS published(id, at) WHERE claims_claim.id = published.id
"""


@dataclass
class PublishingResult:
    """What came of publishing several rows at once."""

    published: list[tuple[Claim | Statement, int]] = field(default_factory=list)
    """Each row that was published, with how many statements."""
    refused: list[tuple[Claim | Statement, str]] = field(default_factory=list)
    """Each row that was not, with the reason."""
    publication: Publication | None = None
    """For undoing it; None if nothing was published."""


@translate_refusals()
def publish_rows(
    *,
    rows: Iterable[Claim | Statement],
    by,
    now: datetime.datetime,
    only: Collection[int] | None = None,
) -> PublishingResult:
    """Publish drafts, each claim or statement that can be, and keep that they were published together.

    `only`: the ids of the statements that are published with their claims; None for all that are ready. The
    rest of a claim stays a draft.
    """
    rows = sorted(rows, key=lambda row: (_get_claim_id(row), row.pk))
    claims = lock_drafts(rows)
    last_versions = dict(
        ClaimVersion.objects.filter(claim__in=claims).values_list("claim").annotate(Max("number"))
    )
    drafts = set(Statement.objects.filter(claim__in=claims, state=State.DRAFT).values_list("pk", flat=True))
    result = PublishingResult()
    for row in rows:
        try:
            if isinstance(row, Claim):
                result.published.append((row, publish_claim(claim=row, by=by, now=now, only=only)))
            else:
                publish_statement(statement=row, by=by, now=now)
                result.published.append((row, 1))
        except Refused as refused:
            result.refused.append((row, str(refused)))
    if result.published:
        touched = {_get_claim_id(row) for row, _count in result.published}
        result.publication = Publication.objects.create(
            published_at=now,
            published_by=by,
            claims=[row.pk for row, _count in result.published if isinstance(row, Claim)],
            statements=list(
                Statement.objects.filter(pk__in=drafts, claim__in=touched, state=State.PUBLISHED)
                .order_by("pk")
                .values_list("pk", flat=True)
            ),
            reviews=_list_settled_reviews(touched, by, now),
            versions={str(claim): last_versions.get(claim, 0) for claim in touched},
            last_ids=read_last_ids(),
        )
    return result


def lock_drafts(rows: Iterable[Claim | Statement]) -> set[int]:
    """Lock the claims of these rows, then the drafts that would be published and their citations.

    Nobody edits any of them until the transaction ends. Returns the ids of the claims.
    """
    rows = list(rows)
    claims = {_get_claim_id(row) for row in rows}
    lock_claims(claims)
    whole = [row.pk for row in rows if isinstance(row, Claim)]
    single = [row.pk for row in rows if isinstance(row, Statement)]
    drafts = Statement.objects.filter(Q(pk__in=single) | Q(claim__in=whole), state=State.DRAFT).order_by("pk")
    statements = [pk for (pk,) in drafts.select_for_update(no_key=True).values_list("pk")]
    citations = Citation.objects.filter(statement__in=statements).order_by("pk")
    list(citations.select_for_update(no_key=True).values_list("pk"))
    return claims


def _get_claim_id(row: Claim | Statement) -> int:
    return row.pk if isinstance(row, Claim) else row.claim_id


def _list_settled_reviews(claims: Collection[int], by, now: datetime.datetime) -> list[int]:
    settled = Review.objects.filter(
        Q(claim__in=claims) | Q(statement__claim__in=claims),
        outcome=ReviewOutcome.PUBLISHED,
        settled_at=now,
        settled_by=by,
    )
    return list(settled.order_by("pk").values_list("pk", flat=True))


@translate_refusals()
def publish_claim(*, claim: Claim, by, now: datetime.datetime, only: Collection[int] | None = None) -> int:
    """Publish `claim` with its ready statements: drafts that have a citation.

    `only`: the ids of those that are published with it; the others stay drafts. Settles the waiting review;
    the others then wait for one each.
    Returns how many statements were published with it. Raises Refused if it is published already, was
    retracted, was last changed by `by`, or if no position on it would count.
    """
    lock_claims([claim.pk])
    claim = Claim.objects.get(pk=claim.pk)
    if claim.state != State.DRAFT:
        raise Refused(f"This claim is {claim.get_state_display()}: only a draft can be published.")
    refuse_own_work(claim, by)
    ready = claim.statements.ready()
    chosen = ready if only is None else ready.filter(pk__in=only)
    published = chosen.update(state=State.PUBLISHED)
    claim.state = State.PUBLISHED
    claim.published_at = now
    claim.published_by = by
    claim.save(update_fields=["state", "published_at", "published_by"])
    review = settle_review(claim=claim, by=by, now=now)
    settle_statement_reviews(claim=claim, state=State.PUBLISHED, by=by, now=now)
    keep_waiting(claim=claim, review=review)
    return published


def publish_new_claims(*, claims: Mapping[int, datetime.datetime], by) -> dict[int, str]:
    """Publish claims that one person has just made, each with its ready statements, as publish_claim does.

    `claims`: when each is published, by id. The transaction is the one that made them, so that nobody waits
    for a review of them. Returns why the others are not published, by id. If the database refuses some, they
    are halved until those at fault are alone.
    """
    if not claims:
        return {}
    if is_own_work(Claim(pk=next(iter(claims))), by):
        return dict.fromkeys(claims, OWN_WORK)
    try:
        with translate_refusals():
            Statement.objects.ready().filter(claim__in=claims).update(state=State.PUBLISHED)
            with connection.cursor() as cursor:
                cursor.execute(PUBLISH, [State.PUBLISHED, by.pk, [*claims], [*claims.values()]])
    except Refused as refused:
        if len(claims) == 1:
            return dict.fromkeys(claims, str(refused))
    else:
        return {}
    ids, middle = list(claims), len(claims) // 2
    halves = ({pk: claims[pk] for pk in half} for half in (ids[:middle], ids[middle:]))
    return {pk: why for half in halves for pk, why in publish_new_claims(claims=half, by=by).items()}


@translate_refusals()
def publish_statement(*, statement: Statement, by, now: datetime.datetime) -> None:
    """Publish a draft statement, and settle its waiting review.

    Raises Refused without a citation, on a retracted claim, and if it was last changed by `by`.
    """
    lock_claims([statement.claim_id])
    statements = Statement.objects.select_for_update(of=("self",), no_key=True)
    statement = statements.select_related("claim").get(pk=statement.pk)
    if statement.state != State.DRAFT:
        raise Refused(f"This statement is {statement.get_state_display()}: only a draft can be published.")
    if statement.claim.state == State.RETRACTED:
        raise Refused("Its claim is retracted: nothing is added to it any more.")
    refuse_own_work(statement, by)
    statement.state = State.PUBLISHED
    statement.save(update_fields=["state"])
    settle_review(statement=statement, by=by, now=now)


@translate_refusals()
def retract_claim(*, claim: Claim, by, now: datetime.datetime, reason: str) -> None:
    """Retract a published claim.

    Its address then answers with `reason`, the public notice.
    """
    lock_claims([claim.pk])
    claim = Claim.objects.get(pk=claim.pk)
    _retract(claim, by, now, reason)
    settle_statement_reviews(claim=claim, state=State.RETRACTED, by=by, now=now)


@translate_refusals()
def retract_statement(*, statement: Statement, by, now: datetime.datetime, reason: str) -> None:
    """Retract a published statement.

    Raises Refused if its claim would be left without a position.
    """
    lock_claims([statement.claim_id])
    _retract(Statement.objects.select_for_update(no_key=True).get(pk=statement.pk), by, now, reason)


def _retract(row: Claim | Statement, by, now: datetime.datetime, reason: str) -> None:
    if row.state != State.PUBLISHED:
        raise Refused(
            f"This {row._meta.verbose_name} is {row.get_state_display()}: only what is published "
            "can be retracted."
        )
    if not reason.strip():
        raise Refused("Say why, in words for readers: the reason is published.")
    row.state = State.RETRACTED
    row.retracted_at = now
    row.retracted_by = by
    row.retraction_reason = reason.strip()
    row.save(update_fields=["state", "retracted_at", "retracted_by", "retraction_reason"])
