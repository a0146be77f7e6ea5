"""Negation: whether one proposition denies the other.

An example is "X did it" and "X did not do it". This is a hint for people, by words alone: they have
to notice the negations that it misses.
"""

import re

from django.db import connection

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|false|untrue|wrong|"
    r"fail(?:s|ed)?|refus(?:e|es|ed)|den(?:y|ies|ied)|lacks?|\w+n['’]t)\b",
    re.IGNORECASE,
)
ANTONYMS = tuple(
    frozenset(pair)
    for pair in (
        ("accept", "reject"),
        ("after", "befor"),
        ("agre", "disagre"),
        ("allow", "ban"),
        ("approv", "reject"),
        ("begin", "end"),
        ("better", "wors"),
        ("close", "open"),
        ("decreas", "increas"),
        ("fall", "rise"),
        ("fell", "rose"),
        ("fewer", "more"),
        ("guilti", "innoc"),
        ("high", "low"),
        ("higher", "lower"),
        ("impos", "lift"),
        ("improv", "worsen"),
        ("join", "leav"),
        ("lawful", "unlaw"),
        ("legal", "illeg"),
        ("lose", "win"),
        ("lost", "won"),
        ("lower", "rais"),
        ("oppos", "support"),
        ("safe", "unsaf"),
        ("start", "stop"),
        ("strong", "weak"),
        ("true", "fals"),
    )
)
"""Pairs of antonyms, as the stemmer writes them."""
LEAST_OVERLAP = 0.75
LEXEMES = "SELECT tsvector_to_array(to_tsvector('english_unaccent', t)) FROM unnest(%s::text[]) t"


def are_opposites(proposition: str, other: str) -> bool:
    """Tell whether two propositions say nearly the same, but one denies it.

    They have most words in common, and differ by an odd number of negations or by one antonym. Queries:
    1.
    """
    without_negation = [NEGATION.sub(" ", text.replace("\0", " ")) for text in (proposition, other)]
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [without_negation])
        first, second = (set(words) for (words,) in cursor.fetchall())
    if not first or not second:
        return False
    is_odd = (len(NEGATION.findall(proposition)) + len(NEGATION.findall(other))) % 2 == 1
    different = first ^ second
    antonyms = [pair for pair in ANTONYMS if pair <= different and len(pair & first) == 1]
    overlap = (len(first & second) + len(antonyms)) / (len(first | second) - len(antonyms))
    return overlap >= LEAST_OVERLAP and (is_odd != (len(antonyms) % 2 == 1))
