"""Everything that the page of a topic shows.

In at most four queries, however large the topic is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.labels import describe_position, format_day
from claims.models import Status, Topic
from claims.positions import build_evidence_url
from claims.topic_reporting import OutletActivity, TopicReporting, read_topic
from claims.treatments import NamedOutlet
from claims.versions.document import (
    ClaimDocument,
    DocumentOutlet,
    DocumentStatement,
    load_documents,
)
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import MatrixColumn, MatrixGroup, build_matrix
from public.charts.status_bar import StatusBar
from public.charts.timeline import Timeline, TimelineEvent, build_timeline

from .agreement import Agreement, compute_agreement
from .pairs import PairClaims, build_pairs
from .stand import StandTable, build_stand_table, pick_key_claims
from .table_options import AGREE, CONFLICT, TableOptions, read_table_options, select_claims

CLAIMS_PER_PAGE = 12
SPARE_CLAIMS = 3
"""So many more stand on the last page: a list of 14 claims is not split for the sake of two."""

CARRIERS_SHOWN = 12

OUTLETS_SHOWN = 24
"""How many outlets have a mark beside a claim: those that report most of the topic."""

EVENTS_DRAWN = 24
"""How many statements on the key claims the timeline draws, the latest."""

LEAST_DAYS = 3
"""How many different days a timeline needs: two are told more quickly in words."""


@dataclass
class TopicPage:
    """What templates/public/topic_detail.html shows.

    `carriers`: outlets, each with what it was first with; `stand`: the key claims; `agreed` and `opposed`:
    what two parties agree on, or contradict each other on.
    """

    reporting: TopicReporting
    options: TableOptions
    agreement: Agreement
    bar: StatusBar
    page: NumberedPage
    groups: list[MatrixGroup]
    stand: StandTable
    agreed: list[PairClaims]
    opposed: list[PairClaims]
    carriers: list[tuple[NamedOutlet, OutletActivity]]
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
    agreement = compute_agreement(reporting)
    options = read_table_options(query, as_of, agreement)
    selected = select_claims(options, reporting, agreement)
    page = paginate(options.query_dict(), selected, size=CLAIMS_PER_PAGE, orphans=SPARE_CLAIMS)
    key_claims = pick_key_claims(reporting)
    claims = load_documents({*(claim.claim_id for claim in page.rows), *key_claims}, as_of.day)
    pairs = build_pairs(reporting, agreement, options)
    activities = reporting.list_outlets()
    outlets = [DocumentOutlet(row.outlet_id, reporting.names[row.outlet_id]) for row in activities]
    columns = [MatrixColumn(each, reporting.read_in_full[each.pk]) for each in outlets[:OUTLETS_SHOWN]]
    rows = [claims[claim.claim_id] for claim in page.rows if claim.claim_id in claims]
    stand = _build_stand(reporting, agreement, claims, key_claims, as_of)
    by_status = options.sort == "status"
    return TopicPage(
        reporting,
        options,
        agreement,
        StatusBar(reporting.counts),
        page,
        build_matrix(rows, columns, by_status=by_status, as_of=as_of.day),
        stand,
        pairs[AGREE],
        pairs[CONFLICT],
        list(zip(outlets[:CARRIERS_SHOWN], activities, strict=False)),
        len(activities),
        reporting.topics,
        build_topic_timeline([row.claim for row in stand.rows], as_of, title),
    )


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
