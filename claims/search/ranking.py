"""The most relevant claims first."""

from django.db.models import QuerySet

from core.pagination import COUNTED

from .planner import rows_of
from .query_parser import Typed, read_typed

MOST_RANKED = COUNTED + 1
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
