"""Ranking by relevance, and the fallback to partial matches."""

from collections.abc import Callable
from itertools import combinations

from core.pagination import COUNT_LIMIT

from .planner import fetch_rows
from .query_parser import ParsedQuery, parse_query
from .querysets import ClaimSearchQuerySet

MOST_RANKED = COUNT_LIMIT + 1
"""The number of claims that are ranked: the newest matches.

Ranking a million, as a common word matches, would take seconds.
"""
MOST_SHOWN = 25
MOST_COMBINED = 8
"""The number of terms up to which every choice of most of them is searched.

8 terms make 28 choices of 6.
"""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""Weight of a word in an excerpt, a name, the context, the proposition."""

# Of equal weight, the newest first.
RANK = """
SELECT array_agg(claim_id ORDER BY weight DESC, published_at DESC, claim_id DESC) FROM (
    SELECT claim_id, published_at, ts_rank(%s::float4[], words, %s::tsquery) AS weight
    FROM ({entries} LIMIT %s) newest) weighed
"""
PARTIAL_RANK = """
SELECT claim_id, {matched} AS matched FROM ({entries} LIMIT %s) newest
ORDER BY matched DESC, ts_rank(%s::float4[], words, %s::tsquery) DESC, published_at DESC, claim_id DESC
LIMIT %s
"""
HAS_TERM = "(words @@ %s::tsquery)::int"


def rank_by_relevance(entries: ClaimSearchQuerySet, text: str | ParsedQuery) -> list[int]:
    """Return the ids of all claims that match a search, the most relevant first.

    `entries` is a search with the words of `text`. All ids are returned, which saves a second search
    for the count: for a phrase, every claim with its words has to be read to see whether they are
    adjacent. COUNT_LIMIT + 1 ids mean that there may be more.

    Queries: 1, and 1 more to parse a text.
    """
    parsed = parse_query(text) if isinstance(text, str) else text
    if entries.query.is_empty() or not parsed.query:
        return []
    sql, params = _newest(entries)
    [(ids,)] = fetch_rows(entries, RANK.format(entries=sql), [WEIGHTS, parsed.query, *params, MOST_RANKED])
    return ids or []


def rank_partial_matches(
    search: Callable[[ParsedQuery], ClaimSearchQuerySet], parsed: ParsedQuery
) -> tuple[list[int], bool]:
    """Rank the claims that match most of the query terms, or some, as a fallback.

    The fallback is needed because people type questions. `search` makes the rows of a search for other
    words. Claims with most of the terms are tried first, then those with any; verbs of speech ("said")
    are no reason to show a claim.

    Returns at most MOST_SHOWN ids, by number of terms and then by relevance, and whether each claim has
    more than half of the terms. Queries: 1 or 2.
    """
    for query in _partial_queries(parsed):
        ranked = _rank_partially(search, parsed.with_query(query))
        most = [pk for pk, matched in ranked if matched * 2 > len(parsed.positive)]
        if ranked:
            return most or [pk for pk, _matched in ranked], bool(most)
    return [], False


def _partial_queries(parsed: ParsedQuery) -> list[str]:
    terms = [f"({term})" for term in parsed.distinctive]
    if not terms or len(parsed.positive) < 2:
        return []
    queries = [" | ".join(terms)]
    number = max(len(parsed.positive) // 2 + 1, len(terms) - 2)
    if number <= len(terms) <= MOST_COMBINED and number < len(parsed.positive):
        queries.insert(0, " | ".join(f"({' & '.join(choice)})" for choice in combinations(terms, number)))
    return queries


def _rank_partially(
    search: Callable[[ParsedQuery], ClaimSearchQuerySet], parsed: ParsedQuery
) -> list[tuple[int, int]]:
    """Return (id, number of terms) of each claim."""
    entries = search(parsed)
    if entries.query.is_empty():
        return []
    sql, params = _newest(entries)
    query = PARTIAL_RANK.format(entries=sql, matched=" + ".join([HAS_TERM] * len(parsed.positive)))
    values = [*parsed.positive, *params, MOST_RANKED, WEIGHTS, parsed.any_term, MOST_SHOWN]
    return fetch_rows(entries, query, values)


def _newest(entries: ClaimSearchQuerySet) -> tuple[str, tuple]:
    """Return the SQL of these rows, newest first, with what ranking reads."""
    rows = entries.order_by("-published_at", "-pk").values("claim_id", "words", "published_at")
    return rows.query.sql_with_params()
