"""What claims can be searched for and narrowed by: one set of filters for pages, interface and export.

Whatever an address says is taken as far as it makes sense; `notices` says in sentences what was not.
"""

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import ClaimSearch, Stance
from claims.models.claim import STATUSES
from claims.search.filter_fields import names_of
from core.pagination import shorten_input

from .facet_codes import KINDS
from .filter_fields import MOST_VALUES, NumberField, WordField, YesField
from .pagination import ORDERS
from .query_parser import QUOTATION_MARKS, Typed, read_typed

LONGEST_SEARCH = 200
"""Characters of a search that are looked for; the rest is left out, and the page says so."""

MOST_NAMED = 3
"""How many of the values that were ignored are named."""

NAMED = ("topic", "party", "claimant", "outlet")
"""The kinds whose values are ids of rows with names."""

RELEVANCE = "relevance"
SORTS = (RELEVANCE, *ORDERS)
"""The orders by their word in the address. What is relevant depends on the words."""

IGNORED = {
    "status": gettext_lazy("Ignored: the status %(values)s. There is no such status."),
    "topic": gettext_lazy("Ignored: the topic %(values)s. There is no such topic."),
    "party": gettext_lazy("Ignored: the party %(values)s. There is no such party on record."),
    "claimant": gettext_lazy("Ignored: the claimant %(values)s. There is no such claimant on record."),
    "outlet": gettext_lazy("Ignored: the outlet %(values)s. There is no such outlet on record."),
    "stance": gettext_lazy("Ignored: the stance %(values)s. There is no such stance."),
    "year": gettext_lazy("Ignored: the year %(values)s. A year is a number such as 2017."),
    "verified": gettext_lazy("Ignored: %(values)s for verified excerpts. It can only be 1."),
    "single_outlet": gettext_lazy("Ignored: %(values)s for a single outlet. It can only be 1."),
    "exact": gettext_lazy("Ignored: %(values)s for an exact search. It can only be 1."),
    "sort": gettext_lazy("Ignored: sorting by %(values)s. There is no such order."),
}


class FacetFilter(django_filters.Filter):
    """Each further value narrows: of two parties both are on record about a claim that stays."""

    def filter(self, entries, values):
        return reduce(lambda left, value: left.with_facet(self.field_name, value), values, entries)


class NumberFilter(FacetFilter):
    field_class = NumberField


class WordFilter(FacetFilter):
    field_class = WordField


class StatusFilter(WordFilter):
    """A claim has one status, so of several statuses any will do."""

    def filter(self, entries, values):
        if len(values) < 2:
            return super().filter(entries, values)
        return entries & reduce(or_, (ClaimSearch.objects.with_facet("status", value) for value in values))


class YesFilter(FacetFilter):
    field_class = YesField


class OptionFilter(WordFilter):
    """What changes how a search is read, and not which claims it is about."""

    def filter(self, entries, values):
        return entries


class SearchFilter(django_filters.Filter):
    field_class = forms.Field

    def filter(self, entries, words: "str | Typed"):
        return entries.matching(words) if words else entries


class ClaimForm(forms.Form):
    """Looks up what several filters together need: the names behind their ids, in one query."""

    names: dict[tuple[str, int], str]

    def clean_q(self) -> str:
        """The search as it is looked for: one line, no control characters, not too long."""
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
        asked = {kind: self.cleaned_data.get(kind) or [] for kind in NAMED}
        self.names = names_of(asked) if any(asked.values()) else {}
        for kind, ids in asked.items():
            self.cleaned_data[kind] = [pk for pk in ids if (kind, pk) in self.names]
        return self.cleaned_data


