"""Whether one proposition denies the other: "X did it", "X did not do it".

A hint for people, by words alone. What it misses, somebody has to notice.
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
"""Pairs of opposites, as the stemmer leaves them."""
LEAST_OVERLAP = 0.75
LEXEMES = "SELECT tsvector_to_array(to_tsvector('english_unaccent', t)) FROM unnest(%s::text[]) t"


def are_opposites(one: str, other: str) -> bool:
    """Whether the two say nearly the same, but for an odd number of negations or one antonym."""
    bare = [NEGATION.sub(" ", text.replace("\0", " ")) for text in (one, other)]
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [bare])
        first, second = (set(words) for (words,) in cursor.fetchall())
    if not first or not second:
        return False
    odd = (len(NEGATION.findall(one)) + len(NEGATION.findall(other))) % 2 == 1
    differ = first ^ second
    turned = [pair for pair in ANTONYMS if pair <= differ and len(pair & first) == 1]
    alike = (len(first & second) + len(turned)) / (len(first | second) - len(turned))
    return alike >= LEAST_OVERLAP and (odd != (len(turned) % 2 == 1))
