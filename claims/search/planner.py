"""Query plans of the search: raw queries with a planner setting, and row counts.

PostgreSQL's statistics say how often a facet or a word occurs, not where. It assumes that the claims of one
year are spread over all years, and would scan a million rows to find "the first" of them.
"""

from collections.abc import Sequence
from typing import Any

from core.pagination import COUNT_LIMIT, count_rows
from core.sql_statements import SqlStatement, fetch_results

from .querysets import ClaimSearchQuerySet

PROBED, MANY_OF_PROBED = 1_000, 300
"""The number of newest claims to probe, and of matches that make a search common.

If MANY_OF_PROBED of them match, the newest COUNTED_NEWEST are counted first: that is faster than
collecting half the record from the index.
"""
COUNTED_NEWEST = COUNT_LIMIT * PROBED // MANY_OF_PROBED

FORCED: SqlStatement = ("SET LOCAL enable_seqscan = off", ())
FREE: SqlStatement = ("SET LOCAL enable_seqscan TO DEFAULT", ())
COUNT = "SELECT count(*) FROM ({entries}) matches"
FEWEST_KEPT = """
SELECT CASE WHEN count(*) = %s THEN min(number) ELSE 0 END
FROM (SELECT sum(change) AS number FROM claims_facetcount WHERE code = ANY (%s) GROUP BY code) kept
"""
# Each count is made only if the one before leaves the answer open.
COUNT_RESULTS = """
SELECT CASE WHEN {kept} > %s AND ({probe}) >= %s AND ({newest}) > %s THEN %s ELSE ({count}) END
"""


def fetch_rows(entries: ClaimSearchQuerySet, sql: str, params: Sequence) -> list[tuple]:
    """Run `sql`, a query made of `entries`, by the index of words and facets if they use it.

    Returns its rows. All statements go to the server as one string, which is one transaction: outside
    `atomic` it ends with the string, and inside the setting is the session's again when it ends.
    """
    [rows] = fetch_results(*lead_by_index(entries, (sql, params)))
    return rows


def lead_by_index(entries: ClaimSearchQuerySet, statement: SqlStatement) -> list[SqlStatement]:
    """Return the statement between those that lead it by the index of words and facets, if it uses them.

    They go to the server as one string.
    """
    return [FORCED, statement, FREE] if entries.uses_index else [statement]


def count_results(entries: ClaimSearchQuerySet) -> int:
    """Count the rows of a search, up to COUNT_LIMIT + 1.

    COUNT_LIMIT + 1 stands for any larger number. Queries: 1, or 0.
    """
    if entries.query.is_empty():
        return 0
    if not entries.uses_index:
        return count_rows(entries)
    kept, params = _read_kept_counts(entries.codes)
    if len(entries.query.where.children) == len(entries.codes) == 1:
        [(number,)] = fetch_rows(entries, f"SELECT LEAST({kept}, %s)", [*params, COUNT_LIMIT + 1])
        return number
    searches = (entries.within_first(PROBED), entries.within_first(COUNTED_NEWEST), entries)
    [(probe, *few), (newest, *many), (count, *all_of_them)] = [_count_to_limit(rows) for rows in searches]
    query = COUNT_RESULTS.format(kept=kept, probe=probe, newest=newest, count=count)
    limits = [COUNT_LIMIT, *few, MANY_OF_PROBED, *many, COUNT_LIMIT, COUNT_LIMIT + 1]
    [(number,)] = fetch_rows(entries, query, [*params, *limits, *all_of_them])
    return number


def estimate_rows(*searches: ClaimSearchQuerySet) -> list[int]:
    """Ask PostgreSQL's planner how many rows each of these searches has. Queries: 1."""
    return [read_estimate(rows) for rows in fetch_results(*map(build_estimate, searches))]


def build_estimate(entries: ClaimSearchQuerySet) -> SqlStatement:
    """Return the question to PostgreSQL's planner how many rows a search has.

    It knows how often each frequent word and facet occurs, and nothing of which occur together.
    """
    sql, params = entries.order_by().values("pk").query.sql_with_params()
    return f"EXPLAIN (FORMAT JSON) {sql}", params


def read_estimate(rows: Sequence[tuple]) -> int:
    """Read the answer to `build_estimate`."""
    [[[plan]]] = rows
    return plan["Plan"]["Plan Rows"]


def count_matches(entries: ClaimSearchQuerySet) -> int:
    """Count the rows of a search as it is, up to COUNT_LIMIT + 1. Queries: 1."""
    query, *params = _count_to_limit(entries)
    [(number,)] = fetch_rows(entries, query, params)
    return number


def _count_to_limit(entries: ClaimSearchQuerySet) -> list[Any]:
    """Return SQL that counts the rows of a search up to COUNT_LIMIT + 1, and its parameters."""
    sql, params = entries.order_by().values("pk")[: COUNT_LIMIT + 1].query.sql_with_params()
    return [COUNT.format(entries=sql), *params]


def is_uncounted(number: int) -> bool:
    """Whether readers see "10,000+" instead of the number."""
    return number > COUNT_LIMIT


def _read_kept_counts(codes: tuple[int, ...]) -> tuple[str, list[Any]]:
    """Return SQL for how many claims have the rarest of these facets, and its parameters."""
    return (f"({FEWEST_KEPT})", [len(set(codes)), list(codes)]) if codes else ("%s", [COUNT_LIMIT + 1])
