"""What the rows of the search can be asked for. One row is one published claim."""

from django.contrib.postgres.search import SearchQuery
from django.db import models

from .facet_codes import code_of
from .query_parser import Typed, read_typed

PINNED = {
    code_of("status", "agreed"): {"contested": 0},
    code_of("status", "asserted"): {"contested": 0},
    code_of("single_outlet", True): {"covered": 1},
}
"""What else is the same for all claims with a facet. A list in that order begins there."""


class Read(SearchQuery):
    """A query of PostgreSQL as it stands, for nothing in it is to be read a second time."""

    def __init__(self, query: str):
        super().__init__(query)
        self.text = query

    def as_sql(self, compiler, connection, **extra):
        return "%s::tsquery", [self.text]


class ClaimSearchQuerySet(models.QuerySet):
    codes: tuple[int, ...] = ()
    """The facets that all of these rows have, because they were asked for."""
    has_words: bool = False
    """Whether all of these rows have one of some words, or of some facets, and are found by these."""

    def _clone(self):
        clone = super()._clone()
        clone.codes, clone.has_words = self.codes, self.has_words
        return clone

    def __and__(self, other):
        both = super().__and__(other)
        both.codes = tuple(dict.fromkeys((*self.codes, *other.codes)))
        both.has_words = self.has_words or other.has_words
        return both

    def __or__(self, other):
        either = super().__or__(other)
        either.codes = tuple(code for code in self.codes if code in other.codes)
        either.has_words = self.in_index and other.in_index
        return either

    def matching(self, text: str | Typed):
        """Those whose words match what somebody typed, see claims/search/query_parser.py. Nothing for a text
        without a word that is worth a search ("the"). Reading a text takes a query; a `Typed` takes none."""
        typed = read_typed(text) if isinstance(text, str) else text
        if not typed.query:
            return self.none()
        found = self.filter(words=Read(typed.query))
        found.has_words = self.has_words or typed.is_found_by_index
        return found

    def with_facet(self, kind: str, value: object):
        """Those that can be narrowed to `value` (see facet_codes.py). Nothing for an unknown one."""
        code = code_of(kind, value)
        if code is None:
            return self.none()
        narrowed = self.filter(facets__contains=[code])
        narrowed.codes = (*self.codes, code)
        return narrowed

    @property
    def in_index(self) -> bool:
        """Whether the index of words and facets leads to them: not to all, nor to all without a word."""
        return bool(self.codes) or self.has_words

    @property
    def pinned(self) -> dict[str, int]:
        """What these rows have in common besides facets and words, see PINNED."""
        return {field: value for code in self.codes for field, value in PINNED.get(code, {}).items()}
