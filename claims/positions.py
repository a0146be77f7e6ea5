"""Why claims in lists have their status, and the address where evidence is read."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from core.canonical_urls import HasUrl

from .models import Citation, Claim
from .status import group_standings, name_agreeing_parties, read_standings, summarise_status

STATEMENTS_PER_PAGE = 60
"""A claim with more positions than these is split into pages."""

CLAIM_LISTS = "SELECT {names}, p.* FROM (SELECT {arrays}) l, claims_positions({together}, NULL, false) p"


def load_claim_lists(*lists: QuerySet) -> list[list[Claim]]:
    """Load the claims whose ids these querysets select, each list in its order.

    Each claim has its text and status, `reason`, why its status is so in brief, and `size`, its number of
    readable statements. Queries: 1.
    """
    parts = [ids.query.sql_with_params() for ids in lists]
    arrays = ", ".join(f"ARRAY({sql}) AS ids_{number}" for number, (sql, _params) in enumerate(parts))
    names = [f"l.ids_{number}" for number in range(len(parts))]
    query = CLAIM_LISTS.format(arrays=arrays, names=", ".join(names), together=" || ".join(names))
    with connection.cursor() as cursor:
        cursor.execute(query, [value for _sql, params in parts for value in params])
        rows = cursor.fetchall()
    if not rows:
        return [[] for _ids in lists]
    positions = [row[len(parts) :] for row in rows]
    claims = {row[0]: Claim(pk=row[0], text=row[-2], status=row[-1]) for row in positions}
    for pk, standings in group_standings(positions).items():
        claims[pk].size = len(standings)
        claims[pk].reason = summarise_status(claims[pk].status, standings)
    return [[claims[pk] for pk in ids if pk in claims] for ids in rows[0][: len(parts)]]


def locate_citations(citations: Sequence[Citation]) -> None:
    """Give each citation `url`, the place on its claim's page where it is read.

    And each of their claims `agreed_by`, see `name_agreeing_parties`. Queries: 1.
    """
    rows = read_standings({citation.statement.claim_id for citation in citations})
    for citation in citations:
        claim = citation.statement.claim
        anchor = f"citation-{citation.pk}"
        citation.url = build_evidence_url(claim, len(rows[claim.pk]), citation.statement_id, anchor)
        claim.agreed_by = name_agreeing_parties(claim.status, rows[claim.pk])


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
