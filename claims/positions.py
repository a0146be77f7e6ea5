"""Positions of any claims in lists, and the address where the evidence for each is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.db.models.lookups import Exact, IsNull

from core.canonical_urls import HasUrl

from . import labels
from .models import Citation, CitationKind, Claim, Statement
from .status import explain_status, read_standings, read_statuses

STATEMENTS_PER_PAGE = 60
"""A claim with more positions than these is split into pages."""


@dataclass
class Position:
    """A statement with its standing and the evidence for it."""

    statement: Statement
    standing: str
    citations: list[Citation] = field(default_factory=list)
    url: str = ""

    @property
    def standing_words(self) -> str:
        return labels.describe_standing(self.standing, self.statement.party.in_sentence)


def explain_statuses(claims: Sequence[Claim], *, as_of: date | None = None) -> list[Claim]:
    """Give each claim `reason` and `size`.

    `reason`: why its status is so. `size`: its number of readable statements. As of a past day `status`
    becomes that of the day ("open": not on record yet). Queries: 1; for a past day 2.
    """
    ids = [claim.pk for claim in claims]
    rows = read_standings(ids, as_of=as_of)
    past_statuses = read_statuses(ids, as_of=as_of) if as_of else {}
    for claim in claims:
        claim.status = past_statuses.get(claim.pk, claim.status)
        claim.size = len(rows[claim.pk])
        claim.reason = explain_status(claim.status, rows[claim.pk])
    return list(claims)


def locate_statements(statements: Sequence[Statement], *, as_of: date | None = None) -> list[Position]:
    """Return the statements of any claims, each with its standing and its place.

    The place is the URL where it is read. A statement that has been retracted since it was fetched, or
    was not known by `as_of`, is left out. As of a past day their claims get the status of that day.
    Queries: 1; for a past day 2.
    """
    claims = {statement.claim_id for statement in statements}
    rows = read_standings(claims, as_of=as_of)
    past_statuses = read_statuses(claims, as_of=as_of) if as_of else {}
    standing = {row.statement_id: row.standing for on_claim in rows.values() for row in on_claim}
    positions = []
    for statement in (statement for statement in statements if statement.pk in standing):
        size, anchor = len(rows[statement.claim_id]), f"statement-{statement.pk}"
        url = build_evidence_url(statement.claim, size, statement.pk, anchor, as_of)
        statement.claim.status = past_statuses.get(statement.claim_id, statement.claim.status)
        positions.append(Position(statement, standing[statement.pk], url=url))
    return positions


def locate_citations(citations: Sequence[Citation]) -> None:
    """Give each citation `url`, the place on its claim's page where it is read.

    Queries: 1.
    """
    rows = read_standings({citation.statement.claim_id for citation in citations})
    for citation in citations:
        claim = citation.statement.claim
        anchor = f"citation-{citation.pk}"
        citation.url = build_evidence_url(claim, len(rows[claim.pk]), citation.statement_id, anchor)


def build_evidence_url(
    claim: HasUrl,
    size: int,
    statement_id: int,
    anchor: str,
    as_of: date | None = None,
    address: str = "",
) -> str:
    """Build the address where evidence for a statement is read.

    `size`: the number of statements on the claim. With many it has several pages, and its view finds the
    one with the statement. `address`: that of the claim's page, where the caller has it already.
    """
    parameters = [f"statement={statement_id}"] if size > STATEMENTS_PER_PAGE else []
    parameters += [f"as_of={as_of.isoformat()}"] if as_of else []
    query = f"?{'&'.join(parameters)}" if parameters else ""
    return f"{address or claim.get_absolute_url()}{query}#{anchor}"


def find_best_evidence(statement_ids: Iterable[int], *, as_of: date | None = None) -> dict[int, Citation]:
    """Return the citation that shows each statement best, by statement id.

    First-hand before second-hand, found word for word before unverified, a quotation before a paraphrase,
    then the earliest article: as `rank_evidence` does for a claim's page. Queries: 1.
    """
    ids = list(statement_ids)
    if not ids:
        return {}
    weakness = (
        IsNull(F("relayed_by"), False),
        IsNull(F("proved_at"), True),
        Exact(F("kind"), CitationKind.PARAPHRASE),
        F("article__published_on").asc(nulls_last=True),
    )
    citations = (
        Citation.objects.known_by(as_of)
        .filter(statement__in=ids)
        .select_related("article__outlet", "relayed_by")
        .order_by("statement", *weakness, "pk")
        .distinct("statement")
    )
    return {citation.statement_id: citation for citation in citations}
