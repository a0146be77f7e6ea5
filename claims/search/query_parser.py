"""Parse the text of a search box into a PostgreSQL tsquery.

All words must occur, in any form and accent; "quoted words" must be adjacent and in this order; -word must
not occur; or separates alternatives. Everything else is a word, and nothing is a syntax error.

A single word that names a place or its people also matches its other names ("Syrian" finds "Syria"), the
words of its family, and a Russian one what it is in the nominative, and what sounds like it in Latin letters
(see words/). Abbreviations match with and without dots, words joined by a hyphen as two words. Quoted and
negated words match as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise

from django.db import connection

from core.sql_statements import SqlStatement, fetch_results

from .words.demonyms import STRIPPED, find_other_names
from .words.families import find_family
from .words.questions import QUOTATION_MARKS
from .words.russian import list_nominatives, list_sounds

MOST_CHARACTERS = 500
"""The length at which longer texts are cut."""
MOST_TERMS = 40

TERM_PATTERN = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))')
# Not in addresses, nor beside single letters: of "T-72" and "e-mail" only the whole means something.
JOINED = re.compile(r"(?<=\w\w)[-\N{HYPHEN}-\N{EM DASH}/](?=\w\w)|(?<=\.)[-\N{HYPHEN}-\N{EM DASH}](?=\w\w)")
DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
ABBREVIATION = re.compile(r"[^\W\d_]{2,6}")
QUOTES = str.maketrans(dict.fromkeys(QUOTATION_MARKS, '"') | {"\0": " "})
SURROGATE = re.compile("[\ud800-\udfff]")
SPEECH_VERBS = {
    *("say", "says", "said", "saying", "tell", "tells", "told"),
    *("claim", "claims", "claimed"),
    *("agree", "agrees", "agreed", "deny", "denies", "denied"),
}
"""Words with which people ask for positions.

Hardly any claim has these words, so they do not discriminate.
"""

TO_TSQUERY = """
SELECT websearch_to_tsquery('english_unaccent', t.text)::text
FROM unnest(%s::text[]) WITH ORDINALITY AS t (text, place) ORDER BY t.place
"""


# A tsquery's words, and how far the next one stands behind.
PHRASE_PATTERN = re.compile(r"'(?P<word>(?:[^'\\]|''|\\.)*)'(?: <(?P<distance>-|\d+)> )?")
ESCAPED = re.compile(r"'(')|\\(.)")
# Of these pairs of neighbouring words those that claims keep: see common_words.py.
KEPT_PAIRS = """
SELECT claims_word_pair(first, second)
FROM (SELECT words FROM claims_commonwords WHERE activated_at IS NOT NULL ORDER BY id DESC LIMIT 1) active,
    unnest(%s::text[], %s::text[]) pair (first, second)
