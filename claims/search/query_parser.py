"""What somebody has typed into the search box, as a query of PostgreSQL.

Words are all wanted, whatever their ending or accents; "quoted words" stand side by side in this order;
-without is not wanted; or stands between alternatives. Everything else is taken for words, and nothing is
an error.

A single word that names a place or its people is looked for by the other names too (places.py): "Syrian"
finds "Syria". Quoted words and those not wanted stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import connection

from .demonyms import STRIPPED, also_called

MOST_CHARACTERS = 500
"""How much of a text is looked at."""
MOST_TERMS = 40

TERM = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')
QUOTATION_MARKS = '"“”„‟«»＂'
QUOTES = str.maketrans(dict.fromkeys(QUOTATION_MARKS, '"') | {"\0": " "})
SURROGATE = re.compile("[\ud800-\udfff]")
OF_SAYING = {
    *("say", "says", "said", "saying", "tell", "tells", "told"),
    *("claim", "claims", "claimed"),
    *("agree", "agrees", "agreed", "deny", "denies", "denied"),
}
"""How somebody asks for positions. These words are in hardly a claim and tell none from another."""

READ = """
SELECT websearch_to_tsquery('english_unaccent', t.text)::text
FROM unnest(%s::text[]) WITH ORDINALITY AS t (text, place) ORDER BY t.place
"""


@dataclass(frozen=True)
class Term:
    """One word, or several in quotation marks. `alternative`: the how many-th side of an "or"."""

    text: str
    minus: bool
    quoted: bool
    alternative: int

    @property
    def is_of_saying(self) -> bool:
        return not self.quoted and self.text.strip(STRIPPED).casefold() in OF_SAYING

    @property
    def searched(self) -> list[str]:
        """As PostgreSQL reads it; a single word that is looked for also by its other names."""
        text = f'"{self.text}"' if self.quoted else self.text.lstrip("-")
        if self.minus or self.quoted:
            return [f"-{text}" if self.minus else text]
        return [text, *(f'"{name}"' for name in also_called(text))]


@dataclass(frozen=True)
class Typed:
    """`query`: for `words @@ query`, empty if nothing is worth a search. `wanted`: the same of each term
    that is looked for (not: not wanted)."""

    query: str
    wanted: tuple[str, ...]
    terms: tuple[Term, ...]
    is_found_by_index: bool = False
    """Whether every side of an "or" has something that is looked for."""
    telling: tuple[str, ...] = ()
    """Those of `wanted` that are not words of saying."""
    unwanted: tuple[str, ...] = ()

    def looking_for(self, query: str) -> "Typed":
        """The same search for what answers `query`, made of `telling`, and has nothing unwanted."""
        without = " & ".join((f"({query})", *self.unwanted))
        return replace(self, query=without, wanted=self.telling, is_found_by_index=True)

    @cached_property
    def any(self) -> str:
        """Finds whatever has one of the terms."""
        return " | ".join(f"({one})" for one in self.wanted)


def read_typed(text: str) -> Typed:
    """Any text as a query, in one query of the database."""
    terms = tuple(terms_of(text))
    if not terms:
        return Typed("", (), ())
    texts = [(term, text) for term in terms for text in term.searched]
    with connection.cursor() as cursor:
        cursor.execute(READ, [[text for _term, text in texts]])
        found: dict[Term, dict[str, None]] = {}
        for (term, _text), (query,) in zip(texts, cursor.fetchall(), strict=True):
            found.setdefault(term, {}).update({f"({query})": None} if query else {})
    sides: dict[int, list[str]] = {}
    wanted: dict[Term, str] = {}
    unwanted: list[str] = []
    for term, queries in found.items():
        if queries:
            either = " | ".join(queries)
            sides.setdefault(term.alternative, []).append(f"({either})")
            if term.minus:
                unwanted.append(f"({either})")
            else:
                wanted[term] = either
    query = " | ".join(" & ".join(side) for side in sides.values())
    positive = {term.alternative for term in wanted}
    telling = tuple(words for term, words in wanted.items() if not term.is_of_saying)
    return Typed(
        query,
        tuple(wanted.values()),
        terms,
        bool(sides) and positive == set(sides),
        telling,
        tuple(unwanted),
    )


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
