"""The admin of corrections that were proposed with a change."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from claims.actions import publish_correction, waive_correction
from claims.models import CorrectionProposal
from editorial.admin.base.forms import make_note_field

from .base import DecisionAdmin, QueueDecision


class WordingForm(forms.Form):
    """A correction as readers will see it."""

    notice = make_note_field(
        rows=3,
        autofocus=False,
        label="What was altered",
        help_text="So that a reader who saw the old version understands. Readers see this.",
    )
    reason = make_note_field(rows=3, autofocus=False, label="Why", help_text="Readers see this as well.")


class WaivingForm(forms.Form):
    """The reason why no correction notice is needed."""

    note = make_note_field(
        rows=3,
        autofocus=False,
        label="Why readers need not be told",
        help_text="For the desk: a typing error that changed no meaning.",
    )


class ProposalDecision(QueueDecision):
    """A decision about a correction; the change is shown on the page that asks."""

    def get_initial(self, obj) -> dict[str, str]:
        return {"reason": obj.reason}

    def get_subject(self, obj):
        return obj.claim or obj

    def get_lines(self, obj) -> list[str]:
        return obj.change.splitlines()


class WordCorrection(ProposalDecision):
    """The publication of a correction, in words for readers."""

    name = "word"
    label = "Word the correction…"
    title = "Word the correction"
    question = "What are readers told?"
    submit_label = "Publish this correction"
    form_class = WordingForm

    def decide(self, request, obj, answers) -> str:
        publish_correction(proposal=obj, **answers, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, f"Published as a correction: {answers['notice']}")
        return "Published as a correction; readers see it now."


class WaiveCorrection(ProposalDecision):
    """The settlement of a proposal without a correction."""

    name = "waive"
    label = "Readers need not be told…"
    title = "Readers need not be told"
    question = "Settle this without a correction?"
    submit_label = "Settle without a correction"
    form_class = WaivingForm

    def decide(self, request, obj, answers) -> str:
        waive_correction(proposal=obj, note=answers["note"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, f"Settled without a correction: {answers['note']}")
        return "Settled without a correction."


@admin.register(CorrectionProposal)
class CorrectionProposalAdmin(DecisionAdmin):
    """Alterations of what readers had seen, until they are settled."""

    workflows = (WordCorrection(), WaiveCorrection())
    parents = ("claim",)
    list_display = ("change", "claim", "proposed_by", "proposed_at", "outcome")
    list_select_related = ("claim", "proposed_by")
    waiting_ordering = ("proposed_at", "pk")
    search_fields = ("claim__search__words", "change__icontains")
    settlement_fields = ("settled_by", "settled_at", "correction", "note")
    fields = (
        *("claim", "change", "reason", "proposed_by", "proposed_at"),
        *("outcome", *settlement_fields),
    )
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("claim", "proposed_by", "settled_by").defer("claim__search")
