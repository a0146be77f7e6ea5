"""Writing what was planned: each kind of row in one statement to the database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.actions.offered_citations import offer_citations
from claims.actions.review import submit_for_review
from claims.models import Affiliation, Citation, Claim, Claimant, OfferedCitation, Review, State, Statement

from .claimants import ClaimantResolver
from .existing import ExistingPositions
from .plan import RowPlan, RowPlanner


@dataclass
class SavePlan:
    """What is to be written, and what was read for it."""

    plans: list[RowPlan]
    planner: RowPlanner
    positions: ExistingPositions

    @property
    def persons(self) -> ClaimantResolver:
        return self.planner.persons


@dataclass
class SavedRows:
    """What was added. By row id: `of_row`, the citation and the statement that a row came to, and
    `offers`, what it offers instead."""

    claimants: list[Claimant]
    affiliations: list[Affiliation]
    claims: list[Claim]
    statements: list[Statement]
    citations: list[Citation]
    of_row: dict[str, tuple[Citation, Statement]]
    offers: dict[str, OfferedCitation]
    reviews: list[Review] = field(default_factory=list)

    @property
    def claims_touched(self) -> set[int]:
        return {statement.claim_id for _, statement in self.of_row.values()}

    def statement(self, row: str) -> Statement:
        """The statement that a row is about."""
        return self.offers[row].statement if row in self.offers else self.of_row[row][1]


def write_plan(planned: SavePlan, *, by, now: datetime.datetime) -> SavedRows:
    """Everything in half a dozen statements. Rules that wait are not checked yet."""
    persons, planner = planned.persons, planned.planner
    claimants = Claimant.objects.bulk_create(persons.new.values())
    affiliations = Affiliation.objects.bulk_create(persons.affiliations.values())
    claims = Claim.objects.bulk_create(planner.new_claims.values())
    through = Claim.topics.through
    through.objects.bulk_create(
        through(claim=claim, topic=topic) for claim in claims for topic in planner.filed_under(claim)
    )
    new: dict[tuple, Statement] = {}
    of_plan = {
        plan.row["id"]: planned.positions.same(plan.position)
        or new.setdefault(plan.position, plan.statement())
        for plan in planned.plans
    }
    statements = Statement.objects.bulk_create(new.values())
    of_row, offers = _write_evidence(planned, of_plan, by, now)
    citations = [citation for citation, _ in of_row.values()]
    return SavedRows(claimants, affiliations, claims, statements, citations, of_row, offers)


def _write_evidence(
    planned: SavePlan, of_plan: dict[str, Statement], by, now: datetime.datetime
) -> tuple[dict[str, tuple[Citation, Statement]], dict[str, OfferedCitation]]:
    """The citations, and what is offered instead: see Written."""
    cited = {
        plan.row["id"]: plan.citation(of_plan[plan.row["id"]], planned.planner.evidence, now)
        for plan in planned.plans
    }
    waiting = {plan.row["id"]: cited.pop(plan.row["id"]) for plan in planned.plans if plan.offered}
    offers = offer_citations(citations=waiting.values(), by=by, now=now) if waiting else []
    citations = Citation.objects.bulk_create(cited.values())
    of_row = {row: (citation, of_plan[row]) for row, citation in zip(cited, citations, strict=True)}
    return of_row, dict(zip(waiting, offers, strict=True))


def submit_drafts(written: SavedRows, *, by, now: datetime.datetime) -> None:
    """Ask for review of what was added: draft claims with all that is on them, and new statements
    on published claims. What waits already goes on waiting."""
    claims = {one.pk: one for one in Claim.objects.filter(pk__in=written.claims_touched).defer("search")}
    waiting = set(Review.objects.filter(outcome="", claim__in=claims).values_list("claim_id", flat=True))
    for claim in sorted(claims.values(), key=lambda one: one.pk):
        if claim.state == State.DRAFT and claim.pk not in waiting:
            written.reviews.append(submit_for_review(claim=claim, by=by, now=now))
    for statement in select_on_published(written.statements, claims):
        written.reviews.append(submit_for_review(statement=statement, by=by, now=now))


def select_on_published(statements: Iterable[Statement], claims: dict[int, Claim]) -> list[Statement]:
    return [one for one in statements if claims[one.claim_id].is_published]