WHERE first = ANY (active.words) AND second = ANY (active.words)
"""
# An estimate, which costs next to nothing.
CLAIMS_WITH_PAIRS = "EXPLAIN (FORMAT JSON) SELECT FROM claims_wordpairs WHERE pairs @> %s::int[]"
MOST_WITH_PAIRS = 10_000
"""Claims up to which pairs are worth looking up: among more, a walk soon meets enough."""


@dataclass(frozen=True)
class Term:
    """One word, or several in quotation marks.

    `alternative` numbers the sides of an "or".
    """

    text: str
    is_negated: bool
    is_quoted: bool
    alternative: int

    @property
    def is_speech_verb(self) -> bool:
        return not self.is_quoted and self.text.strip(STRIPPED).casefold() in SPEECH_VERBS

    @property
    def variants(self) -> list[str]:
        """The term in websearch syntax, its other names, and the words of its family."""
        is_plain = not (self.is_negated or self.is_quoted)
        return [*self.spellings, *(f'"{word}"' for word in find_family(self.text) if is_plain)]

    @property
    def spellings(self) -> list[str]:
        """The term in websearch syntax, and other names of what it names."""
        text = f'"{self.text}"' if self.is_quoted else self.text.lstrip("-")
        if self.is_negated or self.is_quoted:
            return [f"-{text}" if self.is_negated else text]
        others = (
            *find_other_names(text), *_respell_abbreviation(text), *list_nominatives(text), *list_sounds(text)
        )  # fmt: skip
        return [text, *(f'"{name}"' for name in others)]


@dataclass(frozen=True)
class HalfWord:
    """The beginning of words: what was typed, and the tsqueries of those words."""

    text: str
    queries: tuple[str, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A search text as tsqueries, for `words @@ query`."""

    query: str
    """The whole; empty if the text has stop words only."""
    positive: tuple[str, ...]
    """A tsquery for each term that must occur."""
    terms: tuple[Term, ...]
    uses_index: bool = False
    """Whether every side of an "or" has a positive term."""
    distinctive: tuple[str, ...] = ()
    """The positive terms that are not verbs of speech."""
    negative: tuple[str, ...] = ()
    pairs: tuple[int, ...] = ()
    """Pairs of neighbouring words that every match has, of those that claims keep (see WordPairs)."""
    halves: tuple[HalfWord, ...] = ()
    """Words of the text that no claim has, but that begin words of claims."""
    sought: tuple[Term, ...] = ()
    """The terms that are looked for, or must not occur: those that are no stop words."""
    literal: str = ""
    """The positive terms without the words of their families; empty where that is the same."""
    topics: tuple[int, ...] = ()
    """The facets of topics that the text names in another script: their claims match without its words."""

    @property
    def has_one_word(self) -> bool:
        """Whether the query is a single word, or one of several names of one place."""
        return len(self.terms) == 1 and not set("&!<") & set(self.query)

    def with_query(self, query: str) -> "ParsedQuery":
        """Return the search for `query` that excludes the negated terms of this one.

        `query` is made of distinctive terms.
        """
        without = " & ".join((f"({query})", *self.negative))
        return replace(self, query=without, positive=self.distinctive, uses_index=True, pairs=(), topics=())

    def with_topics(self, codes: Iterable[int]) -> "ParsedQuery":
        """Return the search that the claims with any of these facets match too."""
        return replace(self, pairs=(), topics=tuple(codes))

    def with_any_term(self) -> "ParsedQuery":
        """Return the search for any one of the positive terms; negated terms are ignored."""
        return replace(self, query=self.any_term, uses_index=True, pairs=())

    @cached_property
    def topic_query(self) -> str:
        """A tsquery for the names of topics that the text asks for: its terms, without "or" and minus."""
        is_plain = not self.negative and len({term.alternative for term in self.terms}) == 1
        return _join_all(self.positive) if is_plain else ""

    @cached_property
    def any_term(self) -> str:
        """A tsquery that matches any one of the positive terms."""
        return " | ".join(f"({term})" for term in self.positive)


def parse_query(text: str) -> ParsedQuery:
    """Parse any text. Queries: 1, up to 3 for a phrase, 0 for a text without terms."""
    parse = build_parse(text)
    return read_parsed(text, fetch_results(parse)[0]) if parse else ParsedQuery("", (), ())


def build_parse(text: str) -> SqlStatement | None:
    """Return what asks the database how it reads the terms of a text; None for a text without terms."""
    texts = [variant for term in parse_terms(text) for variant in term.variants]
    return (TO_TSQUERY, [texts]) if texts else None


