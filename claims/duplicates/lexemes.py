"""Lexemes of a text: its words as the search knows them.

Also how common each is, and which words resemble it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from django.db import connection

Parameter = str | int | list[int]
MOST_WORDS = 40
MOST_COMBINED = {1: MOST_WORDS, 2: 10, 3: 8}
"""How many of the rarest words are searched for alone, in pairs, and in threes."""
LEAST_LIKENESS = 0.76
"""The least ratio of Python's SequenceMatcher at which two words are alike.

"ashfrod" is like "ashford" (0.86), "iran" is not like "iraq" (0.75).
"""
MOST_ALIKE = 8
PREFIX_LIKENESS = 0.7
"""How much a longer word resembles the beginning of it that is being typed."""
RARE = 1e-5
"""The share of claims assumed to contain a word that has no statistics."""

# The statistics of ANALYZE on the words of claims: the share of claims that contain each of the commonest.
COMMON_LEXEMES = """
SELECT greatest(c.reltuples, 0)::float, s.most_common_elems::text::text[], s.most_common_elem_freqs
FROM pg_class c
LEFT JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text
                    AND s.tablename = c.relname AND s.attname = 'search'
WHERE c.oid = 'claims_claim'::regclass
"""

# For a word that no claim contains: the words that resemble it; for the last one also those that it begins.
# Words of three letters and less resemble too many others; numbers resemble only themselves. One arm for each
# text: a plan that knows its words is far better than one for all.
SIMILAR_LEXEMES = """
(WITH typed AS (
    SELECT lexeme, positions[1] AS place, positions[1] = max(positions[1]) OVER () AS is_last,
           EXISTS (SELECT FROM claims_word w WHERE w.word = lexeme) AS is_known
    FROM unnest(to_tsvector('english_unaccent', %(text)s)) ORDER BY place LIMIT %(words)s
)
SELECT %(number)s::int AS number, t.place, t.lexeme, near.word, near.is_begun
FROM typed t LEFT JOIN LATERAL (
    (SELECT word, false AS is_begun
     FROM (SELECT DISTINCT w.word, similarity(w.word, t.lexeme) AS likeness FROM claims_word w
           WHERE NOT t.is_known AND length(t.lexeme) > 3 AND t.lexeme !~ '[0-9]' AND w.word !~ '[0-9]'
             AND w.word %% t.lexeme) likely
     ORDER BY likeness DESC, word LIMIT %(alike)s)
    UNION ALL
    (SELECT DISTINCT w.word, true FROM claims_word w
     WHERE t.is_last AND length(t.lexeme) > 2 AND t.lexeme ~ '^[[:alnum:]]+$'
       AND w.word LIKE t.lexeme || '%%' AND w.word <> t.lexeme
     ORDER BY w.word LIMIT %(alike)s)
) near ON true)
"""


@dataclass(frozen=True)
class Word:
    """A word as the search knows it, and the words that it resembles, from 0 to 1."""

    lexeme: str
    alike: Mapping[str, float]


@dataclass(frozen=True)
class Lexemes:
    """Words of a text in their order, and how common they are among the claims.

    `shares`: the share of all claims that contain each common word. `claims`: the number of claims, as
    PostgreSQL estimates it.
    """

    words: tuple[Word, ...]
    claims: float
    shares: Mapping[str, float]

    def share(self, lexeme: str) -> float:
        return self.shares.get(lexeme, RARE)

    def weight(self, lexeme: str) -> float:
        """Return how much a word tells, from 0 to 1.

        It is next to nothing when most claims contain the word.
        """
        return min(1.0, math.log(1 / self.share(lexeme)) / math.log(1 / RARE))

    def share_of(self, word: Word) -> float:
        """Return an upper bound of the share of claims with the word or a similar one."""
        return min(1.0, sum(self.share(lexeme) for lexeme in word.alike))


def read_lexemes(texts: Sequence[str]) -> list[Lexemes]:
    """Read the words of each text as the search knows them.

    No text may contain NUL. Queries: 2 for any number of texts, none without one.
    """
    if not texts:
        return []
    sql, parameters = repeat_query(SIMILAR_LEXEMES, [{"text": text} for text in texts])
    parameters |= {"words": MOST_WORDS, "alike": MOST_ALIKE}
    words: list[dict[str, dict[str, float]]] = [{} for _ in texts]
    with connection.cursor() as cursor:
        cursor.execute(COMMON_LEXEMES)
        claims, commonest, shares = cursor.fetchone()
        cursor.execute(f"{sql} ORDER BY number, place", parameters)
        for number, _, lexeme, near, is_begun in cursor.fetchall():
            alike = words[number].setdefault(lexeme, {lexeme: 1.0})
            likeness = _measure_likeness(lexeme, near, is_begun) if near else 0.0
            if likeness:
                alike[near] = max(likeness, alike.get(near, 0.0))
    common = dict(zip(commonest or (), shares or (), strict=False))
    return [
        Lexemes(tuple(Word(lexeme, alike) for lexeme, alike in each.items()), claims, common)
        for each in words
    ]


def repeat_query(sql: str, values: Sequence[Mapping[str, Parameter]]) -> tuple[str, dict[str, Parameter]]:
    """Return a union of `sql` once for each of `values`, and its parameters.

    A parameter named in `values` is each arm's own, as is `number`, its place from 0 on. The others are left
    to the caller.
    """
    arms: list[str] = []
    parameters: dict[str, Parameter] = {}
    for number, own in enumerate(values):
        arm = sql
        named: dict[str, Parameter] = {**own, "number": number}
        for name, value in named.items():
            arm = arm.replace(f"%({name})s", f"%({name}_{number})s")
            parameters[f"{name}_{number}"] = value
        arms.append(arm)
    return " UNION ALL ".join(arms), parameters


def build_candidate_queries(lexemes: Lexemes, most: int) -> list[str]:
    """Build full-text queries for claims worth comparing.

    They ask for three of the words, for two, and for the rarest. Each finds about `most` claims at
    most, as far as the statistics can tell. Where words are too common for that, the query asks for all
    of them together.
    """
    rarest = sorted(lexemes.words, key=lexemes.share_of)
    all_words = " & ".join(_match_any(word) for word in rarest)
    return [_build_query(lexemes, rarest, size, most) or all_words for size in (3, 2, 1)]


def _build_query(lexemes: Lexemes, rarest: list[Word], size: int, most: int) -> str:
    """Build a query for any `size` of these words together.

    The rarest are added first, until `most` claims are expected.
    """
    queries, expected = [], 0.0
    for words in combinations(rarest[: MOST_COMBINED[size]], size):
        matches = lexemes.claims * math.prod(lexemes.share_of(word) for word in words)
        if expected + matches <= most:
            expected += matches
            queries.append("(" + " & ".join(_match_any(word) for word in words) + ")")
    return " | ".join(queries)


def _measure_likeness(lexeme: str, near: str, is_begun: bool) -> float:
    """Measure how much a word resembles `near`, from 0 to 1.

    Returns 0 if they are too different for a misspelling.
    """
    likeness = SequenceMatcher(None, lexeme, near).ratio()
    return max(likeness if likeness >= LEAST_LIKENESS else 0.0, PREFIX_LIKENESS if is_begun else 0.0)


def _match_any(word: Word) -> str:
    return "(" + " | ".join(_quote(lexeme) for lexeme in word.alike) + ")"


def _quote(lexeme: str) -> str:
    """Quote a word for a tsquery; it may contain any characters."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
