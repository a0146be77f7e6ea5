"""Which outlets report a claim of a topic, and which of those that were read do not mention it.

Made from documents of claims and from what is known of the topic. Nothing here reads the database.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.labels import join_list
from claims.status import get_name_order
from claims.topic_reporting import OutletActivity, TopicReporting
from claims.treatments import Treatment, TreatmentLine, list_treatments
from claims.versions.document import ClaimDocument, DocumentCitation
from public.reading import Reading

OUTLETS_SHOWN = 8
"""How many outlets are named beside a claim, those that report most of the topic; others are counted."""

LINES_SHOWN = 3
"""How many excerpts a claim shows in a list of claims; its own page has all."""

SILENT_NAMED = 3
"""How many outlets that do not mention a claim are named; where there are more, the others are counted."""


@dataclass(frozen=True, slots=True)
class ClaimReports:
    """What outlets do with a claim, all by their names.

    `more_outlets`: how many report it beside those of the treatments. `lines`: the first things that they do,
    each with the outlet's name and the citation that shows it. `more_excerpts`: how many of the claim's
    excerpts are not shown. `silence`: the outlets that were read and do not mention it, in one phrase.
    """

    claim: ClaimDocument
    treatments: list[Treatment]
    more_outlets: int
    lines: list[tuple[str, TreatmentLine, DocumentCitation]]
    more_excerpts: int
    silence: str


@dataclass(frozen=True, slots=True)
class TopicReports:
    """Who reports each claim of a page; and the outlets told of, by name, with how much of each was read."""

    claims: list[ClaimReports]
    readings: list[tuple[str, str]]


def list_reports(
    claims: Iterable[ClaimDocument],
    reporting: TopicReporting,
    activities: Iterable[OutletActivity],
    as_of: AsOf,
) -> TopicReports:
    """List who reports each of these claims, in their order.

    `activities`: of the outlets that are told of.
    """
    names = {row.outlet_id: reporting.names[row.outlet_id] for row in activities}
    by_name = sorted(names, key=lambda pk: (get_name_order(names[pk]), pk))
    readings = {pk: Reading(reporting.read_in_full[pk], reporting.words_read.get(pk)) for pk in by_name}
    read = {pk: names[pk] for pk in by_name if readings[pk].articles}
    return TopicReports(
        [_make_reports(claim, reporting, names.keys(), read, as_of) for claim in claims],
        [(names[pk], readings[pk].describe_amount()) for pk in by_name],
    )


def _make_reports(
    claim: ClaimDocument,
    reporting: TopicReporting,
    outlets: Collection[int],
    read: dict[int, str],
    as_of: AsOf,
) -> ClaimReports:
    treatments = list_treatments(claim, as_of.day, outlets)
    citations = {citation.pk: citation for row in claim.statements for citation in row.citations}
    lines = [(treatment.outlet.name, line) for treatment in treatments for line in treatment.lines]
    carriers = reporting.claims[claim.pk].carriers
    silent = [name for pk, name in read.items() if pk not in carriers]
    phrase = _("Not in what we read of %(outlets)s") % {"outlets": join_list(silent, most=SILENT_NAMED)}
    return ClaimReports(
        claim,
        treatments,
        len(carriers.keys() - {treatment.outlet.pk for treatment in treatments}),
        [(outlet, line, citations[line.citation_id]) for outlet, line in lines[:LINES_SHOWN]],
        len(citations) - len(lines[:LINES_SHOWN]),
        phrase if silent else "",
    )
