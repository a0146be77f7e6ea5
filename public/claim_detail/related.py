"""What stands around the positions on a claim's page.

Its timeline, the claims related to it, how outlets treat it, and the fact-checks of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.as_of import AsOf
from claims.models import Citation, Claim, ClaimRelation, FactCheck, RelationKind, State
from claims.models.claim import Status
from claims.positions import STATEMENTS_PER_PAGE, build_evidence_url, list_in_reading_order
from claims.status import Standing, read_statuses
from claims.treatments import Treatment, describe_silence, find_reporting_outlets, read_treatments
from public.charts.timeline import EVENTS_SHOWN, Timeline, TimelineEvent, build_timeline
from sources.models import Outlet

CLAIMS_NEARBY_READ = 250
"""How many of the newest claims in its topics say which outlets might have carried it.

On a page that opens often, four times as many would cost more than everything else on it.
"""

OUTLETS_SHOWN = 50
SILENT_SHOWN = 20
RELATED_SHOWN = 30
FACT_CHECKS_SHOWN = 30

OPPOSING = (RelationKind.CONTRADICTS, RelationKind.TENSION)
FROM_HERE = {
    RelationKind.CONTRADICTS: gettext_lazy("This claim contradicts"),
    RelationKind.TENSION: gettext_lazy("This claim is in tension with"),
    RelationKind.NARROWS: gettext_lazy("This claim narrows"),
    RelationKind.FOLLOWS: gettext_lazy("This claim follows from"),
}
TO_HERE = {
    **FROM_HERE,
    RelationKind.NARROWS: gettext_lazy("This claim is narrowed by"),
    RelationKind.FOLLOWS: gettext_lazy("This claim leads to"),
}


@dataclass(frozen=True)
class RelatedClaim:
    """Another claim, and how this one bears on it; `status`: as of the day asked for."""

    words: str
    claim: Claim
    note: str
    is_opposing: bool
    status: str


@dataclass(frozen=True)
class OutletTreatments:
    """How outlets treat the claim, and what is known of the others in its topics.

    `silent`: those others, each with a sentence.
    """

    treatments: list[Treatment]
    left_out: int
    silent: Sequence[tuple[Outlet, str]]

    @property
    def has_own_voice(self) -> bool:
        return any(treatment.has_own_voice for treatment in self.treatments)


def load_outlet_treatments(claim: Claim, as_of: AsOf) -> OutletTreatments:
    """Load how outlets treat the claim, whose `size` is set already.

    An outlet that carries the claim is not silent, even if the day on which it was said was not over yet.
    Queries: 2.
    """
    treatments = list(read_treatments([claim], as_of=as_of.day)[claim.pk].values())
    nearby = Claim.objects.newest_in([topic.pk for topic in claim.topics.all()])
    citations = Citation.objects.published().known_by(as_of.day).filter(statement__claim=claim)
    outlets = find_reporting_outlets(nearby[:CLAIMS_NEARBY_READ], as_of=as_of.day)
    silent_outlets = outlets.filter(~Exists(citations.filter(article__outlet=OuterRef("pk"))))[:SILENT_SHOWN]
    left_out = max(0, len(treatments) - OUTLETS_SHOWN)
    silent = [(outlet, describe_silence(outlet)) for outlet in silent_outlets]
    return OutletTreatments(treatments[:OUTLETS_SHOWN], left_out, silent)


def load_related_claims(claim: Claim, as_of: AsOf) -> list[RelatedClaim]:
    """Load the published claims related to this one, those against it first.

    For a past day without those on which nothing was on record yet; `claim` too then gets the status of
    that day. Queries: 1, for a past day 2.
    """
    relations = (
        ClaimRelation.objects.filter(
            Q(claim=claim, other__state=State.PUBLISHED) | Q(other=claim, claim__state=State.PUBLISHED)
        )
        .select_related("claim", "other")
        .order_by("kind", "pk")
    )
    related = [_make_related_claim(claim, relation) for relation in relations[:RELATED_SHOWN]]
    related.sort(key=lambda relation: not relation.is_opposing)
    if not as_of.day:
        return related
    statuses = read_statuses([claim.pk, *(relation.claim.pk for relation in related)], as_of=as_of.day)
    claim.status = statuses.get(claim.pk, Status.OPEN)
    return [
        replace(relation, status=statuses[relation.claim.pk])
        for relation in related
        if statuses.get(relation.claim.pk, Status.OPEN) != Status.OPEN
    ]


def _make_related_claim(claim: Claim, relation: ClaimRelation) -> RelatedClaim:
    is_from_here = relation.claim_id == claim.pk
    other = relation.other if is_from_here else relation.claim
    kind = RelationKind(relation.kind)
    words = (FROM_HERE if is_from_here else TO_HERE)[kind]
    return RelatedClaim(str(words), other, relation.note, kind in OPPOSING, other.status)


def load_fact_checks(claim: Claim, as_of: AsOf) -> list[FactCheck]:
    """Load the verdicts of others, the newest first.

    One that has no date is taken to have appeared. Queries: 1.
    """
    checks = claim.fact_checks.order_by(F("reviewed_on").desc(nulls_last=True), "pk")
    if as_of.day:
        checks = checks.filter(Q(reviewed_on=None) | Q(reviewed_on__lte=as_of.day))
    return list(checks[:FACT_CHECKS_SHOWN])


def build_positions_timeline(claim: Claim, rows: Sequence[Standing], as_of: AsOf) -> Timeline | None:
    """Draw when the positions were taken, party under party.

    Returns None if there are not two.
    """
    if len(rows) < 2:
        return None
    latest = nlargest(EVENTS_SHOWN, rows, key=lambda row: (row.said_on, row.statement_id))
    by_id = {row.statement_id: row for row in latest}
    shown_rows = [by_id[pk] for pk in list_in_reading_order(rows) if pk in by_id]
    events = [_make_event(claim, row, len(rows), as_of) for row in shown_rows]
    return build_timeline(events, _("Who took which position when"), left_out=len(rows) - len(shown_rows))


def _make_event(claim: Claim, row: Standing, size: int, as_of: AsOf) -> TimelineEvent:
    url = anchor = f"#statement-{row.statement_id}"
    if size > STATEMENTS_PER_PAGE:
        url = build_evidence_url(claim, size, row.statement_id, anchor[1:], as_of.day)
    speaker = capfirst(row.claimant)
    if row.claimant_id != row.party_id:
        speaker = _("%(name)s for %(party)s") % {"name": speaker, "party": row.party}
    position = labels.describe_position(row.stance, row.hedged, own_voice=row.is_outlet)
    return TimelineEvent(
        lane=_("Outlets in their own voice") if row.is_outlet else capfirst(row.party),
        starts=row.said_on,
        precision=row.precision,
        stance=row.stance,
        words=_("%(who)s %(does)s") % {"who": speaker, "does": position},
        date_label=labels.format_day(row.said_on, row.precision),
        url=url,
        # What others pass on of somebody makes nobody change position.
        speaker=None if row.standing == "second_hand" else (row.party_id, row.claimant_id),
        own_voice=row.is_outlet,
    )
