"""Similarity of claims: which ones say nearly the same, the most similar first.

The one home of that question. Candidates are the claims with words in common, and those nearest in meaning
(embeddings.py; none where there are no vectors). By letters and words they are compared here:

- *letters*: the share of trigrams that they have in common, which tolerates misspellings and endings;
- *words*: the share of words that they have in common. Rare words weigh more than common ones, and a word
  that resembles another (misspelt) weighs as much as it resembles it.

Words that only the other proposition has weigh half as much as words that it lacks, and never more
than the typed text: the beginning of a proposition is enough to find it. The same words give 1;
below 0.2 there is hardly a likeness. Case, accents and final punctuation make no difference.

What letters, words and meaning come to together, and whether a near claim says the same or the opposite,
is judged in likeness.py.

At a million claims reading all of them would take seconds. The candidates by words are therefore found by
three words that they share, by two, and by the rarest ones, through the full-text index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from claims.models import Claim, State
from claims.status import read_standings, summarise_positions

from .embeddings import find_nearest
from .lexemes import Lexemes, Parameter, build_candidate_queries, read_lexemes, repeat_query
from .likeness import CLOSE, Candidate, Kind, judge, judge_all, measure_nearness
from .negation import differ_in_polarity, list_stems
from .posts import clean_post

MOST_JUDGED = 700
"""The most claims compared letter by letter, for each of the three queries."""
MOST_WEIGHED = 60
"""How many of those are then compared word by word."""
MOST_NEAREST = 12
"""How many claims nearest in meaning are candidates, besides as many as are asked for."""
LEAST_SCORE = 0.2
LEAST_MEANING = 0.2
"""The least cosine of a claim that is listed for its meaning."""
MOST_CLOSE = 8
SAME_TOPIC = 0.05
"""The advantage in the order of a claim under one of the given topics.

The score stays the same.
"""

# For the beginning of a proposition: the similarity with the best matching part of the claim counts less.
CANDIDATES = """
(WITH found AS MATERIALIZED (
    (SELECT id FROM claims_claim WHERE search @@ %(three)s::tsquery LIMIT %(judged)s)
    UNION
    (SELECT id FROM claims_claim WHERE search @@ %(two)s::tsquery LIMIT %(judged)s)
    UNION
    (SELECT id FROM claims_claim WHERE search @@ %(one)s::tsquery LIMIT %(judged)s)
    UNION
    SELECT unnest(%(nearest)s::bigint[])
), judged AS MATERIALIZED (
    SELECT c.id, c.text, greatest(
        similarity(unaccent(c.text), unaccent(%(text)s)),
        0.8 * word_similarity(unaccent(%(text)s), unaccent(c.text))) AS letters
    FROM found JOIN claims_claim c USING (id)
    WHERE c.state <> 'retracted' AND c.id <> ALL (%(exclude)s) AND NOT EXISTS (
        SELECT FROM claims_merge m WHERE m.claim_from_id = c.id AND m.undone_at IS NULL)
    ORDER BY c.id = ANY (%(nearest)s) DESC, letters DESC, c.id LIMIT %(weighed)s
)
SELECT %(number)s::int, j.id, j.text, j.letters, tsvector_to_array(to_tsvector('english_unaccent', j.text)),
       EXISTS (SELECT FROM claims_claim_topics t
               WHERE t.claim_id = j.id AND t.topic_id = ANY (%(topics)s))
FROM judged j)
"""


@dataclass(frozen=True)
class SimilarClaim:
    """A claim on the record, drafts included, and how similar it is.

    `score`: from 0 to 1; from CLOSE on it probably says the same, or the opposite: `kind` tells which.
    `status`: "disputed", or "draft" while it is one. `positions`: "affirmed by the United States; denied by
    Russia", drafts included; empty for none.
    """

    claim: Claim
    score: float
    kind: Kind
    status: str
    positions: str


class ScoredClaim(NamedTuple):
    """The id of a claim, how similar it is, and what it is to the text; see `likeness.Likeness`."""

    pk: int
    score: float
    kind: Kind
    difference: str


class ClosePair(NamedTuple):
    """Two texts that probably say the same, or the opposite."""

    text: str
    other: str
    is_opposite: bool


class CloseClaim(NamedTuple):
    """A claim that probably says the same, or the opposite."""

    claim: Claim
    is_opposite: bool


def find_similar_claims(
    text: str,
    *,
    limit: int = 8,
    topics: Iterable[int] = (),
    exclude: Claim | int | None = None,
) -> list[SimilarClaim]:
    """Find at most `limit` claims that say nearly `text`, the most similar first.

    `text`: a proposition, the beginning of one, a question or a post of social media. Drafts are found as
    well as published claims; claims that were retracted or merged into another are left out, and so is
    `exclude` (a claim or its id). Of equally similar ones those under one of the `topics` (ids) come first.
    Any text is valid; one without any word finds nothing. Queries: at most 7.
    """
    [similar] = find_similar_to_each([text], limit=limit, topics=topics, exclude=exclude)
    return similar


def find_similar_to_each(
    texts: Sequence[str],
    *,
    limit: int = 8,
    topics: Iterable[int] = (),
    exclude: Claim | int | None = None,
) -> list[list[SimilarClaim]]:
    """Do what `find_similar_claims` does for several texts. Queries: at most 7 for any number of them."""
    scored = score_claims(texts, limit=limit, topics=topics, exclude=exclude)
    claims = _load_claims(scored)
    rows = read_standings(claims, drafts=True) if claims else {}
    return [
        [
            SimilarClaim(
                claims[pk], score, kind, status_label(claims[pk]), summarise_positions(rows.get(pk, ()))
            )
            for pk, score, kind, _ in each
            if pk in claims
        ]
        for each in scored
    ]


def find_close_claims(texts: Sequence[str]) -> list[list[CloseClaim]]:
    """Find for each text the claims, drafts included, that probably say the same or the opposite.

    The closest first. Queries: at most 6 for any number of texts, none without one.
    """
    scored = score_claims(texts, limit=MOST_CLOSE) if texts else []
    close = [[row for row in each if is_close(row)] for each in scored]
    claims = _load_claims(close)
    return [
        [CloseClaim(claims[row.pk], row.kind == Kind.OPPOSITE) for row in each if row.pk in claims]
        for each in close
    ]


def is_close(row: ScoredClaim | SimilarClaim, least: float = CLOSE) -> bool:
    """Tell whether a claim with at least this score says the same or the opposite."""
    return row.kind != Kind.RELATED and row.score >= least


def _load_claims(scored: Iterable[Iterable[ScoredClaim]]) -> dict[int, Claim]:
    ids = {row.pk for each in scored for row in each}
    return Claim.objects.defer("search").in_bulk(ids) if ids else {}


# Pairs of texts: the similarity of their letters, and the words of the second as the search knows them.
PAIRS = """
SELECT a.number - 1, b.number - 1, similarity(unaccent(a.text), unaccent(b.text)),
       tsvector_to_array(to_tsvector('english_unaccent', b.text))
FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS a (text, number)
JOIN unnest(%(others)s::text[]) WITH ORDINALITY AS b (text, number)
  ON CASE WHEN %(is_within)s THEN a.number < b.number ELSE a.text <> b.text END
"""
LEAST_SHARED = 2
"""How many words a text shares with one of the same article that says the opposite, if it has no others."""


def find_close_pairs(texts: Sequence[str], others: Sequence[str] | None = None) -> list[ClosePair]:
    """Find the pairs of texts that probably say the same or the opposite, by their words.

    Of `texts` among one another, or of each with each of `others`. They are of one article, on one matter:
    "No crews have been hired" denies "Ann Bell has hired crews for the night shift", whose words it has.

    Queries: 3, none without a text.
    """
    if not texts or (others is not None and not others):
        return []
    plain = [clean_post(text) for text in texts]
    those = plain if others is None else [clean_post(text) for text in others]
    lexemes = read_lexemes(plain)
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"texts": plain, "others": those, "is_within": others is None})
        scores = [
            (one, other, (letters + score_words(lexemes[one], words)) / 2)
            for one, other, letters, words in cursor.fetchall()
            if lexemes[one].words
        ]
    pairs = []
    for one, other, score in scores:
        kind = _judge_within_article(plain[one], those[other], score)
        if kind != Kind.RELATED:
            pairs.append(ClosePair(texts[one], (others or texts)[other], kind == Kind.OPPOSITE))
    return pairs


@lru_cache(maxsize=2**14)  # a form of 120 rows asks about the same 7,140 pairs each time it is sent
def _judge_within_article(text: str, other: str, score: float) -> Kind:
    kind = judge(text, Candidate(other, score)).kind
    if kind != Kind.RELATED:
        return kind
    own, those = set(list_stems(text)), set(list_stems(other))
    is_within = len(own & those) >= max(LEAST_SHARED, min(len(own), len(those)))
    return Kind.OPPOSITE if is_within and differ_in_polarity(text, other) else kind


def score_claims(
    texts: Sequence[str], *, limit: int, topics: Iterable[int] = (), exclude: Claim | int | None = None
) -> list[list[ScoredClaim]]:
    """Score what `find_similar_to_each` finds. Queries: at most 5, none without a word."""
    plain = [clean_post(text) for text in texts]
    asked = list(dict.fromkeys(filter(None, plain)))
    nearest = dict(zip(asked, _find_nearest(asked, limit), strict=True))
    lexemes = dict(zip(asked, read_lexemes(asked), strict=True))
    known = [text for text in asked if lexemes[text].words or nearest[text]]
    sql, parameters = repeat_query(
        CANDIDATES, [_build_parameters(text, lexemes[text], nearest[text]) for text in known]
    )
    parameters |= {
        "judged": MOST_JUDGED,
        "topics": list(topics),
        "exclude": [exclude.pk if isinstance(exclude, Claim) else exclude] if exclude else [],
    }
    found: dict[str, list[_Found]] = {text: [] for text in known}
    with connection.cursor() as cursor:
        if known:
            cursor.execute(sql, parameters)
        for number, pk, wording, letters, words, is_in_topics in cursor.fetchall() if known else ():
            text = known[number]
            likeness = round((letters + score_words(lexemes[text], words)) / 2, 4)
            candidate = Candidate(wording, likeness, _find_meaning(pk, likeness, nearest[text], limit))
            found[text].append(_Found(pk, candidate, measure_nearness(text, candidate), is_in_topics))
    scored = {text: _judge(text, rows, limit) for text, rows in found.items()}
    return [scored.get(text, []) for text in plain]


class _Found(NamedTuple):
    """A candidate for a text."""

    pk: int
    candidate: Candidate
    nearness: float
    is_in_topics: bool

    @property
    def is_near(self) -> bool:
        meaning = self.candidate.meaning
        return self.candidate.words >= LEAST_SCORE or (meaning is not None and meaning >= LEAST_MEANING)


def _find_nearest(texts: Sequence[str], limit: int) -> list[dict[int, float]]:
    """Find the claims nearest in meaning, cosines by id. Empty while claims are compared by words only."""
    if not settings.COMPARE_BY_MEANING:
        return [{} for _ in texts]
    return [dict(each) for each in find_nearest(texts, limit=limit + MOST_NEAREST)]


def _find_meaning(pk: int, words: float, nearest: dict[int, float], limit: int) -> float | None:
    """Return how near a candidate is in meaning; None if that is not known.

    If it is not among the nearest, it has no vector yet or is farther than all of them. If its words are not
    close either, the second is assumed: what is near in meaning never comes behind it.
    """
    if pk in nearest or len(nearest) < limit + MOST_NEAREST or words >= CLOSE:
        return nearest.get(pk)
    return min(words, *nearest.values())


def _judge(text: str, rows: Iterable[_Found], limit: int) -> list[ScoredClaim]:
    near = sorted(
        (row for row in rows if row.is_near),
        key=lambda row: (-(row.nearness + SAME_TOPIC * row.is_in_topics), row.pk),
    )
    likenesses = judge_all(text, [row.candidate for row in near], limit=limit)
    return [
        ScoredClaim(row.pk, round(likeness.score, 4), likeness.kind, likeness.difference)
        for row, likeness in zip(near, likenesses, strict=False)
    ]


def _build_parameters(text: str, lexemes: Lexemes, nearest: Iterable[int]) -> dict[str, Parameter]:
    three, two, one = build_candidate_queries(lexemes, MOST_JUDGED)
    ids = list(nearest)
    return {
        "three": three,
        "two": two,
        "one": one,
        "text": text.rstrip(".!?…;:, "),
        "nearest": ids,
        "weighed": MOST_WEIGHED + len(ids),
    }


def score_words(lexemes: Lexemes, words: Sequence[str]) -> float:
    """Return the share of words in common, from 0 to 1, by weight: see the module."""
    others, shared, lacking = set(words), 0.0, 0.0
    for word in lexemes.words:
        likeness, match = max(
            ((likeness, lexeme) for lexeme, likeness in word.alike.items() if lexeme in others),
            key=lambda pair: pair[0],
            default=(0.0, ""),
        )
        others.discard(match)
        shared += lexemes.weight(word.lexeme) * likeness
        lacking += lexemes.weight(word.lexeme) * (1 - likeness)
    additional = sum(lexemes.weight(other) for other in others) / 2
    return shared / (shared + lacking + min(additional, shared + lacking)) if shared else 0.0


def status_label(claim: Claim) -> str:
    """Return the status of a published claim; "draft" or "retracted" for any other."""
    return claim.get_status_display() if claim.state == State.PUBLISHED else claim.get_state_display()
