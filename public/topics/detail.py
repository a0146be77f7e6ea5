"""Everything that the page of a topic shows.

In at most four queries, however large the topic is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.labels import describe_position, format_day
from claims.models import ClaimantKind, Status, Topic
from claims.positions import build_evidence_url
from claims.topic_reporting import (
    OutletActivity,
    TopicReporting,
    find_silent_outlets,
    read_topic,
)
from claims.treatments import NamedOutlet, rank_treatments
from claims.versions.document import ClaimDocument, DocumentOutlet, RelatedProposition, load_documents
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import (
    OUTLETS_PER_TABLE,
    MatrixColumn,
    MatrixGroup,
    build_matrix,
)
from public.charts.status_bar import StatusBar
from public.charts.timeline import EVENTS_SHOWN, Timeline, TimelineEvent, build_timeline

from .agreement import Agreement, compute_agreement
from .stand import StandTable, build_stand_table, pick_key_claims
from .table_options import BY_OUTLET, TableOptions, read_table_options, select_claims

CLAIMS_PER_PAGE = 20
SPARE_CLAIMS = 10
"""So many more stand on the last page: a table of 23 claims is not split for the sake of three."""

CARRIERS_SHOWN = 12

MOST_CARRIERS = 24
"""Where more outlets than these carry the topic, nobody looks for the silence of yet others."""


@dataclass
class TopicPage:
    """What templates/public/topic_detail.html shows.

    `carriers`: outlets, each with what it was first with; `stand`: the key claims.
    """

    reporting: TopicReporting
    options: TableOptions
    agreement: Agreement
    bar: StatusBar
    page: NumberedPage
    outlets: NumberedPage
    groups: list[MatrixGroup]
    stand: StandTable
    carriers: list[tuple[NamedOutlet, OutletActivity]]
    carrier_count: int
    neighbours: list[tuple[Topic, int]] = field(default_factory=list)
    timeline: Timeline | None = None


def build_topic_page(topic: Topic, query: QueryDict, as_of: AsOf, title: str) -> TopicPage | None:
    """Build the page as `query` asks for it.

    Returns None if nothing was on record on that day. `title`: of the timeline.
    """
    reporting = read_topic(topic, as_of=as_of.day, latest=EVENTS_SHOWN + 1)
    if not reporting.claims:
        return None
    agreement = compute_agreement(reporting)
    options = read_table_options(query, as_of, reporting, agreement)
    activities = reporting.list_outlets()
    selected = select_claims(options, reporting, agreement, _rank_claims(reporting, options))
    page = paginate(options.query_dict(), selected, size=CLAIMS_PER_PAGE, orphans=SPARE_CLAIMS)
    columns = _make_columns(reporting, activities)
    outlet_page = paginate(options.query_dict(), columns, size=OUTLETS_PER_TABLE, parameter="outlets")
    _add_orders(outlet_page.rows, options)
    key_claims = pick_key_claims(reporting)
    claims = load_documents({*(claim.claim_id for claim in page.rows), *key_claims}, as_of.day)
    rows = [claims[claim.claim_id] for claim in page.rows if claim.claim_id in claims]
    return TopicPage(
        reporting,
        options,
        agreement,
        StatusBar(reporting.counts),
        page,
        outlet_page,
        _build_groups(reporting, options, rows, outlet_page.rows),
        _build_stand(reporting, claims, key_claims, as_of),
        [
            (column.outlet, activity)
            for column, activity in zip(columns, activities[:CARRIERS_SHOWN], strict=False)
        ],
        len(activities),
        reporting.topics,
        build_topic_timeline(reporting, title),
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


def _make_columns(reporting: TopicReporting, activities: list[OutletActivity]) -> list[MatrixColumn]:
    """Make the columns, one for each outlet.

    Those with most of the claims come first, then those that left the topic out. Queries: 1, none if many
    carry it.
    """
    columns = [
        MatrixColumn(
            outlet=DocumentOutlet(activity.outlet_id, reporting.names[activity.outlet_id]),
            claims=activity.claims,
            read_in_full=reporting.read_in_full[activity.outlet_id],
        )
        for activity in activities
    ]
    silent = find_silent_outlets(reporting) if len(activities) <= MOST_CARRIERS else []
    return columns + [MatrixColumn(DocumentOutlet(pk, name), 0, number) for pk, name, number in silent]


def _add_orders(columns: Sequence[MatrixColumn], options: TableOptions) -> None:
    """Give the columns the query of the order by their outlet."""
    for column in columns:
        column.is_sorted = column.outlet.pk == options.outlet
        if column.claims:
            column.sort_query = options.query_string(sort=f"{BY_OUTLET}{column.outlet.pk}")


def _build_stand(
    reporting: TopicReporting, claims: dict[int, ClaimDocument], key_claims: list[int], as_of: AsOf
) -> StandTable:
    """Build *Where they stand*; of claims on which nothing was on record by then, nothing is shown."""
    known = [claims[pk] for pk in key_claims if pk in claims and claims[pk].status != Status.OPEN]
    return build_stand_table(known, as_of, is_chosen=bool(reporting.key_claims))


def _build_groups(
    reporting: TopicReporting,
    options: TableOptions,
    claims: list[ClaimDocument],
    columns: Sequence[MatrixColumn],
) -> list[MatrixGroup]:
    by_status = options.sort == "status"
    return build_matrix(claims, columns, by_status=by_status, as_of=reporting.as_of)


def build_topic_timeline(reporting: TopicReporting, title: str) -> Timeline | None:
    """Draw the latest statements; the busiest party's lane comes first. Returns None if there are none."""
    events = [_make_event(row, reporting.as_of) for row in reporting.latest]
    lengths = Counter(event.lane for event in events)
    return build_timeline(sorted(events, key=lambda event: (-lengths[event.lane], event.lane)), title)


def _make_event(row: dict[str, Any], as_of: date | None) -> TimelineEvent:
    own_voice = row["kind"] == ClaimantKind.OUTLET
    stance_words = describe_position(row["stance"], row["hedged"], own_voice=own_voice)
    words = {"who": row["name"], "stance": stance_words, "claim": row["text"]}
    claim = RelatedProposition(row["claim"], row["text"])
    said_on = date.fromisoformat(row["said_on"])
    return TimelineEvent(
        lane=_("Outlets in their own voices") if own_voice else row["party"],
        starts=said_on,
        precision=row["precision"],
        stance=row["stance"],
        words=_("%(who)s %(stance)s: %(claim)s") % words,
        date_label=format_day(said_on, row["precision"]),
        url=build_evidence_url(claim, row["size"], row["id"], f"statement-{row['id']}", as_of),
        speaker=(row["claim"], row["claimant"], row["party"]),
        own_voice=own_voice,
    )
