"""Querysets over the search table, in which one row is one published claim."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable

from .facet_codes import encode_facet
from .query_parser import ParsedQuery, parse_query

SORT_COLUMNS = ("claim_id", "published_at", "changed_at", "contested", "covered")
"""The columns that the rows can be sorted by."""

PROPOSITION, PROPOSITION_AND_NAMES = "a", "a,c"
"""Labels of the words of a claim (see ClaimSearch.words), as ts_filter takes them."""

PROMINENCE = ("-contested", "-covered", "-published_at", "-claim_id")
"""The order of claims that match a search equally well."""

PINNED = {
    encode_facet("status", "agreed"): {"contested": 0},
    encode_facet("status", "asserted"): {"contested": 0},
    encode_facet("single_outlet", True): {"covered": 1},
}
"""Columns that have the same value for all claims with a facet.

A list in the order of such a column begins there.
"""

INDEXED = encode_facet("verified", True)
"""The facet with a prominence index of its own: disputed claims of many excerpts seldom have it."""


class WordsIn(models.Func):
    """The words of some of a claim's texts, by their labels (see ClaimSearch.words)."""

    function = "ts_filter"
    template = "%(function)s(%(expressions)s, '{%(labels)s}')"
    output_field = SearchVectorField()

    def __init__(self, labels: str) -> None:
        super().__init__("words", labels=labels)


class RawTsQuery(SearchQuery):
    """A tsquery that is already parsed and must not be parsed again."""

    def __init__(self, query: str):
        super().__init__(query)
        self.text = query

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, Any]:
        return "%s::tsquery", [self.text]


class DerivedTable(BaseTable):
    """A subquery in the place of a queryset's table, under the table's name."""

    def __init__(self, query: Query, name: str) -> None:
        super().__init__(name, name)
        self.query = query

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        sql, params = self.query.get_compiler(connection=connection).as_sql()
        return f"({sql}) {compiler.quote_name_unless_alias(self.table_alias)}", params


class ClaimSearchQuerySet(models.QuerySet):
    codes: tuple[int, ...] = ()
    """The facets that all of these rows have, because they were asked for."""
    has_words: bool = False
    """Whether each of these rows has one of some words or facets.

    The rows are then found by these words and facets.
    """

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc] # not in the stubs; every QuerySet method calls it
        clone.codes, clone.has_words = self.codes, self.has_words
        return clone

    def __and__(self, other: Any) -> Self:
        combined = super().__and__(other)
        combined.codes = tuple(dict.fromkeys((*self.codes, *other.codes)))
        combined.has_words = self.has_words or other.has_words
        return combined

    def __or__(self, other: Any) -> Self:
        combined = super().__or__(other)
        combined.codes = tuple(code for code in self.codes if code in other.codes)
        combined.has_words = self.uses_index and other.uses_index
        return combined

    def matching(self, text: str | ParsedQuery) -> Self:
        """Return the rows whose words match a search text, or that are under a topic that it names.

        None match a text of stop words only ("the"). Queries: 1 to parse a text, 0 for a ParsedQuery.
        """
        parsed = parse_query(text) if isinstance(text, str) else text
        if not parsed.query:
            return self.none()
        matches = models.Q(words=RawTsQuery(parsed.query))
        if parsed.topics:
            matches |= models.Q(facets__overlap=list(parsed.topics))
        rows = self.filter(matches)
        if parsed.pairs:
            rows = rows.filter(word_pairs__pairs__contains=list(parsed.pairs))
        rows.has_words = self.has_words or parsed.uses_index
        return rows

    def matching_in(self, labels: str, parsed: ParsedQuery, facets: Sequence[int] | RawSQL = ()) -> Self:
        """Return those of these rows that match a search by the texts with these labels alone.

        Also those that have any of `facets`, by any text: these are codes, or SQL for an array of them.
        The rows are those of `matching(parsed)`, because a negated word must not occur in any text.
        """
        matches = models.Q(words_in=RawTsQuery(parsed.query))
        if facets:
            codes = facets if isinstance(facets, RawSQL) else list(facets)
            matches |= models.Q(facets__overlap=codes)
        return self.alias(words_in=WordsIn(labels)).filter(matches)

    def with_facet(self, kind: str, value: object) -> Self:
        """Return the rows with this facet (see facet_codes.py).

        There are none for an unknown value.
        """
        code = encode_facet(kind, value)
        if code is None:
            return self.none()
        rows = self.filter(facets__contains=[code])
        rows.codes = (*self.codes, code)
        return rows

    def within_first(self, number: int, window: Self | None = None) -> Self:
        """Return those of these rows that are among the first `number` of `window`.

        `window` is an ordered queryset; without it they are among the newest of all. The filters of these
        rows then read nothing else.
        """
        rows = (
            self.model._default_manager.order_by("-published_at", "-claim_id") if window is None else window
        )
        columns = rows[:number].values(*SORT_COLUMNS, "words", "facets")
        limited = self.all()
        alias = limited.query.get_initial_alias()
        limited.query.alias_map[alias] = DerivedTable(columns.query, alias)
        return limited

    @property
    def uses_index(self) -> bool:
        """Whether the index of words and facets leads to the rows.

        It does not lead to all of the rows of the table.
        """
        return bool(self.codes) or self.has_words

    @property
    def pinned(self) -> dict[str, int]:
        """The columns that all of these rows have in common, see PINNED."""
        return {field: value for code in self.codes for field, value in PINNED.get(code, {}).items()}
