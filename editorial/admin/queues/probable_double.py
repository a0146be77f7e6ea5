"""The admin of claims that may be one, contradict each other, or show a change of position, side by side."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from claims.actions import relate_double, settle_double
from claims.coverage.rows import quote_words
from claims.duplicates.shared_positions import find_evidence
from claims.duplicates.similarity import status_label
from claims.labels import format_day
from claims.models import (
    Citation,
    Claim,
    ClaimRelation,
    DoubleOutcome,
    PairKind,
    ProbableDouble,
    RelationKind,
    Stance,
)
from claims.status import Standing, read_standings, summarise_positions
from core.errors import Refused
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, link_row
from editorial.admin.base.memo import Memo
from editorial.admin.workflow.visibility import PUBLISHERS_ONLY, may_attach_to

from .base import WAITING, DecisionAdmin, OutcomeFilter, QueueDecision, read_outcome

MOST_POSITIONS = 4
"""How many positions on a claim a row of the list names one by one."""
RELATIONS = {
    "contradicts": (RelationKind.CONTRADICTS, False, "They contradict each other"),
    "narrows": (RelationKind.NARROWS, False, "The first is more specific than the second"),
    "narrowed": (RelationKind.NARROWS, True, "The second is more specific than the first"),
    "question": (RelationKind.QUESTION, False, "They are on the same question"),
}
"""How two claims can be related: the kind, whether the second claim comes first in it, and words for it."""


class NotTheSameForm(forms.Form):
    """A note on what distinguishes two similar claims."""

    note = forms.CharField(
        required=False,
        max_length=300,
        validators=[validate_no_bidi_controls],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Optional: what tells them apart. The pair is not listed again.",
    )


class RelationForm(forms.Form):
    """How two claims are related, and in which direction."""

    relation = forms.ChoiceField(
        label="How are they related?",
        choices=[(value, words) for value, (_kind, _is_turned, words) in RELATIONS.items()],
        widget=forms.RadioSelect,
        help_text="Choose one of the first three only if every reader would agree, whatever side they take. "
        "“On the same question” says nothing about which of the two is right.",
    )


class ListDecision(QueueDecision):
    """A decision about a pair, to which each row of the list has a link."""

    def get_steps(self, request, obj):
        """Return none: the list has the links."""
        return []

    def get_subject(self, obj) -> str:
        return f"They {obj.get_kind_display()}."

    def get_lines(self, obj) -> list[str]:
        return [f"First claim: {obj.claim}", f"Second claim: {obj.other}"]

    def respond(self, request, obj):
        return HttpResponseRedirect(admin_url(self.model_admin.opts, "changelist"))


class Relate(ListDecision):
    """The decision that two claims are related, as the admin of relations would record it."""

    name = "relate"
    title = "Relate"
    question = "How are these two claims related?"
    explanation = (
        "Once both are published, readers see the relation on the page of each. The pair is not listed again."
    )
    submit_label = "Relate"
    form_class = RelationForm

    def may_decide(self, request) -> bool:
        return super().may_decide(request) and request.user.has_perm("claims.add_claimrelation")

    def get_initial(self, obj):
        return {"relation": "contradicts"} if obj.kind == PairKind.CONTRADICTION else {}

    def decide(self, request, obj, answers) -> str:
        if not may_attach_to(request.user, [obj.claim, obj.other]):
            raise Refused(PUBLISHERS_ONLY)
        kind, is_turned, _words = RELATIONS[answers["relation"]]
        claim, other = (obj.other, obj.claim) if is_turned else (obj.claim, obj.other)
        relation = relate_double(
            pair=obj, claim=claim, kind=kind, other=other, by=request.user, now=timezone.now()
        )
        self.model_admin.admin_site.get_model_admin(ClaimRelation).log_addition(
            request, relation, "Related from the list of similar claims."
        )
        return f"Related: {quote_words(str(claim))} {kind.label} {quote_words(str(other))}."


class TellApart(ListDecision):
    """The decision that two claims are not the same."""

    name = "settle"
    title = "Not the same"
    question = "Are these two claims not the same?"
    submit_label = "Not the same"
    form_class = NotTheSameForm
    action_name = "not_the_same_selected"
    action_description = "Not the same"

    def decide(self, request, obj, answers) -> str:
        settle_double(pair=obj, note=answers.get("note", ""), by=request.user, now=timezone.now())
        return f"Not the same: {quote_words(str(obj.claim))} and {quote_words(str(obj.other))}."


class Positions:
    """Who holds what on the claims of some pairs, and when, drafts included. Queries: 2."""

    def __init__(self, pairs: Iterable[ProbableDouble]) -> None:
        pairs = list(pairs)
        self.standings = read_standings(
            {pk for pair in pairs for pk in (pair.claim_id, pair.other_id)}, drafts=True
        )
        self.named = {pair.pk: self._choose(pair) for pair in pairs}
        """The statements to name on both claims of each pair; those that made it one come first."""
        ids = {row.statement_id for sides in self.named.values() for rows in sides for row in rows}
        citations = (
            Citation.objects.filter(statement__in=ids).order_by("statement", "pk").distinct("statement")
        )
        self.excerpts = dict(citations.values_list("statement", "excerpt"))

    def _choose(self, pair: ProbableDouble) -> tuple[list[Standing], list[Standing]]:
        sides = [self.standings.get(pk, []) for pk in (pair.claim_id, pair.other_id)]
        evidence = find_evidence(pair.kind, sides[0], sides[1])
        decisive = [[each.first for each in evidence], [each.second for each in evidence]]
        first, second = (
            sorted(dict.fromkeys(rows), key=lambda row: row.said_on)
            + [row for row in side if row.standing == "current" and row not in rows]
            for rows, side in zip(decisive, sides, strict=True)
        )
        return first[:MOST_POSITIONS], second[:MOST_POSITIONS]

    def describe(self, pair: ProbableDouble, claim: Claim) -> str:
        """Return a claim with its status and who holds what, and when."""
        positions = summarise_positions(self.standings.get(claim.pk, ()))
        named = self.named[pair.pk][claim.pk != pair.claim_id]
        items = format_html_join(
            "", '<li dir="auto">{}</li>', ((self._describe_position(row),) for row in named)
        )
        return format_html(
            '{}<div class="record-note">{}</div>{}',
            link_row(claim),
            f"{status_label(claim)}: {positions}" if positions else status_label(claim),
            format_html('<ul class="record-positions">{}</ul>', items) if named else "",
        )

    def _describe_position(self, row: Standing) -> str:
        speaker = row.claimant if row.claimant_id == row.party_id else f"{row.claimant} ({row.party})"
        stance = Stance(row.stance).label + (", hedged" if row.hedged else "")
        excerpt = self.excerpts.get(row.statement_id, "")
        position = f"{speaker} {stance}, {format_day(row.said_on, row.precision)}"
        return f"{position}: “{excerpt}”" if excerpt else position


@admin.register(ProbableDouble)
class ProbableDoubleAdmin(DecisionAdmin):
    """Pairs that the nightly search found, to be merged, related or marked as different."""

    workflows = (Relate(), TellApart())
    actions = ()
    list_display = ("what_it_may_be", "older", "newer", "outcome_and_why", "what_to_do")
    list_title = "Similar claims"
    list_display_links = None
    list_filter = (OutcomeFilter, "kind")
    waiting_ordering = ("-score", "pk")
    search_fields = ("claim__search__words", "other__search__words")
    settlement_fields = ("settled_by", "settled_at", "note")
    fields = ("what_it_may_be", "older", "newer", "found_at", "outcome", *settlement_fields)
    readonly_fields = fields

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.positions: Memo[Positions] = Memo()
        """The positions on all claims of a list, by row of the list."""
        self.links: Memo[list[tuple[str, str]]] = Memo()
        """What this person may do with the pair, by row of the list."""

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "other", "settled_by")
        return rows.defer("claim__search", "other__search")

    # --- the list ----------------------------------------------------------------------------

    def get_list_display(self, request):
        """Return the columns: what waits has no outcome, and nothing can be done with the others."""
        left_out = "outcome_and_why" if read_outcome(request) == WAITING else "what_to_do"
        return [name for name in self.list_display if name != left_out or read_outcome(request) == "all"]

    def prepare_rows(self, request, rows):
        """Read the positions on all claims of the list at once."""
        positions = Positions(rows)
        for row in rows:
            self.positions[row] = positions
            self.links[row] = self.list_links(request, row)

    def list_links(self, request, obj) -> list[tuple[str, str]]:
        """Return (address, label) of what this person may do with a waiting pair."""
        if obj.outcome != DoubleOutcome.WAITING:
            return []
        links = []
        if request.user.has_perm("claims.merge_claim"):
            address = admin_url(Claim._meta, "merge", obj.other_id, query={"into": obj.claim_id})
            links.append((address, "Merge…"))
        if request.user.has_perm("claims.change_probabledouble"):
            may_relate = request.user.has_perm("claims.add_claimrelation")
            if may_relate and may_attach_to(request.user, [obj.claim, obj.other]):
                links.append((admin_url(self.opts, "relate", obj.pk), "Relate…"))
            links.append((admin_url(self.opts, "settle", obj.pk), "Not the same…"))
        return links

    @admin.display(description="what it may be", ordering="score")
    def what_it_may_be(self, obj) -> str:
        return format_html(
            '{}<div class="record-note">{} alike</div>', obj.get_kind_display(), f"{obj.score:.0%}"
        )

    @admin.display(description="first claim")
    def older(self, obj) -> str:
        return self.describe_claim(obj, obj.claim)

    @admin.display(description="second claim")
    def newer(self, obj) -> str:
        return self.describe_claim(obj, obj.other)

    def describe_claim(self, obj, claim: Claim) -> str:
        """Return a claim with its status and who holds what."""
        if obj not in self.positions:
            self.positions[obj] = Positions([obj])
        return self.positions[obj].describe(obj, claim)

    @admin.display(description="outcome")
    def outcome_and_why(self, obj) -> str:
        return f"{obj.get_outcome_display()}: {obj.note}" if obj.note else obj.get_outcome_display()

    @admin.display(description="")
    def what_to_do(self, obj) -> str:
        links = self.links.get(obj, [])
        return format_html_join(" ", '<a href="{}">{}</a>', links)
