"""What somebody meant who mistyped a word: "Lavrof" is no word that the search knows, "Lavrov" is."""

import re
from difflib import SequenceMatcher

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from .query_parser import terms_of

LEAST_LIKENESS = 0.7
"""By Python's SequenceMatcher: "lavrof" is like "lavrov" (0.83)."""
MOST_CORRECTED = 5
"""How many unknown words of a search are looked up."""
WORD = re.compile(r"[^\W\d_]{4,40}")

# "Brigde" and "bridge" have few of their groups of three letters in common; what is alike enough is judged
# below. For this query alone.
LOOSELY = "SELECT set_config('pg_trgm.similarity_threshold', '0.2', true);"
# Of words of three letters and less too many others are alike.
ALIKE = """
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


def nearest(text: str, entries: QuerySet | None = None) -> str | None:
    """What `respelt` makes of `text`, if that finds anything (among `entries`, some rows of the search);
    else None. At most three queries."""
    corrected = respelt(text)
    rows = apps.get_model("claims", "ClaimSearch").objects.all() if entries is None else entries
    return corrected if corrected and rows.matching(corrected).exists() else None


def respelt(text: str) -> str | None:
    """`text` with the words that the search has never met replaced by the most similar ones that it has;
    None if there are none such. One query."""
    words = list(dict.fromkeys(WORD.findall(" ".join(term.text for term in terms_of(text)))))
    if not words:
        return None
    with connection.cursor() as cursor:
        cursor.execute(LOOSELY + ALIKE, [words, MOST_CORRECTED])
        while cursor.nextset():
            pass
        alike: dict[str, list[str]] = {}
        for word, spelling in cursor.fetchall():
            alike.setdefault(word, []).append(spelling)
    meant = {word: best for word, found in alike.items() if (best := _best(word, found))}
    return WORD.sub(lambda found: meant.get(found[0], found[0]), text) if meant else None


def _best(word: str, spellings: list[str]) -> str | None:
    """The most similar one, written with capitals as `word` is; None if none is similar enough."""
    likeness = {one: SequenceMatcher(None, word.lower(), one).ratio() for one in spellings}
    best = max(likeness, key=likeness.get)
    if likeness[best] < LEAST_LIKENESS:
        return None
    if word.isupper():
        return best.upper()
    return best.capitalize() if word[0].isupper() else best
