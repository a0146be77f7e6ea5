"""What the list of claims offers: chips, facets, orders, and the query string behind each.

Words and query strings only; which claims match is decided in claims/search/filters.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from claims.search.filters import LONGEST_SEARCH, NAMED, ClaimFilter, as_query_values
from claims.search.query_parser import MOST_TERMS, QUOTATION_MARKS, ParsedQuery
from claims.search.words.demonyms import STRIPPED
from claims.status import get_name_order
from core.pagination import COUNT_LIMIT
from core.query_string import replace_parameter, write_query

CHOICES_SHOWN = 6
"""Options of one kind that are in sight; the others are behind "more"."""

KIND_LABELS = {
    "status": gettext_lazy("Status"),
    "stance": gettext_lazy("Position"),
    "topic": gettext_lazy("Topic"),
    "party": gettext_lazy("Party"),
    "claimant": gettext_lazy("Claimant"),
    "outlet": gettext_lazy("Outlet"),
    "year": gettext_lazy("Year of a statement"),
    "verified": gettext_lazy("Evidence"),
    "single_outlet": gettext_lazy("Who reports it"),
}
YES = {
    "verified": gettext_lazy("every excerpt verified"),
    "single_outlet": gettext_lazy("a single source"),
}
STATUS_NAMES = {
    "disputed": gettext_lazy("Disputed"),
    "agreed": gettext_lazy("Agreed"),
    "asserted": gettext_lazy("Asserted"),
}
FIRST_OF_STATUS = {
    "disputed": gettext_lazy("Disputed claims come first."),
    "agreed": gettext_lazy("Agreed claims come first."),
}
ONLY_STATUS = {
    "disputed": gettext_lazy("All disputed claims are shown."),
    "agreed": gettext_lazy("All agreed claims are shown."),
}
STANCE_NAMES = {
    "affirms": gettext_lazy("Affirms it"),
    "denies": gettext_lazy("Denies it"),
    "questions": gettext_lazy("Questions it"),
    "withdraws": gettext_lazy("Has taken it back"),
}
SORT_NAMES = {
    "relevance": pgettext_lazy("order", "Best match"),
    "disputed": pgettext_lazy("order", "Most disputed"),
    "covered": pgettext_lazy("order", "Most covered"),
    "changed": pgettext_lazy("order", "Latest date"),
    "published": pgettext_lazy("order", "Newly added"),
}


@dataclass(frozen=True)
class Chip:
    """A chosen value; `query` is the query string without it."""

    id: str
    kind: str
    value: str
    query: str


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet; `query` is the query string with it, or without it if it is chosen already.

    `count` is the number of claims behind that link, None where it was not counted.
    """

    id: str
    value: str
    label: str
    query: str
    is_chosen: bool = False
    count: int | None = None

    @property
    def shown_count(self) -> str:
        """The count for readers: "10,000+" where counting stopped, empty without a count."""
        if self.count is None:
            return ""
        words = _format_number(min(self.count, COUNT_LIMIT))
        return f"{words}+" if self.count > COUNT_LIMIT else words


@dataclass(frozen=True)
class Facet:
    """One kind of facet with its choices."""

    kind: str
    label: str
    choices: Sequence[FacetLink]
    shared: Sequence[str] = ()
    """The names that all claims of the list have, which are no choice."""

    @property
    def first(self) -> Sequence[FacetLink]:
        return self.choices[: self._in_sight]

    @property
    def more(self) -> Sequence[FacetLink]:
        return self.choices[self._in_sight :]

    @property
    def _in_sight(self) -> int:
        # Hiding a single choice would save no room.
        return CHOICES_SHOWN if len(self.choices) > CHOICES_SHOWN + 1 else CHOICES_SHOWN + 1


def _format_number(number: int) -> str:
    # Most numbers are small, and formatting without grouping is much faster.
    return str(number) if number < 1000 else number_format(number, force_grouping=True)


def build_query_string(query: QueryDict, name: str = "", values: Sequence = ()) -> str:
    """Write a query string with `name` set to `values`; "?" alone for an empty one."""
    return replace_parameter(query, name, *as_query_values(values)) if name else write_query(query)


