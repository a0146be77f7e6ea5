"""Everything that the page of a topic shows, in at most twelve queries however large the topic is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from claims.as_of import AsOf
from claims.models import Claim, Topic
from claims.reporting import Carrier, Entry, Story, neighbours, silent_nearby, story
from core.pagination import Page, page_of
from public.charts.coverage_matrix import OUTLETS_PER_TABLE, Column, Group, matrix, ranks, tabled
from public.charts.status_bar import StatusBar
from public.charts.timeline import Timeline
from sources.models import Outlet

from .agreement import Agreement, agreement
from .table_options import BY_OUTLET, Choice, choice, chosen
from .timeline import topic_timeline

CLAIMS_PER_PAGE = 20
SPARE_CLAIMS = 10
"""So many more stand on the last page: a table of 23 claims is not split for the sake of three."""

LISTED = 5
"""How many disputed claims, and how many agreed ones, the page names at its top."""

CARRIERS_SHOWN = 12

MOST_CARRIERS = 24
"""Where more outlets than these carry the topic, nobody looks for the silence of yet others."""


@dataclass
class TopicPage:
    """See templates/claims/topic_detail.html. `carriers`: outlets with what they were first with."""

    story: Story
    choice: Choice
    agreement: Agreement
    bar: StatusBar
    page: Page
    outlets: Page
    groups: list[Group]
    listed: dict[str, list[Claim]]
    carriers: list[tuple[Outlet, Carrier]]
    carrier_count: int
    neighbours: list[tuple[Topic, int]] = field(default_factory=list)
    timeline: Timeline | None = None


def topic_page(topic: Topic, query: QueryDict, as_of: AsOf, title: str) -> TopicPage | None:
    """The page as `query` asks for it; None if nothing was on record on that day. `title`: the timeline's."""
    found = story(topic, as_of=as_of.day)
    if not found.entries:
        return None
    among = agreement(list(found.entries), as_of=as_of.day)
    made = choice(query, as_of, found, among)
    carried = [entry.claim_id for entry in found.entries.values() if made.outlet in entry.carried]
    rank = ranks(made.outlet, carried, as_of.day)
    rows = chosen(made, found, among, rank)
    page = page_of(made.kept(), rows, size=CLAIMS_PER_PAGE, spare=SPARE_CLAIMS)
    beside, carriers = neighbours(found), found.carriers()
    silent = silent_nearby(found, beside) if len(carriers) <= MOST_CARRIERS else {}
    around = _columns(found, carriers, silent)
    outlets = page_of(made.kept(), around, size=OUTLETS_PER_TABLE, parameter="outlets")
    names = _named(outlets.rows, carriers[:CARRIERS_SHOWN], made)
    listed = _listed(found)
    wanted = [*page.rows, *(entry for status in listed.values() for entry in status)]
    claims = tabled(found, wanted)
    return TopicPage(
        found,
        made,
        among,
        StatusBar(found.counts),
        page,
        outlets,
        _groups(found, made, [claims[entry.claim_id] for entry in page.rows], outlets.rows),
        {status: [claims[entry.claim_id] for entry in entries] for status, entries in listed.items()},
        [(names[carrier.outlet_id], carrier) for carrier in carriers[:CARRIERS_SHOWN]],
        len(carriers),
        beside,
        topic_timeline(list(found.entries), title, as_of=as_of.day),
    )


def _columns(found: Story, carriers: list[Carrier], silent: Mapping[int, int]) -> list[Column]:
    """The outlets of the story: those with most of its claims first, then those that left the topic out."""
    here = [Column(Outlet(pk=each.outlet_id), each.claims) for each in carriers]
    for column in here:
        column.read_in_full = found.read_in_full[column.outlet.pk]
    return here + [Column(Outlet(pk=pk), 0, number) for pk, number in silent.items()]


def _named(columns: list[Column], carriers: list[Carrier], made: Choice) -> dict[int, Outlet]:
    """Give the columns shown their outlets, and their orders; all outlets shown, by id. One query."""
    wanted = {column.outlet.pk for column in columns} | {carrier.outlet_id for carrier in carriers}
    names = Outlet.objects.in_bulk(wanted)
    for column in columns:
        column.outlet = names[column.outlet.pk]
        column.is_sorted = column.outlet.pk == made.outlet
        if column.claims:
            column.sort_query = made.query(sort=f"{BY_OUTLET}{column.outlet.pk}")
    return names


def _listed(found: Story) -> dict[str, list[Entry]]:
    """The disputed and the agreed claims that most outlets carry."""
    widest = sorted(found.entries.values(), key=lambda entry: -len(entry.carried))
    return {
        status: [entry for entry in widest if entry.status == status][:LISTED]
        for status in ("disputed", "agreed")
    }


def _groups(found: Story, made: Choice, claims: list[Claim], columns: list[Column]) -> list[Group]:
    covered = {claim.pk: len(found.entries[claim.pk].carried) for claim in claims}
    return matrix(claims, columns, covered, by_status=made.sort == "status", as_of=found.as_of)
