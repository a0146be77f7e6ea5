"""The admin of claims that are probably on the record twice, side by side."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from claims.actions import settle_double
from claims.duplicates.similarity import status_label
from claims.models import Claim, DoubleOutcome, ProbableDouble
from claims.status import read_standings, summarise_positions
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, link_row
from editorial.admin.base.memo import Memo

from .base import DecisionAdmin, OutcomeFilter, QueueDecision


class NotTheSameForm(forms.Form):
    """A note on what distinguishes two similar claims."""

    note = forms.CharField(
        required=False,
        max_length=300,
        validators=[validate_no_bidi_controls],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Optional: what tells them apart. The pair is not listed again.",
    )


class TellApart(QueueDecision):
    """The decision that two claims are not the same."""

    name = "settle"
    title = "Not the same"
    question = "Are these two claims not the same?"
    submit_label = "Not the same"
    form_class = NotTheSameForm
    action_name = "not_the_same_selected"
    action_description = "Not the same"

    def get_steps(self, request, obj):
        """Return none: the list has a link in each row."""
        return []

    def get_lines(self, obj) -> list[str]:
        return [str(obj.claim), str(obj.other)]

    def decide(self, request, obj, answers) -> str:
        settle_double(pair=obj, note=answers.get("note", ""), by=request.user, now=timezone.now())
        return f"Not the same: “{obj.claim}” and “{obj.other}”."

    def respond(self, request, obj):
        return HttpResponseRedirect(admin_url(self.model_admin.opts, "changelist"))


@admin.register(ProbableDouble)
class ProbableDoubleAdmin(DecisionAdmin):
    """Pairs that the nightly search found, to be merged or marked as different."""

    workflows = (TellApart(),)
    actions = ()
    list_display = ("older", "newer", "likeness", "outcome_and_why", "what_to_do")
    list_display_links = None
    list_filter = (OutcomeFilter, "opposite")
    waiting_ordering = ("-score", "pk")
    search_fields = ("claim__search__words", "other__search__words")
    fields = ("older", "newer", "likeness", "found_at", "outcome", "settled_by", "settled_at", "note")
    readonly_fields = fields

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.standings: Memo[dict] = Memo()
        """The positions on all claims of a list, by row of the list."""
        self.links: Memo[list[tuple[str, str]]] = Memo()
        """What this person may do with the pair, by row of the list."""

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "other", "settled_by")
        return rows.defer("claim__search", "other__search")

    # --- the list ----------------------------------------------------------------------------

    def prepare_rows(self, request, rows):
        """Read the positions on all claims of the list at once."""
        by_claim = read_standings({pk for row in rows for pk in (row.claim_id, row.other_id)}, drafts=True)
        for row in rows:
            self.standings[row] = by_claim
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
            links.append((admin_url(self.opts, "settle", obj.pk), "Not the same…"))
        return links

    @admin.display(description="claim")
    def older(self, obj) -> str:
        return self.describe_claim(obj, obj.claim)

    @admin.display(description="looks like")
    def newer(self, obj) -> str:
        return self.describe_claim(obj, obj.other)

    def describe_claim(self, obj, claim: Claim) -> str:
        """Return a claim with its status and who holds what."""
        is_read = obj in self.standings
        by_claim = self.standings[obj] if is_read else read_standings([claim.pk], drafts=True)
        positions = summarise_positions(by_claim.get(claim.pk, ()))
        return format_html(
            '{}<div class="record-note">{}</div>',
            link_row(claim),
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
        links = self.links.get(obj, [])
        return format_html_join(" ", '<a href="{}">{}</a>', links)