def read_parsed(
    text: str, answers: Iterable[tuple], halves: Sequence[HalfWord] = (), *, finds_pairs: bool = True
) -> ParsedQuery:
    """Parse a text by the answers to `build_parse`. Queries: 0, up to 2 for a phrase if it finds pairs."""
    terms = tuple(parse_terms(text))
    begun = {half.text: half.queries for half in halves}
    by_term: dict[Term, list[str]] = {}
    literal: list[str] = []
    remaining = iter(answers)
    for term in terms:
        queries = [f"({query})" if query else "" for (query,) in islice(remaining, len(term.variants))]
        if not term.is_quoted and not term.is_negated:
            queries += begun.get(term.text.strip(STRIPPED), ())
        if (itself := _join_any(queries[: len(term.spellings)])) and not term.is_negated:
            literal.append(itself)
        by_term[term] = queries
    sides: dict[int, list[str]] = {}
    positive: dict[Term, str] = {}
    negative: list[str] = []
    for term, queries in by_term.items():
        if either := _join_any(queries):
            sides.setdefault(term.alternative, []).append(f"({either})")
            if term.is_negated:
                negative.append(f"({either})")
            else:
                positive[term] = either
    return ParsedQuery(
        query=" | ".join(" & ".join(side) for side in sides.values()),
        positive=tuple(positive.values()),
        terms=terms,
        uses_index=bool(sides) and {term.alternative for term in positive} == set(sides),
        distinctive=tuple(query for term, query in positive.items() if not term.is_speech_verb),
        negative=tuple(negative),
        pairs=_find_pairs(positive.values()) if finds_pairs and len(sides) == 1 else (),
        halves=tuple(halves),
        sought=tuple(term for term, queries in by_term.items() if _join_any(queries)),
        literal=_join_all(literal) if len(sides) == 1 and literal != [*positive.values()] else "",
    )


def _join_all(queries: Iterable[str]) -> str:
    return " & ".join(f"({query})" for query in queries)


def _join_any(queries: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(query for query in queries if query))


def _find_pairs(queries: Iterable[str]) -> tuple[int, ...]:
    """Return the pairs of neighbouring words that lead to phrases: kept, and not in too many claims."""
    neighbours = sorted({pair for query in queries for pair in split_phrase(query)})
    if not neighbours:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(KEPT_PAIRS, [list(words) for words in zip(*neighbours, strict=True)])
        pairs = sorted({pair for (pair,) in cursor.fetchall()})
        if not pairs:
            return ()
        cursor.execute(CLAIMS_WITH_PAIRS, [pairs])
        [[[plan]]] = cursor.fetchall()
        return tuple(pairs) if plan["Plan"]["Plan Rows"] <= MOST_WITH_PAIRS else ()


def split_phrase(query: str) -> list[tuple[str, str]]:
    """Return the pairs of neighbouring words that whatever matches a tsquery has.

    There are none unless the query is a single phrase.
    """
    phrase = query.removeprefix("(").removesuffix(")")
    matches = list(PHRASE_PATTERN.finditer(phrase))
    if "".join(match[0] for match in matches) != phrase:
        return []
    words = [ESCAPED.sub(r"\1\2", match["word"]) for match in matches]
    return [pair for pair, match in zip(pairwise(words), matches, strict=False) if match["distance"] == "-"]


def parse_terms(text: str, *, keeps_hyphens: bool = False) -> Iterator[Term]:
    """Yield the terms of a text in order, without the "or" between them.

    Two words that a hyphen joins are two terms, unless `keeps_hyphens`.
    """
    plain = SURROGATE.sub(" ", text[:MOST_CHARACTERS]).translate(QUOTES)
    alternative = 0
    for match in list(TERM_PATTERN.finditer(plain))[:MOST_TERMS]:
        if match["word"] and match["word"].casefold() == "or" and not match["minus"]:
            alternative += 1
            continue
        words, is_quoted = match["quoted"], match["quoted"] is not None
        if not is_quoted:
            is_whole = keeps_hyphens or "://" in match["word"]
            words = match["word"] if is_whole else JOINED.sub(" ", match["word"])
            # To leave out "air-raid" is not to leave out "air".
            is_quoted = bool(match["minus"]) and " " in words
        for word in [words] if is_quoted else words.split():
            if word.strip():
                yield Term(word, bool(match["minus"]), is_quoted, alternative)


def _respell_abbreviation(word: str) -> tuple[str, ...]:
    """Return "OPCW" for "O.P.C.W.", and the other way round if it is in capitals."""
    bare = word.strip(STRIPPED)
    if DOTTED.fullmatch(f"{bare}."):
        return (bare.replace(".", ""),)
    return (".".join(bare) + ".",) if bare.isupper() and ABBREVIATION.fullmatch(bare) else ()
