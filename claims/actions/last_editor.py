"""The last editor of a row that is to be published, from its history."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models

from claims.models import Citation, Claim, Statement
from core.errors import Refused
from core.history import ONE_ROW, select_edits, select_related_rows

OWN_WORK = "You made the last change; another publisher has to publish this."

# What deciding about a row, deriving its status and proving its excerpt write: nobody's wording.
IGNORED_COLUMNS = (
    *("state", "status", "published_at", "published_by_id"),
    *("retracted_at", "retracted_by_id", "retraction_reason"),
    *("capture_id", "start", "end", "prefix", "suffix", "recurs", "proved_at"),
    *(f.column for model in (Claim, Statement, Citation) for f in model._meta.concrete_fields if f.generated),
)

LAST_EDITOR = "SELECT who FROM ({edits}) edits ORDER BY pgh_created_at DESC, pgh_id DESC LIMIT 1"


def _build_query(rows: dict[type[models.Model], str]) -> str:
    return LAST_EDITOR.format(
        edits=" UNION ALL ".join(select_edits(model, select) for model, select in rows.items())
    )


# Rows that were removed or moved elsewhere count as well.
@cache
def _query_for(model: type[models.Model]) -> str:
    if model is Statement:
        return _build_query(
            {Statement: ONE_ROW, Citation: select_related_rows(Citation, "statement", "%(pk)s")}
        )
    statements = select_related_rows(Statement, "claim", "%(pk)s")
    citations = select_related_rows(Citation, "statement", statements)
    return _build_query({Claim: ONE_ROW, Statement: statements, Citation: citations})


def last_editor(row: Claim | Statement) -> int | None:
    """Return the id of the user who last changed `row` or its evidence.

    The evidence of a claim includes its statements. Returns None where only fixtures, imports and jobs have
    changed anything: their changes are nobody's. Queries: 1, which grows with the history of this row alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_query_for(type(row)), {"pk": row.pk, "ignored": list(IGNORED_COLUMNS)})
        row_found = cursor.fetchone()
    return int(row_found[0]) if row_found else None


WORK = """
SELECT kind, id, who FROM (
    SELECT 'statement' AS kind, id, who, pgh_created_at AS at FROM ({statements}) edits
    UNION ALL SELECT 'statement', owner.statement_id, edits.who, edits.pgh_created_at
    FROM ({citations}) edits JOIN (
        SELECT id, statement_id FROM claims_citation WHERE statement_id = ANY (%(statements)s)
        UNION
        SELECT pgh_obj_id, statement_id FROM claims_citationevent WHERE statement_id = ANY (%(statements)s)
    ) owner ON owner.id = edits.id
    UNION ALL SELECT 'claim', id, who, pgh_created_at FROM ({claims}) edits
) worked GROUP BY kind, id, who ORDER BY max(at) DESC
"""


class Work(NamedTuple):
    """One user's last work on one row: `kind` is "claim" or "statement"."""

    kind: str
    row: int
    user: int


def list_work(*, claims: Collection[int], statements: Collection[int]) -> list[Work]:
    """List who has worked on the wording of claims, and on statements with their citations; the last first.

    Publishing is no such work, nor is what fixtures and jobs have written. Queries: 1.
    """
    ids = "SELECT unnest(%({})s::bigint[]) AS id"
    query = WORK.format(
        claims=select_edits(Claim, ids.format("claims")),
        statements=select_edits(Statement, ids.format("statements")),
        citations=select_edits(
            Citation, select_related_rows(Citation, "statement", ids.format("statements"))
        ),
    )
    parameters: dict[str, Any] = {
        "claims": list(claims),
        "statements": list(statements),
        "ignored": list(IGNORED_COLUMNS),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Work(kind, pk, int(who)) for kind, pk, who in cursor.fetchall()]


def is_own_work(row: Claim | Statement, by) -> bool:
    """Whether `by` may not publish `row`, having made the last change to it."""
    return not settings.PUBLISH_OWN_WORK and by is not None and last_editor(row) == by.pk


def refuse_own_work(row: Claim | Statement, by) -> None:
    """Refuse the publication of a row by the person who changed it last.

    Raises Refused if `by` made the last change to `row`: a second person has to publish it.
    """
    if is_own_work(row, by):
        raise Refused(OWN_WORK)
