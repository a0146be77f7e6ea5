"""What stands around the positions on a claim's page: its timeline, its neighbours, how it is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from public.charts.timeline import EVENTS_SHOWN, Event, Timeline, timeline

NEIGHBOURS_COVERED = 250
"""How many of the newest claims in its topics say which outlets might have carried it: on a page that
opens often, four times as many would cost more than everything else on it."""

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
FROM_THE_OTHER_END = {
    **FROM_HERE,
    RelationKind.NARROWS: gettext_lazy("This claim is narrowed by"),
    RelationKind.FOLLOWS: gettext_lazy("This claim leads to"),
}


@dataclass(frozen=True)
class Neighbour:
    """Another claim, and how this one bears on it as read from here; `status`: as of the day asked for."""

    words: str
    claim: Claim
    note: str
    is_opposing: bool
    status: str


@dataclass(frozen=True)
class Coverage:
    """How outlets treat the claim, and what is known of the others in its topics: (outlet, words)."""

    covering: list[Treatment]
    left_out: int
    silent: list[tuple]

    @property
    def has_own_voice(self) -> bool:
        return any(treatment.has_own_voice for treatment in self.covering)


def coverage(claim: Claim, as_of: AsOf) -> Coverage:
    """In two queries; `claim.size` is set already, see coverage.treatments.

    An outlet that carries the claim is not silent, though the day when it was said were not over yet.
    """
    covering = read_treatments([claim], as_of=as_of.day)[claim.pk]
    around = Claim.objects.newest_in([topic.pk for topic in claim.topics.all()])
    carried = Citation.objects.published().known_by(as_of.day).filter(statement__claim=claim)
    outlets = find_reporting_outlets(around[:NEIGHBOURS_COVERED], as_of=as_of.day)
    others = outlets.filter(~Exists(carried.filter(article__outlet=OuterRef("pk"))))[:SILENT_SHOWN]
    left_out = max(0, len(covering) - OUTLETS_SHOWN)
    silent = [(outlet, describe_silence(outlet)) for outlet in others]
    return Coverage(list(covering.values())[:OUTLETS_SHOWN], left_out, silent)


def neighbours(claim: Claim, as_of: AsOf) -> list[Neighbour]:
    """The published claims related to this one, those against it first. For a past day without those on
    which nothing was on record yet, and then `claim` too gets the status of that day. One query, or two."""
    relations = (
        ClaimRelation.objects.filter(
            Q(claim=claim, other__state=State.PUBLISHED) | Q(other=claim, claim__state=State.PUBLISHED)
        )
        .select_related("claim", "other")
        .order_by("kind", "pk")
    )
    found = [_neighbour(claim, relation) for relation in relations[:RELATED_SHOWN]]
    found.sort(key=lambda each: not each.is_opposing)
    if not as_of.day:
        return found
    then = read_statuses([claim.pk, *(each.claim.pk for each in found)], as_of=as_of.day)
    claim.status = then.get(claim.pk, Status.OPEN)
    return [
        Neighbour(each.words, each.claim, each.note, each.is_opposing, then[each.claim.pk])
        for each in found
        if then.get(each.claim.pk, Status.OPEN) != Status.OPEN
    ]


def _neighbour(claim: Claim, relation: ClaimRelation) -> Neighbour:
    is_from_here = relation.claim_id == claim.pk
    other = relation.other if is_from_here else relation.claim
    words = (FROM_HERE if is_from_here else FROM_THE_OTHER_END)[relation.kind]
    return Neighbour(str(words), other, relation.note, relation.kind in OPPOSING, other.status)


def fact_checks(claim: Claim, as_of: AsOf) -> list[FactCheck]:
    """The verdicts of others, the newest first; what has no date is taken to have appeared. One query."""
    found = claim.fact_checks.order_by(F("reviewed_on").desc(nulls_last=True), "pk")
    if as_of.day:
        found = found.filter(Q(reviewed_on=None) | Q(reviewed_on__lte=as_of.day))
    return list(found[:FACT_CHECKS_SHOWN])


def positions_in_time(claim: Claim, rows: Sequence[Standing], as_of: AsOf) -> Timeline | None:
    """When the positions were taken, party under party; None where a single one tells no story."""
    if len(rows) < 2:
        return None
    latest = nlargest(EVENTS_SHOWN, rows, key=lambda row: (row.said_on, row.statement_id))
    by_id = {row.statement_id: row for row in latest}
    shown = [by_id[pk] for pk in list_in_reading_order(rows) if pk in by_id]
    events = [_event(claim, row, len(rows), as_of) for row in shown]
    return timeline(events, _("Who took which position when"), left_out=len(rows) - len(shown))


def _event(claim: Claim, row: Standing, size: int, as_of: AsOf) -> Event:
    anchor = f"statement-{row.statement_id}"
    is_one_page = size <= STATEMENTS_PER_PAGE
    url = (
        f"#{anchor}" if is_one_page else build_evidence_url(claim, size, row.statement_id, anchor, as_of.day)
    )
    who = capfirst(row.claimant)
    if row.claimant_id != row.party_id:
        who = _("%(name)s for %(party)s") % {"name": who, "party": row.party}
    does = labels.describe_position(row.stance, row.hedged, own_voice=row.is_outlet)
    return Event(
        lane=_("Outlets in their own voice") if row.is_outlet else capfirst(row.party),
        starts=row.said_on,
        precision=row.precision,
        stance=row.stance,
        words=_("%(who)s %(does)s") % {"who": who, "does": does},
        when=labels.format_day(row.said_on, row.precision),
        url=url,
        # What others pass on of somebody makes nobody change position.
        who=None if row.standing == "second_hand" else (row.party_id, row.claimant_id),
        own_voice=row.is_outlet,
    )
