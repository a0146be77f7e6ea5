"""Claims that say nearly what somebody is about to say: the most similar first.

How alike two propositions are is judged in two ways, which make up half of the score each:

- *letters*: what share of their groups of three letters they have in common (trigrams), which
  forgives misspellings and endings;
- *words*: what share of their words they have in common, rare words weighing more than common ones,
  a word that resembles another (misspelt) weighing as much as it resembles it.

What the other proposition says besides weighs half as much as what it lacks, and never more than what
was typed, so that the beginning of a proposition already finds it. The same words give 1; below 0.2
there is hardly a likeness. Case, accents and final punctuation make no difference. "Not" is no word to
the search: opposites are alike, and an editor has to see them.

At a million claims reading all of them would take seconds. The claims to judge are therefore found
by three words that they share, by two, and by the rarest ones, through the index of the full text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from claims.models import Claim, State
from claims.status import read_standings, summarise_positions

from .lexemes import Lexemes, build_candidate_queries, read_lexemes

MOST_CHARACTERS = 1000
"""How much of a text is looked at. A claim has at most 300 characters."""
MOST_JUDGED = 700
"""How many claims are compared letter by letter, at most, for each of three ways of finding them."""
MOST_WEIGHED = 60
"""How many of those are then compared word by word."""
LEAST_SCORE = 0.2
SAME_TOPIC = 0.05
"""By how much a claim under one of the topics asked for comes earlier. The score stays the same."""

# Begun propositions: the likeness with the part of the claim that resembles them most counts for less.
CANDIDATES = """
WITH found AS MATERIALIZED (
    (SELECT id FROM claims_claim WHERE search @@ %(three)s::tsquery LIMIT %(judged)s)
    UNION
    (SELECT id FROM claims_claim WHERE search @@ %(two)s::tsquery LIMIT %(judged)s)
    UNION
    (SELECT id FROM claims_claim WHERE search @@ %(one)s::tsquery LIMIT %(judged)s)
), judged AS MATERIALIZED (
    SELECT c.id, c.text, greatest(
        similarity(unaccent(c.text), unaccent(%(text)s)),
        0.8 * word_similarity(unaccent(%(text)s), unaccent(c.text))) AS letters
    FROM found JOIN claims_claim c USING (id)
    WHERE c.state <> 'retracted' AND c.id <> ALL (%(exclude)s) AND NOT EXISTS (
        SELECT FROM claims_merge m WHERE m.claim_from_id = c.id AND m.undone_at IS NULL)
    ORDER BY letters DESC, c.id LIMIT %(weighed)s
)
SELECT j.id, j.letters, tsvector_to_array(to_tsvector('english_unaccent', j.text)),
       EXISTS (SELECT FROM claims_claim_topics t
               WHERE t.claim_id = j.id AND t.topic_id = ANY (%(topics)s))
FROM judged j
"""


@dataclass(frozen=True)
class SimilarClaim:
    """A claim that is on the record, drafts included, and how similar it is.

    `score`: from 0 to 1, see the module. `status`: "disputed", or "draft" while it is one.
    `positions`: "affirmed by the United States; denied by Russia", drafts included; empty for none.
    """

    claim: Claim
    score: float
    status: str
    positions: str


def find_similar_claims(
    text: str,
    *,
    limit: int = 8,
    topics: Iterable[int] = (),
    exclude: Claim | int | None = None,
) -> list[SimilarClaim]:
    """At most `limit` claims that say nearly `text`, the most similar first, in five queries.

    Drafts and published ones; not what was retracted or merged into another, nor `exclude` (a claim
    or its id). Of equally similar ones those under one of the `topics` (ids) come first. Nothing
    for a text without any word that the search knows. Any text is understood.
    """
    scored = score_claims(text, limit=limit, topics=topics, exclude=exclude)
    claims = Claim.objects.defer("search").in_bulk([pk for pk, _ in scored])
    rows = read_standings(claims, drafts=True) if claims else {}
    return [
        SimilarClaim(claims[pk], score, status_label(claims[pk]), summarise_positions(rows.get(pk, ())))
        for pk, score in scored
        if pk in claims
    ]


def score_claims(
    text: str, *, limit: int, topics: Iterable[int] = (), exclude: Claim | int | None = None
) -> list[tuple[int, float]]:
    """(claim id, score) of what `similar_claims` finds, in three queries."""
    plain = " ".join(text.replace("\0", " ").split())[:MOST_CHARACTERS].strip()
    typed = read_lexemes(plain) if plain else None
    if not typed or not typed.words:
        return []
    three, two, one = build_candidate_queries(typed, MOST_JUDGED)
    with connection.cursor() as cursor:
        cursor.execute(
            CANDIDATES,
            {
                "judged": MOST_JUDGED,
                "weighed": MOST_WEIGHED,
                "three": three,
                "two": two,
                "one": one,
                "text": plain.rstrip(".!?…;:, "),
                "topics": list(topics),
                "exclude": [getattr(exclude, "pk", exclude)] if exclude is not None else [],
            },
        )
        found = [
            (pk, round((letters + score_words(typed, words)) / 2, 4), near)
            for pk, letters, words, near in cursor.fetchall()
        ]
    found = [one for one in found if one[1] >= LEAST_SCORE]
    found.sort(key=lambda one: (-(one[1] + SAME_TOPIC * one[2]), one[0]))
    return [(pk, score) for pk, score, _ in found[:limit]]


def score_words(typed: Lexemes, words: Sequence[str]) -> float:
    """The share of words in common, from 0 to 1, by weight: see the module."""
    others, shared, lacking = set(words), 0.0, 0.0
    for word in typed.words:
        best = max((one for one in word.alike if one in others), key=word.alike.get, default=None)
        likeness = word.alike[best] if best else 0.0
        others.discard(best)
        shared += typed.weight(word.lexeme) * likeness
        lacking += typed.weight(word.lexeme) * (1 - likeness)
    besides = sum(typed.weight(other) for other in others) / 2
    return shared / (shared + lacking + min(besides, shared + lacking)) if shared else 0.0


def status_label(claim: Claim) -> str:
    """The status of a published claim; "draft" for any other."""
    return claim.get_status_display() if claim.state == State.PUBLISHED else claim.get_state_display()
