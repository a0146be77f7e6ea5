"""The list of claims that are probably on the record twice, side by side, the most alike first."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from claims.duplicates.similarity import status_label
from claims.models import Claim, DoubleOutcome, ProbableDouble
from claims.rules import Refused
from claims.status import read_standings, summarise_positions
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url
from editorial.admin.workflow.confirmation import AskingAdmin
from editorial.admin.workflow.waiting import NeverTyped, WaitingFilter


class NotTheSameForm(forms.Form):
    """What tells two claims apart that look alike."""

    note = forms.CharField(
        required=False,
        max_length=300,
        validators=[validate_no_bidi_controls],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Optional: what tells them apart. The pair is not listed again.",
    )


@admin.register(ProbableDouble)
class ProbableDoubleAdmin(NeverTyped, AskingAdmin):
    """Pairs that the nightly search found, to be merged or told apart."""

    list_display = ("older", "newer", "likeness", "outcome_and_why", "what_to_do")
    list_display_links = None
    list_filter = (WaitingFilter, "opposite")
    search_fields = ("claim__text", "other__text")
    actions = ("not_the_same_selected",)
    fields = ("older", "newer", "likeness", "found_at", "outcome", "settled_by", "settled_at", "note")
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "other", "settled_by")
        return rows.defer("claim__search", "other__search")

    def get_ordering(self, request):
        """What waits, the most alike first; of what is settled the newest."""
        return ("-score", "pk") if request.GET.get("outcome", "waiting") == "waiting" else ("-pk",)

    # --- permissions -------------------------------------------------------------------------

    def has_settle_permission(self, request) -> bool:
        return request.user.has_perm("claims.change_probabledouble")

    # --- the list ----------------------------------------------------------------------------

    def get_changelist_instance(self, request):
        """With the positions on all claims of the page, asked for at once."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        found = read_standings({pk for row in rows for pk in (row.claim_id, row.other_id)}, drafts=True)
        for row in rows:
            row.held = found
            row.may_settle = self.has_settle_permission(request)
            row.may_merge = request.user.has_perm("claims.merge_claim")
        changelist.result_list = rows
        return changelist

    @admin.display(description="claim")
    def older(self, obj) -> str:
        return self.side(obj, obj.claim)

    @admin.display(description="looks like")
    def newer(self, obj) -> str:
        return self.side(obj, obj.other)

    def side(self, obj, claim: Claim) -> str:
        """A claim with its status and who holds what."""
        held = obj.held if hasattr(obj, "held") else read_standings([claim.pk], drafts=True)
        positions = summarise_positions(held.get(claim.pk, ()))
        return format_html(
            '<a href="{}" dir="auto">{}</a><div class="record-note">{}</div>',
            change_url(claim),
            claim,
            f"{status_label(claim)}: {positions}" if positions else status_label(claim),
        )

    @admin.display(description="alike", ordering="score")
    def likeness(self, obj) -> str:
        return f"{obj.score:.0%}" + (", but opposite in wording" if obj.opposite else "")

    @admin.display(description="outcome")
    def outcome_and_why(self, obj) -> str:
        return f"{obj.get_outcome_display()}: {obj.note}" if obj.note else obj.get_outcome_display()

    @admin.display(description="")
    def what_to_do(self, obj) -> str:
        if obj.outcome != DoubleOutcome.WAITING:
            return ""
        links = []
        if obj.may_merge:
            merging = reverse("admin:claims_claim_merge", args=[obj.other_id])
            links.append((f"{merging}?{urlencode({'into': obj.claim_id})}", "Merge…"))
        if obj.may_settle:
            links.append((admin_url(self.opts, "settle", obj.pk), "Not the same…"))
        return format_html(
            "{} {}", *[format_html('<a href="{}">{}</a>', *link) for link in links], *[""] * (2 - len(links))
        )

    # --- what is done ------------------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view(self.settle_view)
        name = "claims_probabledouble_settle"
        return [path("<path:object_id>/settle/", view, name=name), *super().get_urls()]

    def settle_view(self, request, object_id):
        """Ask for what tells the two apart, and settle that they are not the same."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        response = self.decide(
            request,
            object_id,
            lambda pair, form: self.settle(request, pair, form.cleaned_data["note"]),
            form_class=NotTheSameForm,
            step="Not the same",
            question="Are these two claims not the same?",
            button="Not the same",
            lines=lambda pair: [str(pair.claim), str(pair.other)],
        )
        done = request.method == "POST" and response.status_code == 302
        return HttpResponseRedirect(admin_url(self.opts, "changelist")) if done else response

    @admin.action(description="Not the same", permissions=["settle"])
    def not_the_same_selected(self, request, queryset):
        self.each(request, queryset.order_by("pk"), lambda pair: self.settle(request, pair, ""))

    def settle(self, request, pair: ProbableDouble, note: str) -> str:
        waiting = ProbableDouble.objects.filter(pk=pair.pk, outcome=DoubleOutcome.WAITING)
        settled = {"settled_at": self.now(), "settled_by": request.user, "note": note.strip()}
        if not waiting.update(outcome=DoubleOutcome.DIFFERENT, **settled):
            raise Refused("This pair is settled already.")
        return f"Not the same: “{pair.claim}” and “{pair.other}”."
