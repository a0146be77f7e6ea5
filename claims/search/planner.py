"""Query plans of the search: raw queries with a planner setting, and row counts.

PostgreSQL's statistics say how often a facet or a word occurs, not where. It assumes that the claims of one
year are spread over all years, and would scan a million rows to find "the first" of them.
"""

from collections.abc import Sequence

from django.db import connection

from core.pagination import COUNT_LIMIT, count_rows

from .querysets import ClaimSearchQuerySet

PROBED, MANY_OF_PROBED = 1_000, 300
"""The number of newest claims to probe, and of matches that make a search common.

If MANY_OF_PROBED of them match, the newest COUNT_LIMIT / 300 * 1,000 are counted first: that is
faster than collecting half the record from the index.
"""

COUNT = "SELECT count(*) FROM ({entries}) matches"
KEPT_COUNTS = "SELECT COALESCE(sum(change), 0) FROM claims_facetcount WHERE code = ANY (%s) GROUP BY code"


def fetch_rows(entries: ClaimSearchQuerySet, sql: str, params: Sequence) -> list[tuple]:
    """Run `sql`, a query made of `entries`, by the index of words and facets if they use it.

    Returns its rows. All statements go to the server as one string, which is one transaction: outside
    `atomic` it ends with the string, and inside the setting is the session's again when it ends.
    """
    if entries.uses_index:
        sql = f"SET LOCAL enable_seqscan = off;{sql};SET LOCAL enable_seqscan TO DEFAULT"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()


def count_results(entries: ClaimSearchQuerySet) -> int:
    """Count the rows of a search, up to COUNT_LIMIT + 1.

    COUNT_LIMIT + 1 stands for any larger number. Queries: 0 to 3.
    """
    if entries.query.is_empty():
        return 0
    if not entries.uses_index:
        return count_rows(entries)
    most = min(_read_kept_counts(entries.codes), default=COUNT_LIMIT + 1)
    if len(entries.query.where.children) == len(entries.codes) == 1:
        return min(most, COUNT_LIMIT + 1)
    if most > COUNT_LIMIT and _count_among_newest(entries, PROBED) >= MANY_OF_PROBED:
        number = _count_among_newest(entries, COUNT_LIMIT * PROBED // MANY_OF_PROBED)
        if is_uncounted(number):
            return number
    return count_matches(entries)


def estimate_rows(entries: ClaimSearchQuerySet) -> int:
    """Ask PostgreSQL's planner how many rows a search has.

    It knows how often each frequent word and facet occurs, and nothing of which occur together. Queries: 1.
    """
    sql, params = entries.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [[[plan]]] = cursor.fetchall()
    return plan["Plan"]["Plan Rows"]


def count_matches(entries: ClaimSearchQuerySet) -> int:
    """Count the rows of a search as it is, up to COUNT_LIMIT + 1. Queries: 1."""
    sql, params = entries.order_by().values("pk")[: COUNT_LIMIT + 1].query.sql_with_params()
    [(number,)] = fetch_rows(entries, COUNT.format(entries=sql), params)
    return number


def is_uncounted(number: int) -> bool:
    """Whether readers see "10,000+" instead of the number."""
    return number > COUNT_LIMIT


def _read_kept_counts(codes: tuple[int, ...]) -> list[int]:
    """Read how many claims have each of these facets."""
    if not codes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KEPT_COUNTS, [list(codes)])
        numbers = [number for (number,) in cursor.fetchall()]
    return numbers if len(numbers) == len(set(codes)) else [0]


def _count_among_newest(entries: ClaimSearchQuerySet, newest: int) -> int:
    """Count the matches among the newest claims, up to COUNT_LIMIT + 1."""
    return count_matches(entries.within_first(newest))
