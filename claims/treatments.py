"""Treatments: what outlets do with claims, derived from the citations.

Nobody enters a treatment. An outlet that speaks in its own voice states or disputes a claim; one
that passes on what others say attributes it, and it matters to whom. Silence means something only
where an editor has read the whole article.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .labels import OWN_VOICE, Labels, describe_position, join_list
from .positions import build_evidence_url
from .status import SIDES, describe_side, get_name_order
from .versions.document import ClaimDocument, DocumentCitation, DocumentOutlet, DocumentStatement, rank_by_age

PASSED_ON: Labels = {
    "affirms": gettext_lazy("attributes it to %(names)s"),
    "denies": gettext_lazy("reports the denial by %(names)s"),
    "questions": gettext_lazy("reports the doubts of %(names)s"),
    "withdraws": gettext_lazy("reports that %(names)s took it back"),
}
STANCES = tuple(OWN_VOICE)

Ranks = dict[int, dict[int, tuple[int, frozenset[str]]]]
"""How outlets treat claims, by outlet id and claim id: see `group_ranks`."""


@dataclass
class TreatmentLine:
    """One thing that an outlet does with a claim.

    The citation is the first that shows it. `words` say it in a phrase. `excerpt` is as printed, of the
    given `kind` (see CitationKind) and `language`.
    """

    stance: str
    words: str
    is_own_voice: bool
    citation_id: int
    statement_id: int
    excerpt: str = ""
    kind: str = ""
    language: str = ""
    url: str = ""


class NamedOutlet(Protocol):
    """An outlet, or what a claim's document tells of one."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...

    def get_absolute_url(self) -> str: ...


@dataclass
class Treatment:
    """Treatment of one claim by one outlet.

    `lines`: first those in its own voice, then those that quote others. `origin`: the agency or outlet whose
    words it passes on, where it has nothing else on the claim.
    """

    outlet: NamedOutlet
    lines: list[TreatmentLine] = field(default_factory=list)
    origin: DocumentOutlet | None = None

    @property
    def has_own_voice(self) -> bool:
        return self.lines[0].is_own_voice

    @property
    def summary(self) -> str:
        """The heading where the lines alone would not make the treatment plain."""
        if self.has_both_sides and not self.has_own_voice:
            return _("gives both sides")
        return ""

    @property
    def reports(self) -> list[TreatmentLine]:
        """What it passes on of others."""
        return [line for line in self.lines if not line.is_own_voice]

    @property
    def has_both_sides(self) -> bool:
        passed_on = {line.stance for line in self.lines if not line.is_own_voice}
        return "affirms" in passed_on and bool(passed_on & {"denies", "questions"})


def list_treatments(
    document: ClaimDocument, as_of: date | None = None, outlet_ids: Collection[int] | None = None
) -> list[Treatment]:
    """List how each outlet treats the claim, by name.

    `outlet_ids`: these outlets only. `as_of`: the day of the document.
    """
    evidence: dict[int, list] = defaultdict(list)
    outlets: dict[int, DocumentOutlet] = {}
    for statement in document.statements:
        for citation in statement.citations:
            outlet = citation.article.outlet
            if outlet_ids is not None and outlet.pk not in outlet_ids:
                continue
            is_own = statement.claimant.outlet_id == outlet.pk
            if not is_own or statement.standing in ("current", "withdrawn"):
                outlets[outlet.pk] = outlet
                evidence[outlet.pk].append((is_own, statement, citation))
    by_name = sorted(outlets.values(), key=lambda outlet: (get_name_order(outlet.name), outlet.pk))
    treatments = [
        Treatment(
            outlet, build_lines(_sum_up(evidence[outlet.pk])), _find_origin(outlet, evidence[outlet.pk])
        )
        for outlet in by_name
    ]
    address, size = document.get_absolute_url(), document.size
    for line in (line for treatment in treatments for line in treatment.lines):
        anchor = f"citation-{line.citation_id}"
        line.url = build_evidence_url(document, size, line.statement_id, anchor, as_of, address)
    return treatments