def get_value_label(filters: ClaimFilter, kind: str, value) -> str:
    """Get the label of a chosen value."""
    names = {"status": STATUS_NAMES, "stance": STANCE_NAMES}.get(kind)
    if names:
        return str(names[value])
    if kind in YES:
        return str(YES[kind])
    return str(value) if kind == "year" else filters.get_name(kind, value)


def build_chips(filters: ClaimFilter) -> list[Chip]:
    """Build chips for the words, then for each chosen value.

    Words alone have none: the search box shows them, and empties.
    """
    chips = []
    if filters.words and (filters.facets or filters.is_exact):
        value = _("%(words)s, exactly") % {"words": filters.quoted} if filters.is_exact else filters.quoted
        chips.append(Chip("chip-q", _("Words"), value, build_query_without_words(filters)))
    for kind, values in filters.facets.items():
        for value in values:
            remaining = [item for item in values if item != value]
            query = build_query_string(filters.canonical_query, kind, remaining)
            label = get_value_label(filters, kind, value)
            chips.append(Chip(f"chip-{kind}-{value}", str(KIND_LABELS[kind]), label, query))
    return chips


def build_query_without_words(filters: ClaimFilter) -> str:
    query = filters.canonical_query.copy()
    for name in ("q", "exact"):
        query.pop(name, None)
    return build_query_string(query)


def build_facets(filters: ClaimFilter, options: Mapping[str, Sequence], total: int) -> list[Facet]:
    """Build the facets: chosen values first, then those that would narrow the list further.

    A value that all `total` claims have is no choice; a name that they have is told. Outlets come by name, as
    everywhere.
    """
    facets = []
    for kind in KIND_LABELS:
        chosen_values = filters.facets.get(kind, [])
        choices = [_make_chosen_choice(filters, kind, value) for value in chosen_values]
        choices += [
            _make_unchosen_choice(filters, kind, option)
            for option in options.get(kind, ())
            if not option.is_chosen and option.count != total
        ]
        if kind == "status":
            choices = _build_status_choices(filters, choices)
        if kind == "outlet":
            choices.sort(key=lambda choice: (not choice.is_chosen, get_name_order(choice.label)))
        shared = [
            option.label
            for option in options.get(kind, ())
            if kind in NAMED and total > 1 and not option.is_chosen and option.count == total
        ]
        if choices or shared:
            facets.append(Facet(kind, str(KIND_LABELS[kind]), choices, shared))
    return facets if any(facet.choices for facet in facets) else []


def _make_chosen_choice(filters: ClaimFilter, kind: str, value) -> FacetLink:
    remaining = [item for item in filters.facets[kind] if item != value]
    query = build_query_string(filters.canonical_query, kind, remaining)
    return FacetLink(f"{kind}-{value}", value, get_value_label(filters, kind, value), query, is_chosen=True)


def _make_unchosen_choice(filters: ClaimFilter, kind: str, option) -> FacetLink:
    values = [*filters.facets.get(kind, []), option.value]
    name = _get_fixed_name(kind, option.value) or option.label
    return FacetLink(
        f"{kind}-{option.value}",
        option.value,
        name,
        build_query_string(filters.canonical_query, kind, values),
        count=option.count,
    )


def _get_fixed_name(kind: str, value) -> str:
    names = {"status": STATUS_NAMES, "stance": STANCE_NAMES}.get(kind, {})
    return str(names.get(value, "")) or capfirst(str(YES.get(kind, "")))


def _build_status_choices(filters: ClaimFilter, choices: Sequence[FacetLink]) -> list[FacetLink]:
    """Build a choice for every status, in its own order.

    A claim has one status, so a status that is not chosen replaces the chosen one, and has no count.
    """
    by_value = {choice.value: choice for choice in choices}
    chosen_values = filters.facets.get("status", [])
    choices_in_order = []
    for status, name in STATUS_NAMES.items():
        switch = FacetLink(
            f"status-{status}",
            status,
            str(name),
            build_query_string(filters.canonical_query, "status", [status]),
        )
        if status in by_value or chosen_values:
            choices_in_order.append(by_value.get(status, switch))
    return choices_in_order


