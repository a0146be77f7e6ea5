"""Everything that the page of a topic shows.

In at most twelve queries, however large the topic is.
"""

from collections import Counter
from collections.abc import Sequence
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
from claims.topic_reporting import (
    OutletActivity,
    ReportedClaim,
    TopicReporting,
    find_neighbours,
    find_silent_outlets,
    read_topic,
)
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import (
    OUTLETS_PER_TABLE,
    MatrixColumn,
    MatrixGroup,
    build_matrix,
    load_claims,
    rank_treatments,
)
from public.charts.status_bar import StatusBar
from public.charts.timeline import EVENTS_SHOWN, Timeline, TimelineEvent, build_timeline
from sources.models import Outlet

from .agreement import Agreement, compute_agreement
from .table_options import BY_OUTLET, TableOptions, read_table_options, select_claims

LATEST_STATEMENTS_SQL = """
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
PUBLISHED_STATEMENTS = (
    "(SELECT * FROM claims_statement WHERE claim_id = wanted.id AND state = 'published' OFFSET 0)"
)
STATEMENTS_ON_DAY = """(SELECT t.* FROM claims_standings(ARRAY[wanted.id], %(as_of)s) n
           JOIN claims_statement t ON t.id = n.statement_id OFFSET 0)"""


def build_topic_timeline(
    claim_ids: Sequence[int], title: str, *, as_of: date | None = None
) -> Timeline | None:
    """Draw the latest statements on the first CLAIMS_AROUND of these claims.

    The busiest party's lane comes first. Returns None if there are none. Queries: 1.
    """
    values = {"claims": list(claim_ids[:CLAIMS_AROUND]), "as_of": as_of, "most": EVENTS_SHOWN + 1}
    statements = STATEMENTS_ON_DAY if as_of else PUBLISHED_STATEMENTS
    with connection.cursor() as cursor:
        cursor.execute(LATEST_STATEMENTS_SQL.format(statements=statements), values)
        events = [_make_event(row, as_of) for row in cursor.fetchall()]
    lengths = Counter(event.lane for event in events)
    return build_timeline(sorted(events, key=lambda event: (-lengths[event.lane], event.lane)), title)


def _make_event(row: tuple, as_of: date | None) -> TimelineEvent:
    pk, claim_id, text, stance, hedged, said_on, precision, claimant_id, name, kind, party, size = row
    claim, claimant = Claim(pk=claim_id, text=text), Claimant(pk=claimant_id, name=name, kind=kind)
    statement = Statement(
        pk=pk, claimant=claimant, stance=stance, hedged=hedged, said_on=said_on, said_on_precision=precision
    )
    own_voice = kind == "outlet"
    words = {"who": name, "stance": describe_stance(statement), "claim": text}
    return TimelineEvent(
        lane=_("Outlets in their own voices") if own_voice else party,
        starts=said_on,
        precision=precision,
        stance=stance,
        words=_("%(who)s %(stance)s: %(claim)s") % words,
        date_label=format_said_on(statement),
        url=build_evidence_url(claim, size, pk, f"statement-{pk}", as_of),
        speaker=(claim_id, claimant_id, party),
        own_voice=own_voice,
    )


CLAIMS_PER_PAGE = 20
SPARE_CLAIMS = 10
"""So many more stand on the last page: a table of 23 claims is not split for the sake of three."""

CLAIMS_LISTED = 5
"""How many disputed claims, and how many agreed ones, the page names at its top."""

CARRIERS_SHOWN = 12

MOST_CARRIERS = 24
"""Where more outlets than these carry the topic, nobody looks for the silence of yet others."""


@dataclass
class TopicPage:
    """What templates/public/topic_detail.html shows.

    `carriers`: outlets, each with what it was first with; `top_claims`: by status, those named at
    the top.
    """

    reporting: TopicReporting
    options: TableOptions
    agreement: Agreement
    bar: StatusBar
    page: NumberedPage
    outlets: NumberedPage
    groups: list[MatrixGroup]
    top_claims: dict[str, list[Claim]]
    carriers: list[tuple[Outlet, OutletActivity]]
    carrier_count: int
    neighbours: list[tuple[Topic, int]] = field(default_factory=list)
    timeline: Timeline | None = None


def build_topic_page(topic: Topic, query: QueryDict, as_of: AsOf, title: str) -> TopicPage | None:
    """Build the page as `query` asks for it.

    Returns None if nothing was on record on that day. `title`: of the timeline.
    """
    reporting = read_topic(topic, as_of=as_of.day)
    if not reporting.claims:
        return None
    claim_ids = list(reporting.claims)
    agreement = compute_agreement(claim_ids, as_of=as_of.day)
    options = read_table_options(query, as_of, reporting, agreement)
    activities = reporting.list_outlets()
    neighbours = find_neighbours(reporting)
    selected = select_claims(options, reporting, agreement, _rank_claims(reporting, options))
    page = paginate(options.query_dict(), selected, size=CLAIMS_PER_PAGE, orphans=SPARE_CLAIMS)
    columns = _make_columns(reporting, activities, neighbours)
    outlet_page = paginate(options.query_dict(), columns, size=OUTLETS_PER_TABLE, parameter="outlets")
    outlets = _load_outlets(outlet_page.rows, activities[:CARRIERS_SHOWN], options)
    top_claims = _pick_top_claims(reporting)
    named = [claim for claims in top_claims.values() for claim in claims]
    claims = load_claims(reporting, [*page.rows, *named])
    rows = [claims[claim.claim_id] for claim in page.rows]
    return TopicPage(
        reporting,
        options,
        agreement,
        StatusBar(reporting.counts),
        page,
        outlet_page,
        _build_groups(reporting, options, rows, outlet_page.rows),
        {status: [claims[claim.claim_id] for claim in reported] for status, reported in top_claims.items()},
        [(outlets[activity.outlet_id], activity) for activity in activities[:CARRIERS_SHOWN]],
        len(activities),
        neighbours,
        build_topic_timeline(claim_ids, title, as_of=as_of.day),
    )


def _rank_claims(reporting: TopicReporting, options: TableOptions) -> dict[int, int]:
    """Rank the claims for the order by an outlet's treatment.

    Queries: 1, none without an outlet.
    """
    if options.outlet is None:
        return {}
    carried = [claim.claim_id for claim in reporting.claims.values() if options.outlet in claim.carriers]
    treatments = rank_treatments([options.outlet], carried, reporting.as_of)[options.outlet]
    return {pk: rank for pk, (rank, _stances) in treatments.items()}


def _make_columns(
    reporting: TopicReporting, activities: list[OutletActivity], neighbours: list[tuple[Topic, int]]
) -> list[MatrixColumn]:
    """Make the columns, one for each outlet.

    Those with most of the claims come first, then those that left the topic out.
    """
    is_small = len(activities) <= MOST_CARRIERS
    silent = find_silent_outlets(reporting, neighbours) if is_small else {}
    columns = [MatrixColumn(Outlet(pk=activity.outlet_id), activity.claims) for activity in activities]
    for column in columns:
        column.read_in_full = reporting.read_in_full[column.outlet.pk]
    return columns + [MatrixColumn(Outlet(pk=pk), 0, number) for pk, number in silent.items()]


def _load_outlets(
    columns: Sequence[MatrixColumn], activities: list[OutletActivity], options: TableOptions
) -> dict[int, Outlet]:
    """Load the outlets shown, by id, and give the columns theirs.

    The columns also get the query of the order by that outlet. Queries: 1.
    """
    ids = {column.outlet.pk for column in columns} | {activity.outlet_id for activity in activities}
    outlets = Outlet.objects.in_bulk(ids)
    for column in columns:
        column.outlet = outlets[column.outlet.pk]
        column.is_sorted = column.outlet.pk == options.outlet
        if column.claims:
            column.sort_query = options.query_string(sort=f"{BY_OUTLET}{column.outlet.pk}")
    return outlets


def _pick_top_claims(reporting: TopicReporting) -> dict[str, list[ReportedClaim]]:
    """Pick the disputed and the agreed claims that most outlets carry."""
    widest = sorted(reporting.claims.values(), key=lambda claim: -len(claim.carriers))
    return {
        status: [claim for claim in widest if claim.status == status][:CLAIMS_LISTED]
        for status in ("disputed", "agreed")
    }


def _build_groups(
    reporting: TopicReporting, options: TableOptions, claims: list[Claim], columns: Sequence[MatrixColumn]
) -> list[MatrixGroup]:
    by_status = options.sort == "status"
    return build_matrix(claims, columns, by_status=by_status, as_of=reporting.as_of)
