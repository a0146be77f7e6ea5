"""What somebody has typed into the search box, as a query of PostgreSQL.

Words are all wanted, whatever their ending or accents; "quoted words" stand side by side in this order;
-without is not wanted; or stands between alternatives. Everything else is taken for words, and nothing is
an error.

PostgreSQL's stemmer makes one of "attack" and "attacked", but not of "Syria" and "Syrian". A single word
is therefore looked for also as what a place is called after or its people are, if the search knows that
word. Quoted words and those not wanted stay as they are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

MOST_CHARACTERS = 500
"""How much of a text is looked at."""
MOST_TERMS = 40

TERM = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')
QUOTES = str.maketrans({mark: '"' for mark in "“”„‟«»＂"} | {"\0": " "})
SURROGATE = re.compile("[\ud800-\udfff]")

SHORTEST = 4
PEOPLE_OF = (
    ("a", "an"),  # Syria, Russia, America, Korea
    ("", "ian"),  # Iran, Egypt
    ("e", "ian"),  # Ukraine
    ("y", "ian"),  # Italy
    ("o", "an"),  # Mexico
    ("e", "ean"),  # Europe
    ("", "i"),  # Iraq, Israel
    ("", "ese"),  # Japan
    ("a", "ese"),  # China
    ("ey", "ish"),  # Turkey
)
"""How the name of a place ends, and then that of its people."""

READ = """
SELECT t.place, websearch_to_tsquery('english_unaccent', t.text)::text,
       ARRAY(SELECT w.word FROM unnest(%(words)s::text[], %(of)s::int[]) AS n (word, place),
                 unnest(tsvector_to_array(to_tsvector('english_unaccent', n.word))) AS stem
             JOIN claims_searchword w ON w.word = stem WHERE n.place = t.place)
FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (text, place)
ORDER BY t.place
"""


@dataclass(frozen=True)
class Term:
    """One word, or several in quotation marks. `alternative`: the how many-th side of an "or"."""

    text: str
    minus: bool
    quoted: bool
    alternative: int

    @property
    def searched(self) -> str:
        text = f'"{self.text}"' if self.quoted else self.text.lstrip("-")
        return f"-{text}" if self.minus else text


@dataclass(frozen=True)
class Typed:
    """`query`: for `words @@ query`, empty if nothing is worth a search. `wanted`: the same of each term
    that is looked for (not: not wanted)."""

    query: str
    wanted: tuple[str, ...]
    terms: tuple[Term, ...]
    is_found_by_index: bool = False
    """Whether every side of an "or" has something that is looked for."""

    @cached_property
    def any(self) -> str:
        """Finds whatever has one of the terms."""
        return " | ".join(f"({one})" for one in self.wanted)


def read_typed(text: str) -> Typed:
    """Any text as a query, in one query of the database."""
    terms = tuple(terms_of(text))
    if not terms:
        return Typed("", (), ())
    around = [(word, place) for place, term in enumerate(terms, start=1) for word in also_called(term)]
    with connection.cursor() as cursor:
        cursor.execute(
            READ,
            {
                "texts": [term.searched for term in terms],
                "words": [word for word, _ in around],
                "of": [place for _, place in around],
            },
        )
        found = cursor.fetchall()
    sides: dict[int, list[str]] = {}
    wanted: list[str] = []
    positive: set[int] = set()
    for term, (_, query, also) in zip(terms, found, strict=True):
        if query:
            either = " | ".join(f"({one})" for one in dict.fromkeys([query, *quoted(also)]))
            sides.setdefault(term.alternative, []).append(f"({either})")
            if not term.minus:
                wanted.append(either)
                positive.add(term.alternative)
    query = " | ".join(" & ".join(side) for side in sides.values())
    return Typed(query, tuple(wanted), terms, bool(sides) and positive == set(sides))


def terms_of(text: str) -> Iterator[Term]:
    """The terms of a text in their order, without the "or" between them."""
    plain = SURROGATE.sub(" ", text[:MOST_CHARACTERS]).translate(QUOTES)
    alternative = 0
    for found in list(TERM.finditer(plain))[:MOST_TERMS]:
        if found["word"] and found["word"].casefold() == "or" and not found["minus"]:
            alternative += 1
            continue
        quoted = found["quoted"] is not None
        words = found["quoted"] if quoted else found["word"]
        if words.strip():
            yield Term(words, bool(found["minus"]), quoted, alternative)


def quoted(stems: Iterable[str]) -> list[str]:
    """Stems as PostgreSQL writes them in a query, in order."""
    return [f"'{stem}'" for stem in sorted(set(stems)) if stem.isalnum()]


def also_called(term: Term) -> list[str]:
    """What a place may be called whose people are called `term`, and the other way round."""
    word = term.text.casefold()
    if term.quoted or term.minus or len(word) < SHORTEST or not word.isalpha():
        return []
    word = word.removesuffix("s")
    pairs = [(word, place, people) for place, people in PEOPLE_OF]
    forms = [w.removesuffix(place) + people for w, place, people in pairs if w.endswith(place)]
    forms += [w.removesuffix(people) + place for w, place, people in pairs if w.endswith(people)]
    return [form for form in forms if len(form) >= SHORTEST]
