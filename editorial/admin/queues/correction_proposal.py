"""Corrections that were proposed with a change: a publisher words each, or says why none is needed."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path

from claims.actions import publish_correction, waive_correction
from claims.models import CorrectionProposal, ProposalOutcome
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url
from editorial.admin.workflow.confirmation import AskingAdmin
from editorial.admin.workflow.waiting import NeverTyped, WaitingFilter


def words(label: str, help_text: str, **more) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=help_text,
        **more,
    )


class WordingForm(forms.Form):
    """A correction as readers will see it."""

    notice = words(
        "What was altered", "So that a reader who saw the old version understands. Readers see this."
    )
    reason = words("Why", "Readers see this as well.")


class WaivingForm(forms.Form):
    """Why readers need not be told."""

    note = words("Why readers need not be told", "For the desk: a typing error that changed no meaning.")


@admin.register(CorrectionProposal)
class CorrectionProposalAdmin(NeverTyped, AskingAdmin):
    """What was altered after readers had seen it, until it is settled."""

    list_display = ("change", "claim", "proposed_by", "proposed_at", "outcome")
    list_filter = (WaitingFilter,)
    list_select_related = ("claim", "proposed_by")
    search_fields = ("claim__text", "change")
    actions = None
    fields = (
        *("claim", "change", "reason", "proposed_by", "proposed_at"),
        *("outcome", "settled_by", "settled_at", "correction", "note"),
    )
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("claim", "proposed_by", "settled_by").defer("claim__search")

    def get_ordering(self, request):
        """The longest wait first; of what is settled the newest. Either order is that of an index."""
        return ("proposed_at", "pk") if request.GET.get("outcome", "waiting") == "waiting" else ("-pk",)

    def has_settle_permission(self, request) -> bool:
        return request.user.has_perm("claims.change_correctionproposal")

    def trail(self, obj):
        return [(change_url(obj.claim), str(obj.claim))] if obj.claim else []

    def steps(self, request, obj):
        if obj.outcome != ProposalOutcome.WAITING or not self.has_settle_permission(request):
            return []
        return [
            (admin_url(self.opts, "word", obj.pk), "Word the correction…"),
            (admin_url(self.opts, "waive", obj.pk), "Readers need not be told…"),
        ]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/word/", view(self.word_view), name="claims_correctionproposal_word"),
            path("<path:object_id>/waive/", view(self.waive_view), name="claims_correctionproposal_waive"),
        ]
        return own + super().get_urls()

    def decide_initial(self, obj) -> dict:
        return {"initial": {"reason": obj.reason}}

    def word_view(self, request, object_id):
        if not self.has_settle_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.word(request, obj, form.cleaned_data),
            form_class=WordingForm,
            step="Word the correction",
            question="What are readers told?",
            subject=lambda obj: obj.claim or obj,
            lines=lambda obj: obj.change.splitlines(),
            button="Publish this correction",
        )

    def waive_view(self, request, object_id):
        if not self.has_settle_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.waive(request, obj, form.cleaned_data["note"]),
            form_class=WaivingForm,
            step="Readers need not be told",
            question="Settle this without a correction?",
            subject=lambda obj: obj.claim or obj,
            lines=lambda obj: obj.change.splitlines(),
            button="Settle without a correction",
        )

    def word(self, request, obj, said: dict[str, str]) -> str:
        publish_correction(proposal=obj, **said, by=request.user, now=self.now())
        self.log_change(request, obj, f"Published as a correction: {said['notice']}")
        return "Published as a correction; readers see it now."

    def waive(self, request, obj, note: str) -> str:
        waive_correction(proposal=obj, note=note, by=request.user, now=self.now())
        self.log_change(request, obj, f"Settled without a correction: {note}")
        return "Settled without a correction."