class ClaimFilter(django_filters.FilterSet):
    """Words and facets over the search's rows (ClaimSearch).

    Values of different kinds narrow each other, and so do several of one kind; several statuses
    alone widen, since a claim has but one. `sort` and `exact` are read here and used by the list.
    """

    q = SearchFilter()
    status = StatusFilter(words=STATUSES)
    stance = WordFilter(words=Stance.values)
    topic = NumberFilter()
    party = NumberFilter()
    claimant = NumberFilter()
    outlet = NumberFilter()
    year = NumberFilter(largest=9999)
    verified = YesFilter()
    single_outlet = YesFilter()
    sort = OptionFilter(words=SORTS)
    exact = OptionFilter(words=["1"])

    class Meta:
        model = ClaimSearch
        fields = []
        form = ClaimForm

    _corrected = ""

    def chosen(self, name: str):
        """What `name` was set to as far as it made sense: a list of values, or the words of `q`."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ("" if name == "q" else [])

    @property
    def asked(self) -> str:
        """The words that were asked for."""
        return self.chosen("q")

    @property
    def words(self) -> str:
        """The words that are looked for: those asked for, unless they were corrected."""
        return self._corrected or self.asked

    @property
    def quoted(self) -> str:
        """Those words in quotation marks, unless some of them are in such already."""
        is_quoted = any(mark in self.words for mark in QUOTATION_MARKS)
        return self.words if is_quoted else _("“%(words)s”") % {"words": self.words}

    @cached_property
    def read(self) -> Typed:
        """Those words as the database reads them. One query."""
        return read_typed(self.words)

    @property
    def is_corrected(self) -> bool:
        return bool(self._corrected)

    def look_for(self, words: str) -> None:
        """Look for these words instead of those asked for, here and behind every link; or, with none, for
        those asked for again."""
        self._corrected = words
        for name in ("read", "kept"):
            self.__dict__.pop(name, None)

    @property
    def typed(self) -> str:
        """The search as it was typed, for the field in which it was typed; cut only when absurdly long."""
        return shorten_input(self.data.get("q") or "", LONGEST_SEARCH * 10)

    @cached_property
    def facets(self) -> dict[str, list]:
        """The values chosen, by kind, in the order in which the search has the kinds."""
        return {kind: self.chosen(kind) for kind in KINDS if self.chosen(kind)}

    @property
    def order(self) -> str:
        """The order that is in force: what was asked for, or else what suits the search."""
        asked = [sort for sort in self.chosen("sort")[:1] if self.words or sort != RELEVANCE]
        return asked[0] if asked else self.usual_order

    @property
    def usual_order(self) -> str:
        return RELEVANCE if self.words else "changed"

    def narrowed(self, **changes) -> QuerySet:
        """The rows that would be left if these filters had other values, and the others their own."""
        self.form.is_valid()
        values = {**self.form.cleaned_data, "q": self.read if self.words else "", **changes}
        return reduce(
            lambda left, name: self.filters[name].filter(left, values[name]), values, self.queryset.all()
        )

    def name(self, kind: str, value: int) -> str:
        """The name behind a chosen id."""
        return self.form.names[kind, value]

    @cached_property
    def kept(self) -> QueryDict:
        """The query without what was ignored, in a fixed order: the address of this very search."""
        kept = QueryDict(mutable=True)
        if self.words:
            kept["q"] = self.words
        for kind, values in self.facets.items():
            kept.setlist(kind, written(values))
        if self.order != self.usual_order:
            kept["sort"] = self.order
        if self.is_exact:
            kept["exact"] = "1"
        return kept

    @property
    def is_exact(self) -> bool:
        """Whether to look for the words as they are, even if nothing has them."""
        return bool(self.words and self.chosen("exact"))

    def notices(self) -> list[str]:
        """One sentence for everything that was asked for and left out."""
        found = [self._notice_of_words(), *(self._notice(name) for name in IGNORED)]
        if self.chosen("sort")[:1] == [RELEVANCE] and not self.words:
            found.append(_("Ignored: sorting by relevance. It needs words to search for."))
        return [notice for notice in found if notice]

    def _notice_of_words(self) -> str:
        sent = self.data.get("q") or ""
        if not all(letter.isprintable() or letter.isspace() for letter in sent):
            if not self.words:
                return _("Ignored: the search for “%(words)s”. It has no letters.") % {
                    "words": shorten_input(sent)
                }
            return _("Some characters of the search cannot occur in a text and were left out.")
        if len(" ".join(sent.split())) > LONGEST_SEARCH:
            return _("The search is longer than %(most)s characters: only its beginning was looked for.") % {
                "most": LONGEST_SEARCH
            }
        return ""

    def _notice(self, name: str) -> str:
        sent = [value for value in dict.fromkeys(self.data.getlist(name)) if value]
        known = set(written(self.chosen(name)))
        left_out = [value for value in sent if value not in known and value.lstrip("0") not in known]
        if not left_out:
            return ""
        if len(self.chosen(name)) == MOST_VALUES:
            return _("At most %(most)s values of one kind can be combined: %(values)s left out.") % {
                "most": MOST_VALUES,
                "values": _listed(left_out),
            }
        return IGNORED[name] % {"values": _listed(left_out)}


def written(values: Iterable) -> list[str]:
    """The values as they stand in an address."""
    return ["1" if value is True else str(value) for value in values]


def _listed(values: list[str]) -> str:
    """The values as they can be shown: the first few, and how many more."""
    named = ", ".join(f"“{shorten_input(value)}”" for value in values[:MOST_NAMED])
    more = len(values) - MOST_NAMED
    return named if more <= 0 else _("%(named)s and %(number)s more") % {"named": named, "number": more}
