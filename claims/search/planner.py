"""Queries of the search as PostgreSQL should go about them.

Statistics tell it how often a facet or a word is met, not where: it takes the claims of one year to be
spread over all years, and would read a million rows one after the other to find "the first" of them.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

# For this query alone: by the index of words and facets, and without compiling what runs for milliseconds.
BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true);"
FREELY = "SELECT set_config('jit', 'off', true);"

TABLE = ' FROM "claims_claimsearch"'


SORTED_BY = ("claim_id", "published_at", "changed_at", "contested", "covered")
"""What a list of the rows can be sorted by."""


def rows_of(entries: QuerySet, sql: str, params: Sequence) -> list[tuple]:
    """The rows of a query made of `entries`, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute((BY_INDEX if entries.in_index else FREELY) + sql, params)
        while cursor.nextset():
            pass
        return cursor.fetchall()


def among(rows: QuerySet, number: int, near: QuerySet | None = None) -> tuple[str, tuple]:
    """The query of `rows` looking at nothing but the first `number` of `near`: the newest of all, if none
    are given. In the order of these, if `rows` are asked for in that order."""
    near = rows.model.objects.order_by("-published_at", "-claim_id") if near is None else near
    first, before = near[:number].values(*SORTED_BY, "words", "facets").query.sql_with_params()
    sql, params = rows.query.sql_with_params()
    return sql.replace(TABLE, f' FROM ({first}) "claims_claimsearch"', 1), (*before, *params)