def _find_origin(
    outlet: DocumentOutlet, evidence: list[tuple[bool, DocumentStatement, DocumentCitation]]
) -> DocumentOutlet | None:
    """Return whose words an outlet passes on that has nothing else on a claim; None if it has."""
    first = min((citation for _is_own, _statement, citation in evidence), key=rank_by_age)
    has_own = any(citation.origin.pk == outlet.pk for _is_own, _statement, citation in evidence)
    return None if has_own else first.origin


def describe_absence(document: ClaimDocument, outlet_ids: Iterable[int]) -> dict[int, str]:
    """Say of outlets that `list_treatments` leaves out, by id, why it does so.

    Nothing is said of those that do not carry the claim, as far as the document shows all that do.
    """
    citations = (citation for statement in document.statements for citation in statement.citations)
    cited_ids = {citation.article.outlet.pk for citation in citations}
    if not document.left_out:
        return {pk: _("only an earlier position of its own") for pk in outlet_ids if pk in cited_ids}
    number = {"number": len(document.statements)}
    former = (
        _("only an earlier position of its own among the %(number)s positions that we looked at") % number
    )
    absent = _("not among the %(number)s positions that we looked at") % number
    return {pk: former if pk in cited_ids else absent for pk in outlet_ids}


def _sum_up(evidence: list[tuple[bool, DocumentStatement, DocumentCitation]]) -> list[tuple]:
    """Sum up what one outlet carries by voice, stance and party, as `build_lines` reads it."""
    groups: dict[tuple, list] = defaultdict(list)
    for is_own, statement, citation in evidence:  # they come by the name of the party
        groups[statement.party.pk, is_own, statement.stance].append((statement, citation))
    rows = []
    for (party_id, is_own, stance), group in groups.items():
        statement, first = min(group, key=lambda pair: rank_by_age(pair[1]))
        is_second_hand = not any(citation.counts_for(party_id) for _statement, citation in group)
        is_hedged = all(statement.hedged for statement, _citation in group)
        words = (first.pk, statement.pk, first.excerpt, first.kind, first.article.language)
        rows.append((is_own, stance, statement.party.in_sentence, is_hedged, is_second_hand, *words))
    return rows


def build_lines(rows: Sequence[tuple]) -> list[TreatmentLine]:
    """Make what one outlet does with a claim of rows as `_sum_up` gives them."""
    own_voice_lines = [
        TreatmentLine(stance, describe_position(stance, hedged, own_voice=True), True, *evidence)
        for listed_stance in STANCES
        for is_own, stance, _party, hedged, _second_hand, *evidence in rows
        if is_own and stance == listed_stance
    ]
    passed_on = {row[1] for row in rows if not row[0]}
    has_both_sides = "affirms" in passed_on and bool(passed_on & {"denies", "questions"})
    return own_voice_lines + [
        _build_attribution(stance, rows, has_both_sides=has_both_sides)
        for stance in STANCES
        if stance in passed_on
    ]


def _build_attribution(stance: str, rows: Sequence[tuple], *, has_both_sides: bool) -> TreatmentLine:
    attributed = [row for row in rows if not row[0] and row[1] == stance]
    parties = (_("%(party)s (second-hand)") % {"party": row[2]} if row[4] else row[2] for row in attributed)
    names = list(dict.fromkeys(parties))
    if has_both_sides and stance in SIDES:
        words = describe_side(stance, names)
    else:
        words = str(PASSED_ON[stance]) % {"names": join_list(names)}
    return TreatmentLine(stance, words, False, *attributed[0][5:])


def group_ranks(outlet_ids: Iterable[int], rows: Iterable[Sequence]) -> Ranks:
    """Group rows of claims_treatment_ranks by outlet id and claim id.

    Gives the rank (0: it disputes the claim itself, 1: it states it itself, 2: it gives both sides, 3: it
    passes on who affirms it, 4: who denies it), and what it says itself and whose positions it passes on.
    """
    ranks: Ranks = {outlet: {} for outlet in outlet_ids}
    for outlet, claim, rank, stances in rows:
        ranks[outlet][claim] = rank, frozenset(stances)
    return ranks
