"""Writing of planned rows: each kind of object with one SQL statement."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from claims.actions.offered_citations import offer_citations
from claims.actions.review import submit_for_review
from claims.models import Affiliation, Citation, Claim, Claimant, OfferedCitation, Review, State, Statement

from .existing import ExistingPositions, PositionKey
from .plan import RowPlan, RowPlanner


@dataclass
class SavePlan:
    """The planned rows, and the data that was read for them."""

    plans: list[RowPlan]
    planner: RowPlanner
    positions: ExistingPositions


@dataclass
class SavedRows:
    """The rows that were added to the record."""

    claimants: list[Claimant]
    affiliations: list[Affiliation]
    claims: list[Claim]
    statements: list[Statement]
    by_row: dict[str, tuple[Citation, Statement]]
    """The citation that each row became, and its statement, by row id."""
    offers: dict[str, OfferedCitation]
    """The offer that a row became instead of a citation, by row id."""
    reviews: list[Review] = field(default_factory=list)

    @property
    def claim_ids(self) -> set[int]:
        """The ids of the claims that got a citation."""
        return {statement.claim_id for _, statement in self.by_row.values()}

    def get_statement(self, row: str) -> Statement:
        """Return the statement that the row with this id is about."""
        return self.offers[row].statement if row in self.offers else self.by_row[row][1]


def write_plan(plan: SavePlan, *, by: User, now: datetime.datetime) -> SavedRows:
    """Write everything. Deferred constraints are not checked yet.

    Queries: half a dozen.
    """
    planner, resolver = plan.planner, plan.planner.resolver
    claimants = Claimant.objects.bulk_create(resolver.new_claimants.values())
    affiliations = Affiliation.objects.bulk_create(resolver.new_affiliations.values())
    claims = Claim.objects.bulk_create(planner.new_claims.values())
    through = Claim.topics.through
    through.objects.bulk_create(
        through(claim=claim, topic=topic) for claim in claims for topic in planner.list_topics(claim)
    )
    new: dict[PositionKey, Statement] = {}
    statements = {
        row_plan.row["id"]: plan.positions.find_same(row_plan.position)
        or new.setdefault(row_plan.position, row_plan.build_statement())
        for row_plan in plan.plans
    }
    Statement.objects.bulk_create(new.values())
    by_row, offers = _write_evidence(plan, statements, by, now)
    return SavedRows(claimants, affiliations, claims, list(new.values()), by_row, offers)


def _write_evidence(
    plan: SavePlan, statements: dict[str, Statement], by: User, now: datetime.datetime
) -> tuple[dict[str, tuple[Citation, Statement]], dict[str, OfferedCitation]]:
    """Write the citations, and the offers: see SavedRows. `statements` are by row id."""
    citations: dict[str, Citation] = {}
    waiting: dict[str, Citation] = {}
    for row_plan in plan.plans:
        row = row_plan.row["id"]
        citation = row_plan.build_citation(statements[row], plan.planner.evidence, now)
        (waiting if row_plan.is_offered else citations)[row] = citation
    offers = offer_citations(citations=waiting.values(), by=by, now=now) if waiting else []
    created = Citation.objects.bulk_create(citations.values())
    by_row = {row: (citation, statements[row]) for row, citation in zip(citations, created, strict=True)}
    return by_row, dict(zip(waiting, offers, strict=True))


def submit_drafts(saved: SavedRows, *, by: User, now: datetime.datetime) -> None:
    """Ask for review of the added rows, except of those that wait for one already.

    A draft claim goes with everything on it, a new statement on a published claim alone.
    """
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=saved.claim_ids).defer("search")}
    waiting = set(Review.objects.filter(outcome="", claim__in=claims).values_list("claim_id", flat=True))
    for claim in sorted(claims.values(), key=lambda claim: claim.pk):
        if claim.state == State.DRAFT and claim.pk not in waiting:
            saved.reviews.append(submit_for_review(claim=claim, by=by, now=now))
    for statement in select_on_published(saved.statements, claims):
        saved.reviews.append(submit_for_review(statement=statement, by=by, now=now))


def select_on_published(statements: Iterable[Statement], claims: dict[int, Claim]) -> list[Statement]:
    return [statement for statement in statements if claims[statement.claim_id].is_published]
