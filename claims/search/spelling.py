"""Words that the search does not know: "Lavrof" is corrected to "Lavrov", "Lav" stands for what begins so.

"Лавроф" is corrected to "Lavrov" too.
"""

import re
from difflib import SequenceMatcher
from enum import StrEnum

from core.sql_statements import NO_ROWS, SqlStatement, fetch_results

from .query_parser import (
    QUOTES,
    SURROGATE,
    HalfWord,
    ParsedQuery,
    build_parse,
    parse_query,
    parse_terms,
    read_parsed,
)
from .words.demonyms import STRIPPED, find_other_names
from .words.families import find_family
from .words.questions import SPEECH_VERBS, STATUS_VERBS
from .words.russian import list_nominatives, list_sounds, transliterate

LEAST_LIKENESS = 0.7
"""Ratio of Python's SequenceMatcher: 0.83 for "lavrof" and "lavrov"."""
LETTERS_PER_MISTAKE = 3
"""Letters of a word for each mistake in it (see _count_mistakes), of which there are at most MOST_MISTAKES.

"Take" is as like "mistake" as "lavrov" is "lavrof", but nobody types it so.
"""
MOST_MISTAKES = 2
OTHER_LETTER = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f]")
"""A letter of another script than the Latin one."""
MOST_CORRECTED = 5
"""The number of unknown words of a search that are looked up at most."""
WORD = re.compile(r"[^\W\d_]{4,40}")
BEGINNING = re.compile(r"[^\W\d_]{3,40}")
MOST_BEGUN = 40
"""The number of words that a beginning is taken for at most."""

# "Brigde" and "bridge" share few trigrams: the threshold is low, and LEAST_LIKENESS judges the candidates.
LOW_THRESHOLD = ("SET LOCAL pg_trgm.similarity_threshold = 0.2", ())
RESET_THRESHOLD = ("SET LOCAL pg_trgm.similarity_threshold TO DEFAULT", ())
# `forms`: the word and those that it may stand for.
UNKNOWN = """
    SELECT word, forms FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS n (word, forms, place)
    WHERE NOT EXISTS (SELECT FROM unnest(tsvector_to_array(to_tsvector('english_unaccent', n.forms))) AS stem
                      JOIN claims_searchword w ON w.word = stem)
      AND to_tsvector('english_unaccent', n.word) <> ''::tsvector
    ORDER BY place LIMIT %s
"""
BEGUN_WORDS = """
SELECT t.word, array_agg(begun.query) FROM ({unknown}) t
CROSS JOIN LATERAL (
    SELECT '(' || quote_literal(w.word) || ')' AS query FROM claims_searchword w
    WHERE w.spelling LIKE lower(t.word) || '%%' AND strpos(w.word, '\\') = 0
    ORDER BY length(w.spelling), w.spelling LIMIT %s) begun
GROUP BY t.word
"""
# Words of three letters or fewer resemble too many others.
# A word in another script is compared as it sounds: some databases know the trigrams of Latin letters alone.
SIMILAR_WORDS = """
SELECT t.word, near.spelling FROM ({unknown}) t
JOIN unnest(%s::text[], %s::text[]) AS s (word, sound) USING (word)
CROSS JOIN LATERAL (
    SELECT spelling FROM claims_searchword w WHERE w.spelling %% s.sound
    ORDER BY similarity(w.spelling, s.sound) DESC, spelling LIMIT 20) near
"""

# As they are, without other names and families: what is meant where some claim says it so.
HAS_ALL_WORDS = (
    "SELECT 1 FROM claims_claimsearch WHERE words @@ websearch_to_tsquery('english_unaccent', %s) LIMIT 1"
)


class Taken(StrEnum):
    """Which text was parsed."""

    TEXT = "text"
    WHOLE = "whole"
    """The whole, because some claim has all its words."""
    STOP_WORDS = "stop words"
    """The whole, because the text has stop words only."""


