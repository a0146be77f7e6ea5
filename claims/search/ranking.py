"""The most relevant claims first."""

from collections.abc import Callable
from itertools import combinations

from django.db.models import QuerySet

from claims.search.planner import rows_of
from claims.search.query_parser import Typed, read_typed
from core.pagination import COUNT_LIMIT

MOST_RANKED = COUNT_LIMIT + 1
"""How many claims are weighed against each other: the newest of those found. Weighing a million, as a
common word finds, would take seconds."""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""What a word counts in an excerpt, a name, the context, the proposition."""

# The same weight: the newest first.
RANK = """
SELECT array_agg(claim_id ORDER BY weight DESC, published_at DESC, claim_id DESC) FROM (
    SELECT claim_id, published_at, ts_rank(%s::float4[], words, %s::tsquery) AS weight
    FROM ({entries} LIMIT %s) newest) weighed
"""


def best(entries: QuerySet, text: str | Typed) -> list[int]:
    """The ids of the claims among `entries` (a search as it stands), the most relevant to `text` first. If
    there are COUNTED + 1, there may be more. One query, and one more to read a text.

    All of them, because whoever has them need not look for the same words again to count anything: of a
    phrase, every claim with its words has to be read to see whether they stand side by side.
    """
    typed = read_typed(text) if isinstance(text, str) else text
    if entries.query.is_empty() or not typed.query:
        return []
    newest = entries.order_by("-published_at", "-pk").values("claim_id", "words", "published_at")
    sql, params = newest.query.sql_with_params()
    query = RANK.format(entries=sql)
    [(ids,)] = rows_of(entries, query, [WEIGHTS, typed.query, *params, MOST_RANKED])
    return ids or []


MOST_SHOWN = 25
MOST_COMBINED = 8
"""Of more words not every choice of most of them is looked for: 8 of them are 28 choices of 6."""

PARTIAL_RANK = """
SELECT claim_id, {matched} AS matched FROM ({entries} LIMIT %s) newest
ORDER BY matched DESC, ts_rank(%s::float4[], words, %s::tsquery) DESC, published_at DESC, claim_id DESC
LIMIT %s
"""
HAS = "(words @@ %s::tsquery)::int"


def partly(search: Callable[[Typed], QuerySet], typed: Typed) -> tuple[list[int], bool]:
    """The ids of at most MOST_SHOWN claims, those with the most words of `typed` first, then by relevance;
    and whether each has more than half of them. `search`: the rows of the search for other words.

    First those with most of the words, then those with any; of both the newest MOST_RANKED are weighed.
    Words of saying ("said") are no reason to show a claim. One query, or two.
    """
    for query in _queries(typed):
        found = _ranked(search, typed.looking_for(query))
        most = [pk for pk, matched in found if matched * 2 > len(typed.wanted)]
        if found:
            return most or [pk for pk, _matched in found], bool(most)
    return [], False


def _queries(typed: Typed) -> list[str]:
    words = [f"({one})" for one in typed.telling]
    if not words or len(typed.wanted) < 2:
        return []
    queries = [" | ".join(words)]
    number = max(len(typed.wanted) // 2 + 1, len(words) - 2)
    if number <= len(words) <= MOST_COMBINED and number < len(typed.wanted):
        queries.insert(0, " | ".join(f"({' & '.join(chosen)})" for chosen in combinations(words, number)))
    return queries


def _ranked(search: Callable[[Typed], QuerySet], typed: Typed) -> list[tuple[int, int]]:
    """(id, how many of the words it has)."""
    entries = search(typed)
    if entries.query.is_empty():
        return []
    newest = entries.order_by("-published_at", "-pk").values("claim_id", "words", "published_at")
    sql, params = newest.query.sql_with_params()
    query = PARTIAL_RANK.format(entries=sql, matched=" + ".join([HAS] * len(typed.wanted)))
    return rows_of(entries, query, [*typed.wanted, *params, MOST_RANKED, WEIGHTS, typed.any, MOST_SHOWN])
