"""How a reader wants the table of a topic: in which order, and which of its claims."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.models.claim import STATUSES
from claims.reporting import ReportedClaim, TopicReporting
from core.pagination import shorten_input
from public.query_string import make_query, parse_id

from .agreement import Agreement

SORTS = ("status", "coverage", "date")
BY_OUTLET = "outlet-"
AGREE, CONFLICT = "agree", "conflict"
PAGES = ("page", "outlets")
LAST = 99


@dataclass
class Choice:
    """What was asked for, as far as it makes sense; `ignored` says the rest.

    `sort`: one of SORTS, or "outlet-<id>" with that `outlet`. `party` and `other` are ids; `other` comes
    with `on`, AGREE or CONFLICT: only claims on which the two do so. `pages`: as in the address.
    """

    as_of: AsOf
    sort: str = SORTS[0]
    outlet: int | None = None
    status: str = ""
    party: int | None = None
    other: int | None = None
    on: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def is_filtered(self) -> bool:
        return bool(self.status or self.party)

    def kept(self, **changes: str | int | None) -> QueryDict:
        """The query of the page as it stands, with `changes`: None removes. Another order or choice of
        claims begins at their first page."""
        wanted = {
            "sort": self.sort if self.sort != SORTS[0] else None,
            "status": self.status,
            "party": self.party,
            "with": self.other,
            "on": self.on,
            "as_of": self.as_of.day.isoformat() if self.as_of.day else None,
            **self.pages,
        }
        if changes:
            wanted.pop("page", None)
        return make_query(wanted | changes)

    def query(self, **changes: str | int | None) -> str:
        """The same as the end of an address: "?sort=date", or "?" alone, which asks for nothing."""
        return f"?{self.kept(**changes).urlencode()}"


def choice(query: QueryDict, as_of: AsOf, found: TopicReporting, among: Agreement) -> Choice:
    """What `query` asks of the table of this topic, whose parties are `among`."""
    made = Choice(as_of, pages={name: query[name] for name in PAGES if query.get(name)})
    if as_of.ignored:
        made.ignored.append(as_of.ignored)
    outlets = {outlet for entry in found.entries.values() for outlet in entry.carried}
    readers: dict[str, Callable[[str], bool]] = {
        "sort": lambda value: _sort(made, value, outlets),
        "status": lambda value: _status(made, value),
        "party": lambda value: _party(made, value, among),
        "with": lambda value: _pair(made, value, query.get("on", ""), among),
    }
    for name, read in readers.items():
        value = query.get(name, "").strip()
        if value and not read(value):
            made.ignored.append(_unknown(name) % {"value": shorten_input(value)})
    return made


def _unknown(name: str) -> str:
    return {
        "sort": _("Ignored: the table cannot be put in the order “%(value)s”."),
        "status": _("Ignored: there is no status “%(value)s”."),
        "party": _("Ignored: no party “%(value)s” is on record in this topic."),
        "with": _("Ignored: no two such parties are compared here (“%(value)s”)."),
    }[name]


def _sort(made: Choice, value: str, outlets: set[int]) -> bool:
    outlet = parse_id(value.removeprefix(BY_OUTLET)) if value.startswith(BY_OUTLET) else None
    if value in SORTS or outlet in outlets:
        made.sort, made.outlet = value, outlet
        return True
    return False


def _status(made: Choice, value: str) -> bool:
    made.status = value if value in STATUSES else ""
    return bool(made.status)


def _party(made: Choice, value: str, among: Agreement) -> bool:
    party = parse_id(value)
    made.party = party if party in among.claims else None
    return made.party is not None


def _pair(made: Choice, value: str, on: str, among: Agreement) -> bool:
    other = parse_id(value)
    compared = {party.pk for party in among.compared}
    if {made.party, other} <= compared and other != made.party and on in (AGREE, CONFLICT):
        made.other, made.on = other, on
        return True
    return False


def chosen(
    made: Choice, found: TopicReporting, among: Agreement, ranks: dict[int, int]
) -> list[ReportedClaim]:
    """The claims that were asked for, in the order that was asked for. `ranks`: by claim id, how the
    outlet of the order treats it (see matrix.ranks); those that it does not carry come last."""
    entries = [entry for entry in found.entries.values() if not made.status or entry.status == made.status]
    if made.party is not None:
        pair = among.pair(made.party, made.other) if made.other else None
        wanted = getattr(pair, made.on) if pair else among.claims[made.party]
        entries = [entry for entry in entries if entry.claim_id in wanted]
    orders: dict[str, Callable] = {
        "status": lambda entry: (STATUSES.index(entry.status), -len(entry.carried)),
        "coverage": lambda entry: -len(entry.carried),
        "date": lambda entry: -entry.first_day.toordinal() if entry.first_day else 0,
    }
    if made.outlet is not None:
        return sorted(entries, key=lambda entry: (ranks.get(entry.claim_id, LAST), -len(entry.carried)))
    return sorted(entries, key=orders[made.sort])
