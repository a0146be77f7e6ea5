"""Claimants by the beginning of a name, a surname or a printed spelling.

An abbreviation (WHO, SAR) is found where it is typed in capitals: in other letters it may be a word.
"""

LAST_LETTER = "\U0010fffd"
"""Sorts after every letter: where the names that begin with some words end."""

MATCHES = """
    (SELECT k.id FROM claims_claimant k
     WHERE claims_folded_name(k.name) BETWEEN q.folded AND q.beyond LIMIT {limit})
    UNION
    (SELECT k.id FROM claims_claimant k
     WHERE k.kind = 'person' AND claims_last_name(k.name) BETWEEN q.folded AND q.beyond LIMIT {limit})
    UNION
    (SELECT a.claimant_id FROM claims_alias a
     WHERE claims_folded_name(a.name) BETWEEN q.folded AND q.beyond
       AND (q.has_capitals OR NOT {is_abbreviation}) LIMIT {limit})
"""

# "WHO", "the U.S."
IS_ABBREVIATION = "regexp_replace(a.name, '^[Tt]he ', '') = upper(regexp_replace(a.name, '^[Tt]he ', ''))"

LONGEST_AMBIGUOUS = 3
"""Longest abbreviation that is a word where it is typed alone in small letters."""


def build_matches_sql(limit: int) -> str:
    """Return SQL for ids of claimants named from `q.folded` to `q.beyond`.

    `q.has_capitals`: whether they may be abbreviations. Each part goes through its own index, and
    stops at `limit`.
    """
    return MATCHES.format(limit=limit, is_abbreviation=IS_ABBREVIATION)


def has_capitals(words: str, *, is_whole: bool) -> bool:
    """Whether these words of a search may be an abbreviation; `is_whole`: they are all of it."""
    return words.isupper() or (is_whole and " " not in words and len(words) > LONGEST_AMBIGUOUS)


def turn_name(words: str) -> str:
    """Return "Sergei Lavrov" for "Lavrov, Sergei"; nothing for one word."""
    surname, *names = words.replace(",", " ").split() or [""]
    return " ".join((*names, surname)) if names else ""
