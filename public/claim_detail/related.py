"""What stands around the positions on a claim's page.

Its timeline, the claims related to it, how outlets treat it, the fact-checks of others, and what was reported
only later. Nothing here reads the database.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import attrgetter

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.as_of import AsOf
from claims.models import Precision, RelationKind, Stance
from claims.models.claim import Status
from claims.models.claimant import translate_name
from claims.positions import STATEMENTS_PER_PAGE, build_evidence_url
from claims.status import Standing, get_name_order
from claims.treatments import Treatment, list_treatments
from claims.versions.document import (
    ClaimDocument,
    DelayedReport,
    DocumentFactCheck,
    DocumentRelation,
    RelatedProposition,
    SilentOutlet,
    Surroundings,
)
from public.charts.timeline import EVENTS_SHOWN, Timeline, TimelineEvent, build_timeline
from public.reading import Reading

OUTLETS_SHOWN = 50
RELATED_SHOWN = 30
FACT_CHECKS_SHOWN = 30
DAYS_WORTH_DRAWING = 3
"""On fewer dates a timeline shows nothing that the positions do not say."""

OPPOSING = (RelationKind.CONTRADICTS, RelationKind.TENSION)
STANCES_TAKEN = {
    Stance.AFFIRMS: gettext_lazy("%(who)s affirmed it %(when)s"),
    Stance.DENIES: gettext_lazy("%(who)s denied it %(when)s"),
    Stance.QUESTIONS: gettext_lazy("%(who)s questioned it %(when)s"),
    Stance.WITHDRAWS: gettext_lazy("%(who)s took back an earlier position %(when)s"),
}
REPORTED_STANCES: labels.Labels = {
    Stance.AFFIRMS: gettext_lazy("reports that somebody affirms it"),
    Stance.DENIES: gettext_lazy("reports that somebody denies it"),
    Stance.QUESTIONS: gettext_lazy("reports that somebody questions it"),
    Stance.WITHDRAWS: gettext_lazy("reports that somebody took it back"),
}
"""What the mark beside an outlet that reports the claim means."""


@dataclass(frozen=True)
class RelatedClaim:
    """Another claim, and what it is to this one; `status`: as of the day asked for.

    `affirmed_by`: by whom it is agreed or asserted, in words.
    """

    words: str
    claim: RelatedProposition
    note: str
    is_opposing: bool
    status: str
    affirmed_by: str


@dataclass(frozen=True)
class RelatedGroup:
    """Other claims that are the same to this one, in `words`."""

    words: str
    is_opposing: bool
    claims: list[RelatedClaim]


@dataclass(frozen=True)
class OutletTreatments:
    """Which outlets report what others say of the claim, and what is known of those that do not mention it.

    `left_out`: how many more report it. `legend`: the stances whose marks stand beside them, in words.
    `silent`: where what was read of an outlet is found on this site, and the sentence.
    """

    reports: list[Treatment]
    left_out: int
    legend: list[tuple[str, str]]
    silent: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class LateReport:
    """One statement of which nothing could be read on the day asked for.

    `words` say who said what when; the first article with it appeared on the day `first`.
    """

    words: str
    first: AsOf


def describe_outlets(document: ClaimDocument, around: Surroundings, as_of: AsOf) -> OutletTreatments:
    """Say which outlets report the claim, and what is known of those that do not, all by their names.

    An outlet that carries the claim is not silent, even if the day on which it was said was not over yet.
    """
    reports = [treatment for treatment in list_treatments(document, as_of.day) if treatment.reports]
    left_out = max(0, len(reports) - OUTLETS_SHOWN)
    by_name = sorted(around.silent_outlets, key=lambda row: (get_name_order(row.outlet.name), row.outlet.pk))
    silent = [
        (_locate_reading(row), Reading(row.read_in_full, row.words).describe_absence(row.outlet.name))
        for row in by_name
    ]
    shown = {line.stance for treatment in reports[:OUTLETS_SHOWN] for line in treatment.reports}
    legend = [(stance, str(words)) for stance, words in REPORTED_STANCES.items() if stance in shown]
    return OutletTreatments(reports[:OUTLETS_SHOWN], left_out, legend, silent)


def _locate_reading(row: SilentOutlet) -> str:
    """Return the address of the one article that was read, or else of the outlet with all of them."""
    return reverse("article_detail", args=[row.article]) if row.article else row.outlet.get_absolute_url()


def group_related_claims(document: ClaimDocument, around: Surroundings) -> list[RelatedGroup]:
    """Group the published claims related to this one by what they are to it, those against it first.

    For a past day without those on which nothing was on record yet.
    """
    in_order = sorted(document.relations, key=attrgetter("kind", "pk"))[:RELATED_SHOWN]
    groups: dict[tuple[bool, str], list[RelatedClaim]] = defaultdict(list)
    for row in in_order:
        status = around.statuses.get(row.other.pk, Status.OPEN)
        if status != Status.OPEN:
            related = _make_related_claim(row, status, around.affirming.get(row.other.pk, ""))
            groups[related.is_opposing, related.words].append(related)
    by_side = sorted(groups.items(), key=lambda item: not item[0][0])
    return [RelatedGroup(words, is_opposing, claims) for (is_opposing, words), claims in by_side]


def _make_related_claim(relation: DocumentRelation, status: str, affirmed_by: str) -> RelatedClaim:
    kind = RelationKind(relation.kind)
    words = capfirst(labels.describe_relation(kind, is_from_here=relation.is_from_here))
    return RelatedClaim(words, relation.other, relation.note, kind in OPPOSING, status, affirmed_by)


def list_fact_checks(document: ClaimDocument) -> list[DocumentFactCheck]:
    """List the verdicts of others, the newest first, those without a date last."""
    by_id = sorted(document.fact_checks, key=attrgetter("pk"))
    dated = [check for check in by_id if check.reviewed_on]
    undated = [check for check in by_id if not check.reviewed_on]
    return [*sorted(dated, key=attrgetter("reviewed_on"), reverse=True), *undated][:FACT_CHECKS_SHOWN]


def describe_late_report(report: DelayedReport) -> LateReport:
    """Say in words what had been said by the day asked for, and was reported only later."""
    date_words = labels.format_day(report.said_on, report.precision)
    if report.precision == Precision.DAY:
        date_words = _("on %(day)s") % {"day": date_words}
    elif report.precision != Precision.BY:
        date_words = _("in %(month)s") % {"month": date_words}
    speaker = capfirst(translate_name(report.claimant))
    words = STANCES_TAKEN[Stance(report.stance)] % {"who": speaker, "when": date_words}
    return LateReport(words, AsOf(report.first))


def build_positions_timeline(document: ClaimDocument, order: Sequence[int], as_of: AsOf) -> Timeline | None:
    """Draw when the positions were taken, party under party.

    `order`: the ids of the statements in reading order. Returns None if there are not DAYS_WORTH_DRAWING.
    """
    rows = document.standings
    if len({(row.said_on, row.precision) for row in rows}) < DAYS_WORTH_DRAWING:
        return None
    latest = nlargest(EVENTS_SHOWN, rows, key=lambda row: (row.said_on, row.statement_id))
    by_id = {row.statement_id: row for row in latest}
    shown_rows = [by_id[pk] for pk in order if pk in by_id]
    events = [_make_event(document, row, as_of) for row in shown_rows]
    return build_timeline(events, _("Who took which position when"), left_out=len(rows) - len(shown_rows))


def _make_event(document: ClaimDocument, row: Standing, as_of: AsOf) -> TimelineEvent:
    url = anchor = f"#statement-{row.statement_id}"
    if document.size > STATEMENTS_PER_PAGE:
        url = build_evidence_url(document, document.size, row.statement_id, anchor[1:], as_of.day)
    speaker = capfirst(row.claimant)
    if row.claimant_id != row.party_id:
        speaker = _("%(name)s for %(party)s") % {"name": speaker, "party": row.party}
    position = labels.describe_position(row.stance, row.hedged, own_voice=row.is_outlet)
    return TimelineEvent(
        lane=_("Outlets themselves") if row.is_outlet else capfirst(row.party),
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
