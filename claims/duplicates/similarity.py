"""Similarity of claims: which ones say nearly the same, the most similar first.

The score of two propositions has two halves:

- *letters*: the share of trigrams that they have in common, which tolerates misspellings and endings;
- *words*: the share of words that they have in common. Rare words weigh more than common ones, and a word
  that resembles another (misspelt) weighs as much as it resembles it.

Words that only the other proposition has weigh half as much as words that it lacks, and never more
than the typed text: the beginning of a proposition is enough to find it. The same words give 1;
below 0.2 there is hardly a likeness. Case, accents and final punctuation make no difference. "Not"
is a stop word of the search: opposites are alike, and an editor has to see them.

At a million claims reading all of them would take seconds. The candidates are therefore found by three
words that they share, by two, and by the rarest ones, through the full-text index.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from claims.models import Claim, State
from claims.status import read_standings, summarise_positions

from .lexemes import Lexemes, build_candidate_queries, read_lexemes, repeat_query

MOST_CHARACTERS = 1000
"""How much of a text is looked at. A claim has at most 300 characters."""
MOST_JUDGED = 700
"""The most claims compared letter by letter, for each of the three queries."""
MOST_WEIGHED = 60
"""How many of those are then compared word by word."""
LEAST_SCORE = 0.2
CLOSE = 0.6
"""The score from which two claims probably say the same."""
MOST_CLOSE = 8
_NUMBER = re.compile(r"\d+")
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
), judged AS MATERIALIZED (
    SELECT c.id, c.text, greatest(
        similarity(unaccent(c.text), unaccent(%(text)s)),
        0.8 * word_similarity(unaccent(%(text)s), unaccent(c.text))) AS letters
    FROM found JOIN claims_claim c USING (id)
    WHERE c.state <> 'retracted' AND c.id <> ALL (%(exclude)s) AND NOT EXISTS (
        SELECT FROM claims_merge m WHERE m.claim_from_id = c.id AND m.undone_at IS NULL)
    ORDER BY letters DESC, c.id LIMIT %(weighed)s
)
SELECT %(number)s::int, j.id, j.letters, tsvector_to_array(to_tsvector('english_unaccent', j.text)),
       EXISTS (SELECT FROM claims_claim_topics t
               WHERE t.claim_id = j.id AND t.topic_id = ANY (%(topics)s))
FROM judged j)
"""


@dataclass(frozen=True)
class SimilarClaim:
    """A claim on the record, drafts included, and how similar it is.

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
    """Find at most `limit` claims that say nearly `text`, the most similar first.

    Drafts are found as well as published claims; claims that were retracted or merged into another are left
    out, and so is `exclude` (a claim or its id). Of equally similar ones those under one of the `topics`
    (ids) come first. Any text is valid; one without any word that the search knows finds nothing. Queries: 5.
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
    """Do what `find_similar_claims` does for several texts. Queries: 5 for any number of them."""
    scored = score_claims(texts, limit=limit, topics=topics, exclude=exclude)
    ids = {pk for each in scored for pk, _ in each}
    claims = Claim.objects.defer("search").in_bulk(ids)
    rows = read_standings(claims, drafts=True) if claims else {}
    return [
        [
            SimilarClaim(claims[pk], score, status_label(claims[pk]), summarise_positions(rows.get(pk, ())))
            for pk, score in each
            if pk in claims
        ]
        for each in scored
    ]


def find_close_claims(texts: Sequence[str]) -> list[list[Claim]]:
    """Find for each text the claims, drafts included, that probably say the same, the closest first.

    Queries: 4 for any number of texts, none without one.
    """
    scored = score_claims(texts, limit=MOST_CLOSE) if texts else []
    close = [[pk for pk, score in each if score >= CLOSE] for each in scored]
    ids = {pk for each in close for pk in each}
    claims = Claim.objects.defer("search").in_bulk(ids) if ids else {}
    return [[claims[pk] for pk in each if pk in claims] for each in close]


# Pairs of texts: the similarity of their letters, and the words of the second as the search knows them.
PAIRS = """
SELECT a.number - 1, b.number - 1, similarity(unaccent(a.text), unaccent(b.text)),
       tsvector_to_array(to_tsvector('english_unaccent', b.text))
FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS a (text, number)
JOIN unnest(%(texts)s::text[]) WITH ORDINALITY AS b (text, number) ON a.number < b.number
"""


def find_close_pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Find the pairs of these texts that probably say the same, with the same numbers.

    Queries: 3, none without a text.
    """
    if not texts:
        return []
    plain = [" ".join(text.replace("\0", " ").split())[:MOST_CHARACTERS].strip() for text in texts]
    lexemes = read_lexemes(plain)
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"texts": plain})
        return [
            (texts[one], texts[other])
            for one, other, letters, words in cursor.fetchall()
            if lexemes[one].words
            and _NUMBER.findall(plain[one]) == _NUMBER.findall(plain[other])
            and (letters + score_words(lexemes[one], words)) / 2 >= CLOSE
        ]


def score_claims(
    texts: Sequence[str], *, limit: int, topics: Iterable[int] = (), exclude: Claim | int | None = None
) -> list[list[tuple[int, float]]]:
    """Return (claim id, score) of what `find_similar_to_each` finds. Queries: 3."""
    plain = [" ".join(text.replace("\0", " ").split())[:MOST_CHARACTERS].strip() for text in texts]
    read = dict(zip(filter(None, plain), read_lexemes([text for text in plain if text]), strict=True))
    known = [text for text, lexemes in read.items() if lexemes.words]
    found: dict[str, list[tuple[int, float, bool]]] = {text: [] for text in known}
    sql, parameters = repeat_query(CANDIDATES, [_build_parameters(text, read[text]) for text in known])
    parameters |= {
        "judged": MOST_JUDGED,
        "weighed": MOST_WEIGHED,
        "topics": list(topics),
        "exclude": [exclude.pk if isinstance(exclude, Claim) else exclude] if exclude else [],
    }
    with connection.cursor() as cursor:
        if known:
            cursor.execute(sql, parameters)
        for number, pk, letters, words, is_in_topics in cursor.fetchall() if known else ():
            text = known[number]
            score = round((letters + score_words(read[text], words)) / 2, 4)
            if score >= LEAST_SCORE:
                found[text].append((pk, score, is_in_topics))
    for alike in found.values():
        alike.sort(key=lambda row: (-(row[1] + SAME_TOPIC * row[2]), row[0]))
    return [[(pk, score) for pk, score, _ in found.get(text, ())][:limit] for text in plain]


def _build_parameters(text: str, lexemes: Lexemes) -> dict[str, str]:
    three, two, one = build_candidate_queries(lexemes, MOST_JUDGED)
    return {"three": three, "two": two, "one": one, "text": text.rstrip(".!?…;:, ")}


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
