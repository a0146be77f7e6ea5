"""Everything that the page of a topic shows, in at most twelve queries however large the topic is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.labels import describe_stance, format_said_on
from claims.models import Claim, Claimant, Statement, Topic
from claims.models.claim import CLAIMS_AROUND
from claims.positions import build_evidence_url
from claims.reporting import (
    OutletActivity,
    ReportedClaim,
    TopicReporting,
    find_neighbours,
    find_silent_outlets,
    read_topic,
)
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import OUTLETS_PER_TABLE, Column, Group, matrix, ranks, tabled
from public.charts.status_bar import StatusBar
from public.charts.timeline import EVENTS_SHOWN, Event, Timeline, timeline
from public.topics.agreement import Agreement, agreement
from public.topics.table_options import BY_OUTLET, Choice, choice, chosen
from sources.models import Outlet

LATEST = """
SELECT s.id, s.claim_id, c.text, s.stance, s.hedged, s.said_on, s.said_on_precision, k.id, k.name, k.kind,
       p.name, (SELECT count(*) FROM claims_statement o WHERE o.claim_id = c.id AND o.state = 'published')
FROM (SELECT s.* FROM unnest(%(claims)s::bigint[]) AS wanted (id)
      CROSS JOIN LATERAL {statements} s
      ORDER BY s.said_on DESC, s.id DESC LIMIT %(most)s) s
JOIN claims_claim c ON c.id = s.claim_id
JOIN claims_claimant k ON k.id = s.claimant_id
JOIN claims_claimant p ON p.id = s.party_id
ORDER BY s.said_on, s.id
"""
TODAY = "(SELECT * FROM claims_statement WHERE claim_id = wanted.id AND state = 'published' OFFSET 0)"
THEN = """(SELECT t.* FROM claims_standings(ARRAY[wanted.id], %(as_of)s) n
           JOIN claims_statement t ON t.id = n.statement_id OFFSET 0)"""


def topic_timeline(claim_ids: Sequence[int], title: str, *, as_of: date | None = None) -> Timeline | None:
    """The latest statements on the first CLAIMS_AROUND of these claims, the busiest party's lane first;
    None if there are none. One query."""
    values = {"claims": list(claim_ids[:CLAIMS_AROUND]), "as_of": as_of, "most": EVENTS_SHOWN + 1}
    with connection.cursor() as cursor:
        cursor.execute(LATEST.format(statements=THEN if as_of else TODAY), values)
        events = [_event(row, as_of) for row in cursor.fetchall()]
    busy = Counter(event.lane for event in events)
    return timeline(sorted(events, key=lambda event: (-busy[event.lane], event.lane)), title)


def _event(row: tuple, as_of: date | None) -> Event:
    pk, claim_id, text, taken, hedged, said_on, precision, claimant_id, name, kind, party, size = row
    claim, claimant = Claim(pk=claim_id, text=text), Claimant(pk=claimant_id, name=name, kind=kind)
    statement = Statement(
        pk=pk, claimant=claimant, stance=taken, hedged=hedged, said_on=said_on, said_on_precision=precision
    )
    own_voice = kind == "outlet"
    return Event(
        lane=_("Outlets in their own voices") if own_voice else party,
        starts=said_on,
        precision=precision,
        stance=taken,
        words=_("%(who)s %(stance)s: %(claim)s")
        % {"who": name, "stance": describe_stance(statement), "claim": text},
        when=format_said_on(statement),
        url=build_evidence_url(claim, size, pk, f"statement-{pk}", as_of),
        who=(claim_id, claimant_id, party),
        own_voice=own_voice,
    )


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

    story: TopicReporting
    choice: Choice
    agreement: Agreement
    bar: StatusBar
    page: NumberedPage
    outlets: NumberedPage
    groups: list[Group]
    listed: dict[str, list[Claim]]
    carriers: list[tuple[Outlet, OutletActivity]]
    carrier_count: int
    neighbours: list[tuple[Topic, int]] = field(default_factory=list)
    timeline: Timeline | None = None


def topic_page(topic: Topic, query: QueryDict, as_of: AsOf, title: str) -> TopicPage | None:
    """The page as `query` asks for it; None if nothing was on record on that day. `title`: the timeline's."""
    found = read_topic(topic, as_of=as_of.day)
    if not found.entries:
        return None
    among = agreement(list(found.entries), as_of=as_of.day)
    made = choice(query, as_of, found, among)
    carried = [entry.claim_id for entry in found.entries.values() if made.outlet in entry.carried]
    rank = ranks(made.outlet, carried, as_of.day)
    rows = chosen(made, found, among, rank)
    page = paginate(made.kept(), rows, size=CLAIMS_PER_PAGE, orphans=SPARE_CLAIMS)
    beside, carriers = find_neighbours(found), found.carriers()
    silent = find_silent_outlets(found, beside) if len(carriers) <= MOST_CARRIERS else {}
    around = _columns(found, carriers, silent)
    outlets = paginate(made.kept(), around, size=OUTLETS_PER_TABLE, parameter="outlets")
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


def _columns(
    found: TopicReporting, carriers: list[OutletActivity], silent: Mapping[int, int]
) -> list[Column]:
    """The outlets of the story: those with most of its claims first, then those that left the topic out."""
    here = [Column(Outlet(pk=each.outlet_id), each.claims) for each in carriers]
    for column in here:
        column.read_in_full = found.read_in_full[column.outlet.pk]
    return here + [Column(Outlet(pk=pk), 0, number) for pk, number in silent.items()]


def _named(columns: list[Column], carriers: list[OutletActivity], made: Choice) -> dict[int, Outlet]:
    """Give the columns shown their outlets, and their orders; all outlets shown, by id. One query."""
    wanted = {column.outlet.pk for column in columns} | {carrier.outlet_id for carrier in carriers}
    names = Outlet.objects.in_bulk(wanted)
    for column in columns:
        column.outlet = names[column.outlet.pk]
        column.is_sorted = column.outlet.pk == made.outlet
        if column.claims:
            column.sort_query = made.query(sort=f"{BY_OUTLET}{column.outlet.pk}")
    return names


def _listed(found: TopicReporting) -> dict[str, list[ReportedClaim]]:
    """The disputed and the agreed claims that most outlets carry."""
    widest = sorted(found.entries.values(), key=lambda entry: -len(entry.carried))
    return {
        status: [entry for entry in widest if entry.status == status][:LISTED]
        for status in ("disputed", "agreed")
    }


def _groups(found: TopicReporting, made: Choice, claims: list[Claim], columns: list[Column]) -> list[Group]:
    covered = {claim.pk: len(found.entries[claim.pk].carried) for claim in claims}
    return matrix(claims, columns, covered, by_status=made.sort == "status", as_of=found.as_of)