def build_sorts(filters: ClaimFilter) -> list[FacetLink]:
    """Build the orders that this search can have."""
    sorts = []
    for sort, name in SORT_NAMES.items():
        if sort == "relevance" and not filters.has_words:
            continue
        query = build_query_string(
            filters.canonical_query, "sort", [] if sort == filters.default_order else [sort]
        )
        sorts.append(FacetLink(f"sort-{sort}", sort, str(name), query, is_chosen=sort == filters.order))
    return sorts


def build_title(filters: ClaimFilter) -> str:
    """Build the title of the page: "“Lavrov” in disputed claims", "Agreed claims: Bridges, Russia"."""
    statuses = filters.facets.get("status", [])
    kinds = {
        "disputed": (_("Disputed claims"), _("%(words)s in disputed claims")),
        "agreed": (_("Agreed claims"), _("%(words)s in agreed claims")),
        "asserted": (_("Asserted claims"), _("%(words)s in asserted claims")),
    }
    title, title_with_words = (
        kinds[statuses[0]] if len(statuses) == 1 else (_("Claims"), _("%(words)s in claims"))
    )
    if filters.words:
        title = title_with_words % {"words": filters.quoted}
    values = [
        get_value_label(filters, kind, value)
        for kind, values in filters.facets.items()
        for value in values
        if kind != "status" or len(statuses) > 1
    ]
    return f"{title}: {', '.join(values)}" if values else title


def build_readings(filters: ClaimFilter) -> list[str]:
    """Build a sentence for a search that is read as a question, and one for each half word."""
    readings = []
    question = filters.question
    if question.is_shortened:
        sentences = [_("We read this as a question.")]
        if not filters.has_words:
            sentences.append(str(ONLY_STATUS[question.status]))
        elif not filters.is_corrected:
            sentences.append(_("Searched for: %(words)s.") % {"words": list_sought(filters.parsed)})
        if question.status and filters.has_words:
            sentences.append(str(FIRST_OF_STATUS[question.status]))
        readings.append(" ".join(sentences))
    for half in filters.parsed.halves if filters.words else ():
        sentence = _("No claim has the word “%(word)s”: showing words that begin with it.")
        readings.append(sentence % {"word": half.text})
    return readings


def describe_correction(filters: ClaimFilter) -> str:
    """Write the corrected words: those looked for, of a question, else all as they were typed."""
    return list_sought(filters.parsed) if filters.question.is_shortened else filters.words.rstrip(".,;:!?")


def list_sought(parsed: ParsedQuery) -> str:
    """List the terms that are looked for: "Lavrov, investigation", "sarin or “nerve gas”, not Idlib"."""
    sides: dict[int, list[str]] = {}
    for term in parsed.sought:
        text = _("“%(words)s”") % {"words": term.text} if term.is_quoted else term.text.strip(STRIPPED)
        text = _("not %(words)s") % {"words": text} if term.is_negated else text
        sides.setdefault(term.alternative, []).append(text)
    return f" {_('or')} ".join(", ".join(side) for side in sides.values())


def build_exact_query(filters: ClaimFilter) -> str:
    """Write the query string of the search for the words as typed, without correction."""
    query = filters.canonical_query.copy()
    query["q"] = filters.requested_words
    query["exact"] = "1"
    return build_query_string(query)


def join_with_or(words: str) -> str:
    """Join plain words by "or".

    Empty for a single word, for a text with operators, and where a search would not take all of it.
    """
    terms = words.split()
    joined = " or ".join(terms)
    is_plain = len(terms) > 1 and not set(words) & {*QUOTATION_MARKS, "-"} and "or" not in terms
    is_whole = len(joined) <= LONGEST_SEARCH and joined.count(" ") < MOST_TERMS
    return joined if is_plain and is_whole else ""


def build_or_query(filters: ClaimFilter) -> str:
    """Write the query string of the search for any of the words, or nothing."""
    any_words = join_with_or(filters.words)
    return build_query_string(filters.canonical_query, "q", [any_words]) if any_words else ""


def is_indexed(filters: ClaimFilter) -> bool:
    """Whether search engines may index the list: whole or by one choice, not combinations."""
    value_count = sum(len(values) for values in filters.facets.values())
    return not filters.requested_words and filters.order == filters.default_order and value_count <= 1
