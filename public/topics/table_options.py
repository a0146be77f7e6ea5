"""How a reader wants a topic's table: in which order, and which of its claims."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.models.claim import STATUSES
from claims.topic_reporting import ReportedClaim, TopicReporting
from core.pagination import shorten_input
from core.query_string import make_query, parse_id, write_query

from .agreement import Agreement

SORTS = ("status", "coverage", "date")
AGREE, CONFLICT = "agree", "conflict"


@dataclass
class TableOptions:
    """The options in the query, as far as they make sense.

    `ignored` says the rest in sentences. `sort`: one of SORTS. `party` and `other_party` are ids; the latter
    comes with `relation`, AGREE or CONFLICT: only claims on which the two do so. `page`: as in the address.
    """

    as_of: AsOf
    sort: str = SORTS[0]
    status: str = ""
    party: int | None = None
    other_party: int | None = None
    relation: str = ""
    page: str = ""
    ignored: list[str] = field(default_factory=list)

    @property
    def is_filtered(self) -> bool:
        return bool(self.status or self.party)

    @property
    def is_open(self) -> bool:
        """Whether the reader asked for the claims, which are folded away at first."""
        return bool(self.is_filtered or self.page or self.sort != SORTS[0])

    def query_dict(self, **changes: str | int | None) -> QueryDict:
        """Return the query of the page as it stands, with `changes`: None removes.

        Another order or choice of claims begins at their first page.
        """
        values: dict[str, object] = {
            "sort": self.sort if self.sort != SORTS[0] else None,
            "status": self.status,
            "party": self.party,
            "with": self.other_party,
            "on": self.relation,
            **self.as_of.parameters,
            "page": self.page,
        }
        if changes:
            values.pop("page", None)
        return make_query(values | changes)

    def query_string(self, **changes: str | int | None) -> str:
        """Return the same as the end of an address."""
        return write_query(self.query_dict(**changes))


def read_table_options(query: QueryDict, as_of: AsOf, agreement: Agreement) -> TableOptions:
    """Read what `query` asks of the table of this topic.

    `agreement`: of its parties.
    """
    ignored = [as_of.ignored] if as_of.ignored else []
    options = TableOptions(as_of, page=query.get("page", ""), ignored=ignored)
    readers: dict[str, Callable[[str], bool]] = {
        "sort": lambda value: _read_sort(options, value),
        "status": lambda value: _read_status(options, value),
        "party": lambda value: _read_party(options, value, agreement),
        "with": lambda value: _read_pair(options, value, query.get("on", ""), agreement),
    }
    for name, read_value in readers.items():
        value = query.get(name, "").strip()
        if value and not read_value(value):
            options.ignored.append(_describe_unknown(name) % {"value": shorten_input(value)})
    return options


def _describe_unknown(name: str) -> str:
    return {
        "sort": _("Ignored: the table cannot be put in the order “%(value)s”."),
        "status": _("Ignored: there is no status “%(value)s”."),
        "party": _("Ignored: no party “%(value)s” has taken a position in this topic."),
        "with": _("Ignored: no two such parties are compared here (“%(value)s”)."),
    }[name]


def _read_sort(options: TableOptions, value: str) -> bool:
    options.sort = value if value in SORTS else SORTS[0]
    return value in SORTS


def _read_status(options: TableOptions, value: str) -> bool:
    options.status = value if value in STATUSES else ""
    return bool(options.status)


def _read_party(options: TableOptions, value: str, agreement: Agreement) -> bool:
    party = parse_id(value)
    options.party = party if party in agreement.claims else None
    return options.party is not None


def _read_pair(options: TableOptions, value: str, relation: str, agreement: Agreement) -> bool:
    other_party = parse_id(value)
    compared = {party.pk for party in agreement.compared_parties}
    if (
        {options.party, other_party} <= compared
        and other_party != options.party
        and relation in (AGREE, CONFLICT)
    ):
        options.other_party, options.relation = other_party, relation
        return True
    return False


def select_claims(
    options: TableOptions, reporting: TopicReporting, agreement: Agreement
) -> list[ReportedClaim]:
    """Select the claims that the options ask for, in the order that they ask for."""
    claims = [
        claim for claim in reporting.claims.values() if not options.status or claim.status == options.status
    ]
    if options.party is not None:
        pair = agreement.find_pair(options.party, options.other_party) if options.other_party else None
        ids = getattr(pair, options.relation) if pair else agreement.claims[options.party]
        claims = [claim for claim in claims if claim.claim_id in ids]
    orders: dict[str, Callable] = {
        "status": lambda claim: (STATUSES.index(claim.status), -claim.reports),
        "coverage": lambda claim: -claim.reports,
        "date": lambda claim: -claim.first_day.toordinal() if claim.first_day else 0,
    }
    return sorted(claims, key=orders[options.sort])
