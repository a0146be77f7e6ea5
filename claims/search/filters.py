"""The FilterSet of a search for claims: words, facets, order.

It serves pages and other lists of claims. Invalid values of a query string are ignored; `notices`
says in sentences which.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_
from typing import ClassVar

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import ClaimSearch, Stance
from claims.models.claim import STATUSES
from core.pagination import shorten_input
from core.sql_statements import NO_ROWS, SqlStatement, fetch_results

from .facet_codes import KINDS, encode_facet
from .filter_fields import MOST_VALUES, FlagField, MultiNumberField, MultiWordField, read_public_names
from .pagination import DEFAULT_ORDER, ORDERS
from .query_parser import QUOTATION_MARKS, ParsedQuery, build_parse, parse_query, read_parsed
from .querysets import ClaimSearchQuerySet
from .spelling import OTHER_LETTER, Taken, correct_words, parse_and_correct
from .words.questions import Question, read_question

LONGEST_SEARCH = 200
"""Characters of a search; a longer one is cut, and the page says so."""

MOST_NAMED = 3
"""Ignored values that a notice names."""

NAMED = ("topic", "party", "claimant", "outlet")
"""The kinds whose values are ids of rows with names."""

RELEVANCE = "relevance"
SORTS = (RELEVANCE, *ORDERS)
"""The orders, by their word in the query string. Relevance needs words."""

IGNORED_NOTICES = {
    "status": gettext_lazy("Ignored: the status %(values)s. There is no such status."),
    "topic": gettext_lazy("Ignored: the topic %(values)s. There is no such topic."),
    "party": gettext_lazy("Ignored: the party %(values)s. There is no such party."),
    "claimant": gettext_lazy("Ignored: the claimant %(values)s. There is no such claimant."),
    "outlet": gettext_lazy("Ignored: the outlet %(values)s. There is no such outlet."),
    "stance": gettext_lazy("Ignored: the stance %(values)s. There is no such stance."),
    "year": gettext_lazy("Ignored: the year %(values)s. A year is a number such as 2017."),
    "verified": gettext_lazy("Ignored: %(values)s for verified excerpts. It can only be 1."),
    "single_outlet": gettext_lazy("Ignored: %(values)s for a single outlet. It can only be 1."),
    "exact": gettext_lazy("Ignored: %(values)s for an exact search. It can only be 1."),
    "sort": gettext_lazy("Ignored: sorting by %(values)s. There is no such order."),
}


class FacetFilter(django_filters.Filter):
    """A filter that further values narrow: two parties are both on record."""

    def filter(self, entries, values):
        return reduce(lambda left, value: left.with_facet(self.field_name, value), values, entries)


class NumberFacetFilter(FacetFilter):
    field_class = MultiNumberField


class WordFacetFilter(FacetFilter):
    field_class = MultiWordField


class StatusFilter(WordFacetFilter):
    """A filter that several statuses widen, since a claim has one status."""

    def filter(self, entries, values):
        if len(values) < 2:
            return super().filter(entries, values)
        return entries & reduce(or_, (ClaimSearch.objects.with_facet("status", value) for value in values))


class FlagFacetFilter(FacetFilter):
    field_class = FlagField


class OptionFilter(WordFacetFilter):
    """An option of the search that does not filter claims."""

    def filter(self, entries, values):
        return entries


class SearchFilter(django_filters.Filter):
    field_class = forms.Field

    def filter(self, entries, words: "str | ParsedQuery"):
        return entries.matching(words) if words else entries


class ClaimFilterForm(forms.Form):
    """The form of all filters: the names behind their ids take one query."""

    names: dict[tuple[str, int], str]

    def clean_q(self) -> str:
        """Normalise the search text: one line, no control characters, not too long."""
        legible = "".join(
            letter if letter.isprintable() else " " for letter in str(self.cleaned_data["q"] or "")
        )
        words = " ".join(legible[: LONGEST_SEARCH * 10].split())
        return (
            words
            if len(words) <= LONGEST_SEARCH
            else words[:LONGEST_SEARCH].rpartition(" ")[0] or words[:LONGEST_SEARCH]
        )

    def clean(self) -> dict:
        pks = {kind: self.cleaned_data.get(kind) or [] for kind in NAMED}
        self.names = read_public_names(pks) if any(pks.values()) else {}
        for kind, ids in pks.items():
            self.cleaned_data[kind] = [pk for pk in ids if (kind, pk) in self.names]
        return self.cleaned_data


class ClaimFilter(django_filters.FilterSet):
    """Words and facets over the search table (ClaimSearch). Never altered once made.

    Values of different kinds narrow each other, and so do several of one kind, statuses excepted. `sort` and
    `exact` are parsed here and used by the list. `with_words` makes filters with corrected words.
    """

    q = SearchFilter()
    status = StatusFilter(words=STATUSES)
    stance = WordFacetFilter(words=Stance.values)
    topic = NumberFacetFilter()
    party = NumberFacetFilter()
    claimant = NumberFacetFilter()
    outlet = NumberFacetFilter()
    year = NumberFacetFilter(largest=9999)
    verified = FlagFacetFilter()
    single_outlet = FlagFacetFilter()
    sort = OptionFilter(words=SORTS)
    exact = OptionFilter(words=["1"])

    class Meta:
        model = ClaimSearch
        fields: ClassVar[list[str]] = []
        form = ClaimFilterForm

    _corrected = ""

    def get_valid_values(self, name: str):
        """Return the valid values of a parameter: a list, or the text of `q`."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ("" if name == "q" else [])

    def with_words(self, words: str, question: Question, parsed: ParsedQuery) -> "ClaimFilter":
        """Return these filters with corrected words instead of those in the query string."""
        filters = type(self)(self.data, self.queryset)
        filters._form, filters._corrected, filters._reading = self.form, words, (question, parsed, None)
        return filters

    def with_topics(self, pks: Iterable[int]) -> "ClaimFilter":
        """Return these filters, which the claims under these topics match without the words too."""
        filters = type(self)(self.data, self.queryset)
        codes = [code for pk in pks if (code := encode_facet("topic", pk)) is not None]
        filters._form, filters._reading = self.form, (self.question, self.parsed.with_topics(codes), None)
        return filters

    @property
    def is_in_another_script(self) -> bool:
        """Whether the words may name topics in another script."""
        return bool(OTHER_LETTER.search(self.words) and self.is_plain)

    @property
    def is_plain(self) -> bool:
        """Whether there are words without "or", minus or quotes, which need not stand as they were typed."""
        return bool(
            not self.is_exact
            and self.parsed.topic_query
            and not any(term.is_quoted for term in self.parsed.terms)
        )

    @property
    def requested_words(self) -> str:
        """The words in the query string."""
        return self.get_valid_values("q")

    @property
    def words(self) -> str:
        """The words that are searched: those requested, or their correction."""
        return self._corrected or self.requested_words

    @property
    def has_words(self) -> bool:
        """Whether claims must have some words: a question may ask for a status alone."""
        return bool(self.words and self.question.words)

    @property
    def question(self) -> Question:
        """The words as they are understood."""
        return self._reading[0]

    @property
    def quoted(self) -> str:
        """The words in quotation marks, unless some are quoted already."""
        return quote(self.words)

    @property
    def quoted_request(self) -> str:
        """The same of the words in the query string."""
        return quote(self.requested_words)

    @property
    def parsed(self) -> ParsedQuery:
        """The words as a tsquery."""
        return self._reading[1]

    @property
    def suggestion(self) -> str | None:
        """The words with those corrected that the search does not know.

        None if it knows all of them, and if they are to be searched exactly or are corrected already.
        """
        return self._reading[2]

    @cached_property
    def _reading(self) -> tuple[Question, ParsedQuery, str | None]:
        """The words as they are understood, parsed, and corrected.

        A question of which only stop words would be left ("Who says they will?") is searched as it was typed,
        or asks for a status alone. What may be no question is searched as it was typed if some claim has all
        its words.
        Queries: as parse_and_correct, the first time.
        """
        if self.is_exact:
            return Question(self.words), parse_query(self.words), None
        question = read_question(self.words)
        if question.status and not question.words:
            return question, ParsedQuery("", (), ()), None
        whole = self.words if question.is_shortened else ""
        parsed, corrections, taken = parse_and_correct(
            question.words, whole, is_doubtful=question.is_doubtful
        )
        if question.status and taken == Taken.STOP_WORDS:
            return replace(question, words=""), ParsedQuery("", (), ()), None
        suggestion = correct_words(self.words, corrections)
        return question if taken == Taken.TEXT else Question(self.words), parsed, suggestion

    def find_correction(self) -> "ClaimFilter | None":
        """Return the filters with the suggested words; None where some claim has those requested.

        Queries: 1, or 0 without a suggestion.
        """
        return self.read_correction(*fetch_results(*self.build_correction())) if self.suggestion else None

    def build_correction(self) -> tuple[SqlStatement, SqlStatement]:
        """Return what asks whether some claim has the words requested, and how the suggestion is parsed.

        One of several alternatives may be misspelt, or a negated word.
        """
        if not self.suggestion:
            return NO_ROWS, NO_ROWS
        matches = ClaimSearch.objects.matching(self.parsed).values("pk")[:1]
        exists: SqlStatement = NO_ROWS if matches.query.is_empty() else matches.query.sql_with_params()
        return exists, build_parse(read_question(self.suggestion).words) or NO_ROWS

    def read_correction(self, found: list[tuple], answers: list[tuple]) -> "ClaimFilter | None":
        """Read the answers to `build_correction`."""
        suggestion = self.suggestion
        if not suggestion:
            return None
        question = read_question(suggestion)
        parsed = read_parsed(question.words, answers, self.parsed.halves)
        return None if found else self.with_words(suggestion, question, parsed)

    @property
    def is_corrected(self) -> bool:
        return bool(self._corrected)

    @property
    def typed_words(self) -> str:
        """The search as it was typed, for the search box; cut only when absurdly long."""
        return shorten_input(self.data.get("q") or "", LONGEST_SEARCH * 10)

    @cached_property
    def facets(self) -> dict[str, list]:
        """The chosen values by kind, in the order of KINDS."""
        return {kind: self.get_valid_values(kind) for kind in KINDS if self.get_valid_values(kind)}

    @property
    def order(self) -> str:
        """The order in force: the one requested, or the default."""
        requested = [
            sort for sort in self.get_valid_values("sort")[:1] if self.has_words or sort != RELEVANCE
        ]
        return requested[0] if requested else self.default_order

    @property
    def default_order(self) -> str:
        return RELEVANCE if self.has_words else DEFAULT_ORDER

    def matches(self, **changes) -> ClaimSearchQuerySet:
        """Return the rows that these filters leave.

        With `changes`, the rows that they would leave with these values changed.
        """
        self.form.is_valid()
        values = {**self.form.cleaned_data, "q": self.parsed if self.has_words else "", **changes}
        if self.words and not self.has_words:
            values["status"] = values["status"] or [self.question.status]
        return reduce(
            lambda left, name: self.filters[name].filter(left, values[name]), values, self.queryset.all()
        )

    def get_name(self, kind: str, value: int) -> str:
        """Return the name behind a chosen id."""
        return self.form.names[kind, value]

    @cached_property
    def canonical_query(self) -> QueryDict:
        """The query string of this search without what was ignored, in a fixed order."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for kind, values in self.facets.items():
            query.setlist(kind, as_query_values(values))
        if self.order != self.default_order:
            query["sort"] = self.order
        if self.is_exact:
            query["exact"] = "1"
        return query

    @property
    def is_exact(self) -> bool:
        """Whether to search for the words without correcting them."""
        return bool(self.words and self.get_valid_values("exact"))

    def notices(self) -> list[str]:
        """Return a sentence for each parameter of which something was ignored."""
        notices = [self._notice_of_words(), *(self._notice(name) for name in IGNORED_NOTICES)]
        if self.get_valid_values("sort")[:1] == [RELEVANCE] and not self.words:
            notices.append(_("Ignored: sorting by relevance. It needs words to search for."))
        return [notice for notice in notices if notice]

    def _notice_of_words(self) -> str:
        words = self.data.get("q") or ""
        if not all(letter.isprintable() or letter.isspace() for letter in words):
            if not self.words:
                return _("Ignored: the search for “%(words)s”. It has no letters.") % {
                    "words": shorten_input(words)
                }
            return _("Some characters of the search cannot occur in a text and were left out.")
        if len(" ".join(words.split())) > LONGEST_SEARCH:
            return _("The search is longer than %(most)s characters: only its beginning was looked for.") % {
                "most": LONGEST_SEARCH
            }
        return ""

    def find_ignored(self, name: str) -> list[str]:
        """Return the values of a parameter in the query string that are ignored."""
        requested = [value for value in dict.fromkeys(self.data.getlist(name)) if value]
        valid_values = set(as_query_values(self.get_valid_values(name)))
        return [
            value
            for value in requested
            if value not in valid_values and value.lstrip("0") not in valid_values
        ]

    def _notice(self, name: str) -> str:
        left_out = self.find_ignored(name)
        if not left_out:
            return ""
        if len(self.get_valid_values(name)) == MOST_VALUES:
            return _("At most %(most)s values of one kind can be combined: %(values)s left out.") % {
                "most": MOST_VALUES,
                "values": _list_values(left_out),
            }
        return IGNORED_NOTICES[name] % {"values": _list_values(left_out)}


def quote(words: str) -> str:
    """Put words in quotation marks, unless some are quoted already."""
    is_quoted = any(mark in words for mark in QUOTATION_MARKS)
    return words if is_quoted else _("“%(words)s”") % {"words": words}


def as_query_values(values: Iterable) -> list[str]:
    """Write values for a query string."""
    return ["1" if value is True else str(value) for value in values]


def _list_values(values: list[str]) -> str:
    """Write values for a notice: the first few, and how many more."""
    names = ", ".join(f"“{shorten_input(value)}”" for value in values[:MOST_NAMED])
    more = len(values) - MOST_NAMED
    return names if more <= 0 else _("%(named)s and %(number)s more") % {"named": names, "number": more}
