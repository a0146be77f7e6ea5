"""The last editor of a row that is to be published, from its history."""

from django.conf import settings
from django.db import connection

from claims.models import Claim, Statement
from core.errors import Refused

OWN_WORK = "You made the last change; another publisher has to publish this."

# What deciding about a row, deriving its status and proving its excerpt write: nobody's wording.
IGNORED_COLUMNS = (
    *("state", "status", "published_at", "published_by_id"),
    *("retracted_at", "retracted_by_id", "retraction_reason"),
    *("capture_id", "start", "end", "prefix", "suffix", "proved_at"),
    *("pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "pgh_context_id"),
)

EDITS = """
    SELECT e.pgh_created_at, e.pgh_id, e.pgh_label, e.pgh_context ->> 'user' AS who,
           to_jsonb(e) - %(not_editing)s::text[] AS content,
           lag(to_jsonb(e) - %(not_editing)s::text[])
               OVER (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id) AS before
    FROM claims_{table}event e WHERE e.{these}"""
LAST_EDITOR = """
SELECT who FROM ({events}) changes
WHERE who IS NOT NULL AND (pgh_label <> 'update' OR content IS DISTINCT FROM before)
ORDER BY pgh_created_at DESC, pgh_id DESC LIMIT 1
"""


def _build_query(**tables: str) -> str:
    return LAST_EDITOR.format(
        events="\n    UNION ALL".join(
            EDITS.format(table=table, these=these) for table, these in tables.items()
        )
    )


# Rows that were removed count as well, so they are found by what their events point at.
OF_STATEMENT = _build_query(statement="pgh_obj_id = %(row)s", citation="statement_id = %(row)s")
OF_CLAIM = _build_query(
    claim="pgh_obj_id = %(row)s",
    statement="claim_id = %(row)s",
    citation="statement_id = ANY (ARRAY("
    "SELECT pgh_obj_id FROM claims_statementevent WHERE claim_id = %(row)s))",
)


def last_editor(row: Claim | Statement) -> int | None:
    """Return the id of the user who last changed `row` or its evidence.

    Of a claim also its statements.
    None where only fixtures, imports and jobs have: their changes are nobody's. One query, which
    grows with the history of this row alone.
    """
    query = OF_CLAIM if isinstance(row, Claim) else OF_STATEMENT
    with connection.cursor() as cursor:
        cursor.execute(query, {"row": row.pk, "not_editing": list(IGNORED_COLUMNS)})
        row_found = cursor.fetchone()
    return int(row_found[0]) if row_found else None


def is_own_work(row: Claim | Statement, by) -> bool:
    """Whether `by` may not publish `row`, having made the last change to it."""
    return not settings.PUBLISH_OWN_WORK and by is not None and last_editor(row) == by.pk


def refuse_own_work(row: Claim | Statement, by) -> None:
    """Refuse the publication of a row by the person who changed it last.

    Raises Refused if `by` made the last change to `row`: a second person has to publish it.
    """
    if is_own_work(row, by):
        raise Refused(OWN_WORK)
