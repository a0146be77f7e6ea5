"""Everything that the page of a topic shows.

In at most four queries, however large the topic is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.labels import describe_position, format_day
from claims.models import Status, Topic
from claims.positions import build_evidence_url
from claims.status import get_name_order
from claims.topic_reporting import OutletActivity, TopicReporting, read_topic
from claims.treatments import NamedOutlet
from claims.versions.document import (
    ClaimDocument,
    DocumentOutlet,
    DocumentStatement,
    load_documents,
)
from core.pagination import NumberedPage, paginate
from public.charts.status_bar import StatusBar
from public.charts.timeline import Timeline, TimelineEvent, build_timeline

from .agreement import Agreement, compute_agreement
from .pairs import PairClaims, build_pairs
from .reports import OUTLETS_SHOWN, ClaimReports, list_reports
from .stand import StandTable, build_stand_table, pick_key_claims
from .table_options import AGREE, CONFLICT, SORTS, TableOptions, read_table_options, select_claims

CLAIMS_PER_PAGE = 7
SPARE_CLAIMS = 3
"""So many more stand on the last page: a list of 14 claims is not split for the sake of two."""

CARRIERS_SHOWN = 8

EVENTS_DRAWN = 10
"""How many statements on the key claims the timeline draws, the latest."""

LEAST_DAYS = 3
"""How many different days a timeline needs: two are told more quickly in words."""


@dataclass
class TopicPage:
    """What templates/public/topic_detail.html shows.

    `groups`: who reports the claims on this page, by their status, or all under "" in another order;
    `stand`: the key claims; `agreed` and `opposed`: what two parties agree on, or contradict each other on;
    `carriers`: the outlets with most claims, by name, each with what it was first with; `compared_outlets`:
    the two with most; `readings`: outlets, and how much of each was read.
    """

    reporting: TopicReporting
    options: TableOptions
    agreement: Agreement
    bar: StatusBar
    page: NumberedPage
    groups: list[tuple[str, list[ClaimReports]]]
    stand: StandTable
    agreed: list[PairClaims]
    opposed: list[PairClaims]
    carriers: list[tuple[NamedOutlet, OutletActivity]]
    carrier_count: int
    compared_outlets: list[NamedOutlet]
    neighbours: list[tuple[Topic, int]] = field(default_factory=list)
    timeline: Timeline | None = None
    readings: list[tuple[str, str]] = field(default_factory=list)


def build_topic_page(topic: Topic, query: QueryDict, as_of: AsOf, title: str) -> TopicPage | None:
    """Build the page as `query` asks for it.

    Returns None if nothing was on record on that day. `title`: of the timeline.
    """
    reporting = read_topic(topic, as_of=as_of.day)
    if not reporting.claims:
        return None
    agreement = compute_agreement(reporting)
    options = read_table_options(query, as_of, agreement)
    selected = select_claims(options, reporting, agreement)
    page = paginate(options.query_dict(), selected, size=CLAIMS_PER_PAGE, orphans=SPARE_CLAIMS)
    key_claims = pick_key_claims(reporting)
    claims = load_documents({*(claim.claim_id for claim in page.rows), *key_claims}, as_of.day)
    pairs = build_pairs(reporting, agreement, options)
    activities = reporting.list_outlets()
    shown = [claims[claim.claim_id] for claim in page.rows if claim.claim_id in claims]
    reports = list_reports(shown, reporting, activities[:OUTLETS_SHOWN], as_of)
    stand = _build_stand(reporting, agreement, claims, key_claims, as_of)
    return TopicPage(
        reporting,
        options,
        agreement,
        StatusBar(reporting.counts),
        page,
        _group_reports(reports.claims, options),
        stand,
        pairs[AGREE],
        pairs[CONFLICT],
        _name_outlets(reporting, activities[:CARRIERS_SHOWN]),
        len(activities),
        [outlet for outlet, _activity in _name_outlets(reporting, activities[:2])],
        reporting.topics,
        build_topic_timeline([row.claim for row in stand.rows], as_of, title),
        reports.readings,
    )


def _group_reports(
    reports: list[ClaimReports], options: TableOptions
) -> list[tuple[str, list[ClaimReports]]]:
    if options.sort != SORTS[0]:
        return [("", reports)] if reports else []
    return [(status, list(rows)) for status, rows in groupby(reports, key=lambda row: row.claim.status)]


def _name_outlets(
    reporting: TopicReporting, activities: Sequence[OutletActivity]
) -> list[tuple[NamedOutlet, OutletActivity]]:
    named = [(DocumentOutlet(row.outlet_id, reporting.names[row.outlet_id]), row) for row in activities]
    return sorted(named, key=lambda pair: (get_name_order(pair[0].name), pair[0].pk))


def _build_stand(
    reporting: TopicReporting,
    agreement: Agreement,
    claims: dict[int, ClaimDocument],
    key_claims: list[int],
    as_of: AsOf,
) -> StandTable:
    """Build *Where they stand*; of claims on which nothing was on record by then, nothing is shown."""
    known = [claims[pk] for pk in key_claims if pk in claims and claims[pk].status != Status.OPEN]
    chosen = [claim for claim in known if claim.pk in reporting.key_claims]
    activity = {party: len(held) for party, held in agreement.claims.items()}
    return build_stand_table(chosen or known, as_of, activity, is_chosen=bool(chosen))


def build_topic_timeline(claims: Sequence[ClaimDocument], as_of: AsOf, title: str) -> Timeline | None:
    """Draw the latest statements on the key claims; the busiest party's lane comes first.

    Returns None if they are of fewer days than LEAST_DAYS.
    """
    events = [_make_event(claim, statement, as_of) for claim in claims for statement in claim.statements]
    if len({event.starts for event in events}) < LEAST_DAYS:
        return None
    lengths = Counter(event.lane for event in events)
    events.sort(key=lambda event: (-lengths[event.lane], event.lane, event.order))
    return build_timeline(events, title, limit=EVENTS_DRAWN)


def _make_event(claim: ClaimDocument, statement: DocumentStatement, as_of: AsOf) -> TimelineEvent:
    own_voice = statement.claimant.is_outlet
    stance_words = describe_position(statement.stance, statement.hedged, own_voice=own_voice)
    words = {"who": statement.claimant.name, "stance": stance_words, "claim": claim.text}
    anchor = f"statement-{statement.pk}"
    return TimelineEvent(
        lane=_("Outlets themselves") if own_voice else statement.party.name,
        starts=statement.said_on,
        precision=statement.said_on_precision,
        stance=statement.stance,
        words=_("%(who)s %(stance)s: %(claim)s") % words,
        date_label=format_day(statement.said_on, statement.said_on_precision),
        url=build_evidence_url(claim, claim.size, statement.pk, anchor, as_of.day),
        speaker=(claim.pk, statement.claimant.pk, statement.party.pk),
        own_voice=own_voice,
    )