def parse_and_correct(
    text: str, whole: str = "", *, is_doubtful: bool = False
) -> tuple[ParsedQuery, dict[str, str], Taken]:
    """Parse a text, and find the most similar known word for each that the search does not know.

    A word that begins known words stands for these, and is not corrected; nor is one that asks for a status
    or has other words of its family. `whole`: what is parsed instead,
    and not corrected, where the text has stop words only, and if `is_doubtful` where some claim has all words
    of the whole; which was, is returned too. Queries: 1, up to 3 for a phrase, 0 for a text without terms.
    """
    terms = list(parse_terms(text))
    typed = dict.fromkeys(WORD.findall(" ".join(term.text for term in terms)))
    words = [word for word in typed if not _is_understood(word)]
    plain = [term.text.strip(STRIPPED) for term in terms if not term.is_quoted and not term.is_negated]
    beginnings = list(dict.fromkeys(word for word in plain if BEGINNING.fullmatch(word)))
    parse, parse_whole = build_parse(text), build_parse(whole)
    if not parse:
        return parse_query(whole), {}, Taken.STOP_WORDS if whole else Taken.TEXT
    forms = [" ".join((word, *list_nominatives(word), *list_sounds(word))) for word in words]
    sounds = [transliterate(word) for word in words]
    similar = (SIMILAR_WORDS.format(unknown=UNKNOWN), [words, forms, MOST_CORRECTED, words, sounds])
    begun = (BEGUN_WORDS.format(unknown=UNKNOWN), [beginnings, beginnings, MOST_CORRECTED, MOST_BEGUN])
    lookups = (LOW_THRESHOLD, similar, begun, RESET_THRESHOLD) if words or beginnings else (NO_ROWS, NO_ROWS)
    has_whole: SqlStatement = (
        (HAS_ALL_WORDS, [SURROGATE.sub(" ", whole).translate(QUOTES)]) if is_doubtful else NO_ROWS
    )
    near, begun_words, queries, queries_of_whole, with_whole = fetch_results(
        *lookups, parse, parse_whole or NO_ROWS, has_whole
    )
    if whole and not any(query for (query,) in queries):
        return read_parsed(whole, queries_of_whole), {}, Taken.STOP_WORDS
    if with_whole:
        return read_parsed(whole, queries_of_whole), {}, Taken.WHOLE
    halves = [HalfWord(word, tuple(found)) for word, found in begun_words]
    candidates: dict[str, list[str]] = {}
    for word, spelling in near:
        candidates.setdefault(word, []).append(spelling)
    for half in halves:
        candidates.pop(half.text, None)
    corrections = {
        word: best for word, near in candidates.items() if (best := _find_most_similar(word, near))
    }
    # The pairs of the corrected text lead to its phrases; hardly any claim has the words as they are.
    return read_parsed(text, queries, halves, finds_pairs=not corrections), corrections, Taken.TEXT


def correct_words(text: str, corrections: dict[str, str]) -> str | None:
    """Return the text with the corrections of parse_and_correct; None without any.

    Nor are there any where half of it would be in another script: who types so means no English word.
    """
    if not corrections:
        return None
    corrected = WORD.sub(lambda match: corrections.get(match[0], match[0]), text)
    is_half = OTHER_LETTER.search(corrected) and any(map(OTHER_LETTER.search, corrections))
    return None if is_half else corrected


def _is_understood(word: str) -> bool:
    """Whether a word means something in a search though no claim may have it."""
    known = word.casefold()
    return known in STATUS_VERBS or known in SPEECH_VERBS or bool(find_family(word) or find_other_names(word))


def _find_most_similar(word: str, spellings: list[str]) -> str | None:
    """Pick the most similar spelling, in the letter case of `word`.

    Returns None if none is similar enough.
    """
    sound = transliterate(word)
    spellings = [spelling for spelling in spellings if _is_typing_mistake(sound, spelling)]
    likeness = [SequenceMatcher(None, sound, spelling).ratio() for spelling in spellings]
    if max(likeness, default=0) < LEAST_LIKENESS:
        return None
    best = spellings[likeness.index(max(likeness))]
    if word.isupper():
        return best.upper()
    return best.capitalize() if word[0].isupper() else best


def _is_typing_mistake(word: str, spelling: str) -> bool:
    """Whether somebody who means `spelling` may type `word`: few letters are wrong, and it begins alike.

    The first letter may be one too many or swapped with the next: "kh" stands for a Russian "h".
    """
    begins_alike = spelling[0] in word[:2]
    most = min(MOST_MISTAKES, max(len(word), len(spelling)) // LETTERS_PER_MISTAKE)
    return begins_alike and _count_mistakes(word, spelling) <= most


def _count_mistakes(word: str, spelling: str) -> int:
    """Count the letters to change, add, leave out or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(spelling) + 1))
    for place, letter in enumerate(word, 1):
        above, before, row = before, row, [place]
        for other, expected in enumerate(spelling, 1):
            cost = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != expected))
            is_swapped = place > 1 and other > 1 and letter + word[place - 2] == spelling[other - 2 : other]
            row.append(min(cost, above[other - 2] + 1) if is_swapped else cost)
    return row[-1]
