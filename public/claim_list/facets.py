"""How a search for claims reads: what is chosen, what else can be chosen, and what to relax.

Everything here is words and addresses; which claims match is decided in claims/search/filters.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from claims.search.filters import ClaimFilter, written
from core.pagination import COUNT_LIMIT

SHOWN = 6
"""How many options of one kind are in sight; the others are behind "more"."""

KINDS = {
    "status": gettext_lazy("Status"),
    "stance": gettext_lazy("Somebody on record"),
    "topic": gettext_lazy("Topic"),
    "party": gettext_lazy("Party"),
    "claimant": gettext_lazy("Claimant"),
    "outlet": gettext_lazy("Outlet"),
    "year": gettext_lazy("Year of a statement"),
    "verified": gettext_lazy("Evidence"),
    "single_outlet": gettext_lazy("Coverage"),
}
YES = {
    "verified": gettext_lazy("every excerpt verified"),
    "single_outlet": gettext_lazy("a single outlet"),
}
STATUS_NAMES = {
    "disputed": gettext_lazy("Disputed"),
    "agreed": gettext_lazy("Agreed"),
    "asserted": gettext_lazy("Asserted"),
}
STANCE_NAMES = {
    "affirms": gettext_lazy("Affirms it"),
    "denies": gettext_lazy("Denies it"),
    "questions": gettext_lazy("Questions it"),
    "withdraws": gettext_lazy("Has taken it back"),
}
SORT_NAMES = {
    "relevance": pgettext_lazy("order", "Best match"),
    "changed": pgettext_lazy("order", "Latest change"),
    "published": pgettext_lazy("order", "Newly added"),
    "disputed": pgettext_lazy("order", "Most disputed"),
    "covered": pgettext_lazy("order", "Most covered"),
}


@dataclass(frozen=True)
class Chip:
    """Something chosen; `query` is the address without it."""

    id: str
    kind: str
    value: str
    query: str


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `query` is the address with it, or without it where it is chosen already.

    `count` is what the address finds, None where that was not counted.
    """

    id: str
    value: str
    label: str
    query: str
    is_chosen: bool = False
    count: int | None = None

    @property
    def shown_count(self) -> str:
        """The count as readers see it, "10,000+" where no more were counted; empty where none were."""
        if self.count is None:
            return ""
        words = _grouped(min(self.count, COUNT_LIMIT))
        return f"{words}+" if self.count > COUNT_LIMIT else words


@dataclass(frozen=True)
class Facet:
    kind: str
    label: str
    choices: Sequence[Choice]

    @property
    def first(self) -> Sequence[Choice]:
        return self.choices[: self._in_sight]

    @property
    def more(self) -> Sequence[Choice]:
        return self.choices[self._in_sight :]

    @property
    def _in_sight(self) -> int:
        # A single one that is out of sight would save no room.
        return SHOWN if len(self.choices) > SHOWN + 1 else SHOWN + 1


def _grouped(number: int) -> str:
    # Most numbers on the page are small, and what needs no grouping is written much faster without.
    return str(number) if number < 1000 else number_format(number, force_grouping=True)


def address(kept: QueryDict, name: str = "", values: Sequence = ()) -> str:
    """The query string of `kept` with `name` set to `values`; "?" alone for nothing at all."""
    changed = kept.copy()
    if name:
        changed.setlist(name, written(values))
    return f"?{changed.urlencode()}"


def label(wanted: ClaimFilter, kind: str, value) -> str:
    """How a chosen value reads."""
    fixed = {"status": STATUS_NAMES, "stance": STANCE_NAMES}.get(kind)
    if fixed:
        return str(fixed[value])
    if kind in YES:
        return str(YES[kind])
    return str(value) if kind == "year" else wanted.name(kind, value)


def chips(wanted: ClaimFilter) -> list[Chip]:
    """What is chosen, the words first, each with the address without it."""
    found = []
    if wanted.words:
        value = _("%(words)s, exactly") % {"words": wanted.quoted} if wanted.is_exact else wanted.quoted
        found.append(Chip("chip-q", _("Words"), value, without_words(wanted)))
    for kind, values in wanted.facets.items():
        for value in values:
            rest = [other for other in values if other != value]
            query = address(wanted.kept, kind, rest)
            found.append(Chip(f"chip-{kind}-{value}", str(KINDS[kind]), label(wanted, kind, value), query))
    return found


def without_words(wanted: ClaimFilter) -> str:
    kept = wanted.kept.copy()
    for name in ("q", "exact"):
        kept.pop(name, None)
    return address(kept)


