"""What somebody has typed, as the search knows it: its words, how common each is, what it resembles."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from django.db import connection

MOST_WORDS = 40
MOST_COMBINED = {1: MOST_WORDS, 2: 10, 3: 8}
"""How many of the rarest words are looked for alone, in pairs, and in threes."""
LEAST_LIKENESS = 0.76
"""By Python's SequenceMatcher: "ashfrod" is like "ashford" (0.86), "iran" is not like "iraq" (0.75)."""
MOST_ALIKE = 8
PREFIX_LIKENESS = 0.7
"""How much a longer word resembles the beginning of it that is being typed."""
RARE = 1e-5
"""The share of claims that is assumed to hold a word of which the statistics say nothing."""

# What ANALYZE keeps about the words of claims: the share of the claims that hold each of the commonest.
COMMON_LEXEMES = """
SELECT greatest(c.reltuples, 0)::float, s.most_common_elems::text::text[], s.most_common_elem_freqs
FROM pg_class c
LEFT JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text
                    AND s.tablename = c.relname AND s.attname = 'search'
WHERE c.oid = 'claims_claim'::regclass
"""

# Of a word that no claim holds: those that resemble it; of the last one also those that it begins.
# Words of three letters and less resemble too many others; numbers resemble only themselves.
SIMILAR_LEXEMES = """
WITH typed AS (
    SELECT lexeme, positions[1] AS place, positions[1] = max(positions[1]) OVER () AS is_last,
           EXISTS (SELECT FROM claims_word w WHERE w.word = lexeme) AS is_known
    FROM unnest(to_tsvector('english_unaccent', %(text)s)) ORDER BY place LIMIT %(words)s
)
SELECT t.lexeme, near.word, near.is_begun
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
) near ON true
ORDER BY t.place
"""


@dataclass(frozen=True)
class Word:
    """One word that was typed: as the search knows it, and what it resembles, from 0 to 1."""

    lexeme: str
    alike: Mapping[str, float]


@dataclass(frozen=True)
class Lexemes:
    """The words of a text in their order, and the share of all claims that hold each common word."""

    words: tuple[Word, ...]
    claims: float
    shares: Mapping[str, float]

    def share(self, lexeme: str) -> float:
        return self.shares.get(lexeme, RARE)

    def weight(self, lexeme: str) -> float:
        """How much a word says, from 0 to 1: next to nothing when most claims hold it."""
        return min(1.0, math.log(1 / self.share(lexeme)) / math.log(1 / RARE))

    def share_of(self, word: Word) -> float:
        """The share of claims that hold the word or one that it resembles, at most."""
        return min(1.0, sum(self.share(one) for one in word.alike))


def read_lexemes(text: str) -> Lexemes:
    """`text` as the search knows it, in two queries. It must hold no NUL."""
    with connection.cursor() as cursor:
        cursor.execute(COMMON_LEXEMES)
        claims, commonest, shares = cursor.fetchone()
        cursor.execute(SIMILAR_LEXEMES, {"text": text, "words": MOST_WORDS, "alike": MOST_ALIKE})
        words: dict[str, dict[str, float]] = {}
        for lexeme, near, is_begun in cursor.fetchall():
            alike = words.setdefault(lexeme, {lexeme: 1.0})
            likeness = _measure_likeness(lexeme, near, is_begun) if near else 0.0
            if likeness:
                alike[near] = max(likeness, alike.get(near, 0.0))
    common = dict(zip(commonest or (), shares or (), strict=False))
    return Lexemes(tuple(Word(*one) for one in words.items()), claims, common)


def build_candidate_queries(typed: Lexemes, most: int) -> list[str]:
    """Queries for the full-text search that find claims worth comparing: by three of the words, by two,
    and by the rarest alone. Each finds some `most` claims at the utmost, as far as can be foreseen.

    Where words are too common for that, all of them together have to do.
    """
    rarest = sorted(typed.words, key=typed.share_of)
    everything = " & ".join(_match_any(word) for word in rarest)
    return [_build_query(typed, rarest, size, most) or everything for size in (3, 2, 1)]


def _build_query(typed: Lexemes, rarest: list[Word], size: int, most: int) -> str:
    """Whatever holds `size` of these words, the rarest first, until `most` claims are foreseen."""
    queries, foreseen = [], 0.0
    for some in combinations(rarest[: MOST_COMBINED[size]], size):
        together = typed.claims * math.prod(typed.share_of(word) for word in some)
        if foreseen + together <= most:
            foreseen += together
            queries.append("(" + " & ".join(_match_any(word) for word in some) + ")")
    return " | ".join(queries)


def _measure_likeness(lexeme: str, near: str, is_begun: bool) -> float:
    """How much a word resembles `near`, from 0 to 1; 0 when too little to be the same, misspelt."""
    likeness = SequenceMatcher(None, lexeme, near).ratio()
    return max(likeness if likeness >= LEAST_LIKENESS else 0.0, PREFIX_LIKENESS if is_begun else 0.0)


def _match_any(word: Word) -> str:
    return "(" + " | ".join(_quote(one) for one in word.alike) + ")"


def _quote(lexeme: str) -> str:
    """A word for a tsquery, whatever characters are in it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
