"""Queries of the search as PostgreSQL should go about them.

Statistics tell it how often a facet or a word is met, not where: it takes the claims of one year to be
spread over all years, and would read a million rows one after the other to find "the first" of them.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from core.pagination import COUNT_LIMIT, count_rows

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


PROBED, MANY_OF_PROBED = 1_000, 300
"""Where so many of the newest claims are found, the newest COUNTED / 300 * 1,000 are counted first: sooner
done than collecting half the record from the index."""

COUNT = "SELECT count(*) FROM ({entries}) found"
KEPT = "SELECT COALESCE(sum(change), 0) FROM claims_facetcount WHERE code = ANY (%s) GROUP BY code"


def total(entries: QuerySet) -> int:
    """How many rows of the search these are, up to COUNTED + 1, which stands for any larger number.
    None to three queries."""
    if entries.query.is_empty():
        return 0
    if not entries.in_index:
        return count_rows(entries)
    most = min(_kept(entries.codes), default=COUNT_LIMIT + 1)
    if len(entries.query.where.children) == len(entries.codes) == 1:
        return min(most, COUNT_LIMIT + 1)
    if most > COUNT_LIMIT and _near(entries, PROBED) >= MANY_OF_PROBED:
        found = _near(entries, COUNT_LIMIT * PROBED // MANY_OF_PROBED)
        if is_many(found):
            return found
    sql, params = entries.order_by().values("pk")[: COUNT_LIMIT + 1].query.sql_with_params()
    [(number,)] = rows_of(entries, COUNT.format(entries=sql), params)
    return number


def is_many(number: int) -> bool:
    """Whether readers are told "10,000+" instead of the number."""
    return number > COUNT_LIMIT


def _kept(codes: tuple[int, ...]) -> list[int]:
    """How many claims have each of these facets."""
    if not codes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [list(codes)])
        found = [number for (number,) in cursor.fetchall()]
    return found if len(found) == len(set(codes)) else [0]


def _near(entries: QuerySet, newest: int) -> int:
    """How many of the newest claims these are, up to COUNTED + 1."""
    sql, params = among(entries.order_by().values("pk")[: COUNT_LIMIT + 1], newest)
    [(number,)] = rows_of(entries, COUNT.format(entries=sql), params)
    return number
