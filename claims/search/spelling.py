"""Spelling correction: the search knows no word "Lavrof", but it knows "Lavrov"."""

import re
from difflib import SequenceMatcher

from core.sql_statements import fetch_results

from .query_parser import ParsedQuery, build_parse, parse_query, parse_terms, read_parsed

LEAST_LIKENESS = 0.7
"""Ratio of Python's SequenceMatcher: 0.83 for "lavrof" and "lavrov"."""
MOST_CORRECTED = 5
"""The number of unknown words of a search that are looked up at most."""
WORD = re.compile(r"[^\W\d_]{4,40}")

# "Brigde" and "bridge" share few trigrams: the threshold is low, and LEAST_LIKENESS judges the candidates.
LOW_THRESHOLD = ("SET LOCAL pg_trgm.similarity_threshold = 0.2", ())
RESET_THRESHOLD = ("SET LOCAL pg_trgm.similarity_threshold TO DEFAULT", ())
# Words of three letters or fewer resemble too many others.
SIMILAR_WORDS = """
SELECT t.word, near.spelling FROM (
    SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS n (word, place)
    WHERE NOT EXISTS (SELECT FROM unnest(tsvector_to_array(to_tsvector('english_unaccent', n.word))) AS stem
                      JOIN claims_searchword w ON w.word = stem)
      AND to_tsvector('english_unaccent', n.word) <> ''::tsvector
    ORDER BY place LIMIT %s) t
CROSS JOIN LATERAL (
    SELECT spelling FROM claims_searchword w WHERE w.spelling %% lower(t.word)
    ORDER BY similarity(w.spelling, lower(t.word)) DESC, spelling LIMIT 20) near
"""


def parse_and_correct(text: str) -> tuple[ParsedQuery, str | None]:
    """Parse a text, and replace each word that the search does not know by the most similar one.

    Returns None for the text if there is nothing to replace. Queries: 1, up to 3 for a phrase, 0 for a text
    without terms.
    """
    words = list(dict.fromkeys(WORD.findall(" ".join(term.text for term in parse_terms(text)))))
    parse = build_parse(text)
    if not words or not parse:
        return parse_query(text), None
    similar = (SIMILAR_WORDS, [words, MOST_CORRECTED])
    near, queries = fetch_results(LOW_THRESHOLD, similar, RESET_THRESHOLD, parse)
    candidates: dict[str, list[str]] = {}
    for word, spelling in near:
        candidates.setdefault(word, []).append(spelling)
    corrections = {
        word: best for word, near in candidates.items() if (best := _find_most_similar(word, near))
    }
    corrected = WORD.sub(lambda match: corrections.get(match[0], match[0]), text) if corrections else None
    return read_parsed(text, queries), corrected


def _find_most_similar(word: str, spellings: list[str]) -> str | None:
    """Pick the most similar spelling, in the letter case of `word`.

    Returns None if none is similar enough.
    """
    likeness = [SequenceMatcher(None, word.lower(), spelling).ratio() for spelling in spellings]
    best = spellings[likeness.index(max(likeness))]
    if max(likeness) < LEAST_LIKENESS:
        return None
    if word.isupper():
        return best.upper()
    return best.capitalize() if word[0].isupper() else best
