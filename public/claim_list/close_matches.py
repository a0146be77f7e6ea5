"""Claims close in meaning to a search, whatever words they have.

They stand apart: below what has all words, before what has some, and only where there is room, on the first
page of the best matches. Not with quotation marks, minus, "or" or the exact search, which ask for very
words. Without the sentence model, pgvector or vectors there are none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from claims.duplicates.embeddings import build_nearest
from claims.duplicates.likeness import Candidate, Kind, judge_all
from claims.duplicates.posts import clean_post
from claims.search.filters import RELEVANCE, ClaimFilter
from core.keyset_pagination import AFTER, BEFORE
from core.sql_statements import NO_ROWS, SqlStatement

from .best_matches import PAGE

MOST_CLOSE = 10
MOST_CONSIDERED = 60
"""The nearest claims of which those are taken that have the chosen facets and do not stand above."""

LEAST_COSINE = 0.4
"""The least that is shown. Nonsense and other subjects reach 0.3, the same in other words 0.5 to 0.7."""
FARTHER = 0.2
"""How much less than the nearest claim of all one may be."""

CLOSE = """
WITH nearest AS MATERIALIZED (SELECT claim_id, cosine, max(cosine) OVER () AS best FROM ({nearest}) n),
close AS MATERIALIZED (
    SELECT claim_id, cosine FROM nearest
    WHERE cosine >= greatest(%s, best - %s) AND claim_id <> ALL (%s) AND claim_id IN ({entries})
    ORDER BY cosine DESC, claim_id LIMIT %s
)
SELECT c.cosine, e.*, p.* FROM close c
JOIN ({facts}) e USING (claim_id)
JOIN claims_positions(ARRAY(SELECT claim_id FROM close), NULL, false) p USING (claim_id)
ORDER BY c.cosine DESC, c.claim_id
"""


@dataclass(frozen=True)
class CloseMatches:
    """What is known of the claims that are close: facts and positions as of other rows, and their cosines."""

    facts: list[tuple]
    positions: list[tuple]
    cosines: dict[int, float]
    """By id, the nearest first."""


def build_close(
    filters: ClaimFilter, query: QueryDict, facts: str, *, above: Iterable[int] = (), most: int = MOST_CLOSE
) -> SqlStatement:
    """Build the query for at most `most` claims that are close to the words and have the facets.

    `facts`: SQL for the facts of the claims whose ids are in `{ids}`. `above`: ids that are shown already.
    It has no rows where a search is not for meaning, or not its first page.
    """
    is_first = not any(query.get(name) for name in (PAGE, AFTER, BEFORE))
    is_compared = settings.COMPARE_BY_MEANING and filters.order == RELEVANCE and filters.is_plain
    if most < 1 or not is_first or not is_compared:
        return NO_ROWS
    nearest = build_nearest(clean_post(filters.words), limit=MOST_CONSIDERED, published_only=True)
    entries = filters.matches(q="")
    if nearest is None or entries.query.is_empty():
        return NO_ROWS
    (nearest_sql, vector), (sql, values) = nearest, entries.values("claim_id").query.sql_with_params()
    close = CLOSE.format(
        nearest=nearest_sql, entries=sql, facts=facts.format(ids="ARRAY(SELECT claim_id FROM close)")
    )
    return close, [*vector, LEAST_COSINE, FARTHER, list(above), *values, min(most, MOST_CLOSE)]


def read_close(rows: Sequence[tuple], width: int) -> CloseMatches:
    """Read the rows of `build_close`, whose facts have `width` columns."""
    cosines = {row[1]: row[0] for row in rows}
    facts = {row[1]: row[1 : 1 + width] for row in rows}
    return CloseMatches(list(facts.values()), [row[1 + width :] for row in rows], cosines)


def find_opposites(text: str, cosines: Mapping[str, float]) -> set[str]:
    """Return the propositions that say the opposite of a text, of those that are close to it.

    `cosines`: by proposition, the nearest first. A question says nothing that could be denied.
    """
    text = clean_post(text)
    if text.endswith("?"):
        return set()
    candidates = [Candidate(proposition, 0.0, cosine) for proposition, cosine in cosines.items()]
    likenesses = judge_all(text, candidates, limit=len(candidates))
    pairs = zip(cosines, likenesses, strict=True)
    return {proposition for proposition, likeness in pairs if likeness.kind == Kind.OPPOSITE}
