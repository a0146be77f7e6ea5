"""The most relevant claims first."""

from django.db.models import QuerySet

from .planned import rows_of
from .typed import Typed, read_typed

MOST_RANKED = 10_000
"""How many claims are weighed against each other: the newest of those found. Weighing a million, as a
common word finds, would take seconds."""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""What a word counts in an excerpt, a name, the context, the proposition."""

# The same weight: the newest first.
RANK = """
SELECT claim_id FROM ({entries} LIMIT %s) newest
ORDER BY ts_rank(%s::float4[], words, %s::tsquery) DESC, published_at DESC, claim_id DESC LIMIT %s
"""


def best(entries: QuerySet, text: str | Typed, limit: int = 500) -> list[int]:
    """The ids of at most `limit` claims among `entries` (a search as it stands), the most relevant to
    `text` first. One query, and one more to read a text."""
    typed = read_typed(text) if isinstance(text, str) else text
    if entries.query.is_empty() or not typed.query:
        return []
    newest = entries.order_by("-published_at", "-pk").values("claim_id", "words", "published_at")
    sql, params = newest.query.sql_with_params()
    query = RANK.format(entries=sql)
    return [pk for (pk,) in rows_of(entries, query, [*params, MOST_RANKED, WEIGHTS, typed.query, limit])]