def facets(wanted: ClaimFilter, options: Mapping[str, Sequence], total: int) -> list[Facet]:
    """The facets as they are shown: what is chosen first, then what would narrow the list further.

    `total`: how many claims there are. What all of them have in common is no choice.
    """
    found = []
    for kind in KINDS:
        chosen = wanted.facets.get(kind, [])
        choices = [_chosen(wanted, kind, value) for value in chosen]
        choices += [_open(wanted, kind, option) for option in options.get(kind, ()) if not option.is_chosen]
        if kind == "status":
            choices = _every_status(wanted, choices)
        if any(choice.is_chosen or choice.count != total for choice in choices):
            found.append(Facet(kind, str(KINDS[kind]), choices))
    return found


def _chosen(wanted: ClaimFilter, kind: str, value) -> Choice:
    rest = [other for other in wanted.facets[kind] if other != value]
    query = address(wanted.kept, kind, rest)
    return Choice(f"{kind}-{value}", value, label(wanted, kind, value), query, is_chosen=True)


def _open(wanted: ClaimFilter, kind: str, option) -> Choice:
    values = [*wanted.facets.get(kind, []), option.value]
    name = _fixed_name(kind, option.value) or option.label
    return Choice(
        f"{kind}-{option.value}", option.value, name, address(wanted.kept, kind, values), count=option.count
    )


def _fixed_name(kind: str, value) -> str:
    names = {"status": STATUS_NAMES, "stance": STANCE_NAMES}.get(kind, {})
    return str(names.get(value, "")) or capfirst(str(YES.get(kind, "")))


def _every_status(wanted: ClaimFilter, choices: Sequence[Choice]) -> list[Choice]:
    """The statuses in their own order. Another one than those chosen is switched to, and was not counted:
    a claim has only one."""
    by_value = {choice.value: choice for choice in choices}
    chosen = wanted.facets.get("status", [])
    found = []
    for status, name in STATUS_NAMES.items():
        switch = Choice(f"status-{status}", status, str(name), address(wanted.kept, "status", [status]))
        if status in by_value or chosen:
            found.append(by_value.get(status, switch))
    return found


def sorts(wanted: ClaimFilter) -> list[Choice]:
    """The orders that make sense for this search."""
    found = []
    for sort, name in SORT_NAMES.items():
        if sort == "relevance" and not wanted.words:
            continue
        query = address(wanted.kept, "sort", [] if sort == wanted.usual_order else [sort])
        found.append(Choice(f"sort-{sort}", sort, str(name), query, is_chosen=sort == wanted.order))
    return found


def title(wanted: ClaimFilter) -> str:
    """What the page is about: "“Lavrov” in disputed claims", "Agreed claims: Bridges, Russia"."""
    statuses = wanted.facets.get("status", [])
    kinds = {
        "disputed": (_("Disputed claims"), _("%(words)s in disputed claims")),
        "agreed": (_("Agreed claims"), _("%(words)s in agreed claims")),
        "asserted": (_("Asserted claims"), _("%(words)s in asserted claims")),
    }
    alone, with_words = kinds[statuses[0]] if len(statuses) == 1 else (_("Claims"), _("%(words)s in claims"))
    about = with_words % {"words": wanted.quoted} if wanted.words else alone
    others = [
        label(wanted, kind, value)
        for kind, values in wanted.facets.items()
        for value in values
        if kind != "status" or len(statuses) > 1
    ]
    return f"{about}: {', '.join(others)}" if others else about


def exactly(wanted: ClaimFilter) -> str:
    """The address of the search for the words as they were asked for, although nothing has them."""
    kept = wanted.kept.copy()
    kept["q"] = wanted.asked
    kept["exact"] = "1"
    return address(kept)


def any_word(words: str) -> str:
    """The search for any of the words; empty where they are a single one, or more than mere words."""
    several = words.split()
    plain = len(several) > 1 and not set(words) & set('"-') and "or" not in several
    return " or ".join(several) if plain else ""


def any_word_query(wanted: ClaimFilter) -> str:
    """The address of that search, or nothing."""
    either = any_word(wanted.words)
    return address(wanted.kept, "q", [either]) if either else ""


def is_indexed(wanted: ClaimFilter) -> bool:
    """Whether search engines may keep the list: as a whole and by one choice, not its combinations."""
    chosen = sum(len(values) for values in wanted.facets.values())
    return not wanted.asked and wanted.order == wanted.usual_order and chosen <= 1
