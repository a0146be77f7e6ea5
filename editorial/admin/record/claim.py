from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from claims.actions import publish_claim, retract_claim
from claims.models import Citation, Claim, ClaimRelation, State, Statement
from editorial.admin.base import RecordForm, panel
from editorial.admin.base.columns import STATEMENT_COLUMNS, day
from editorial.admin.checks.duplicates import on_record_already, same_proposition
from editorial.admin.queues.offered_citation import offers_panels
from editorial.admin.workflow.merging import MergingAdmin
from editorial.admin.workflow.publishing import PublishingAdmin
from editorial.admin.workflow.queue_filter import WithQueues
from editorial.admin.workflow.similar_claims import ANOTHER, FindsSimilar, ask_whether_another

from .claim_version import versions_panel
from .status import status_html, status_lines
from .timeline import TIMELINE_OF_CLAIM
from .topic import TopicFilter


class ClaimForm(RecordForm):
    """A proposition. Its state and its status are not typed."""

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            address = reverse("admin:claims_claim_similar")
            self.fields["text"].widget.attrs |= {
                "data-similar-claims": f"{address}?besides={self.instance.pk or ''}&q="
            }

    def clean_text(self) -> str:
        """One line, for a proposition has no paragraphs; and not one that is on the record."""
        text = " ".join(self.cleaned_data["text"].split())
        if text != self.instance.text and (double := same_proposition(text, besides=self.instance.pk)):
            raise ValidationError(on_record_already(double))
        if text != self.instance.text:
            ask_whether_another(text, self.data.get(ANOTHER, ""), besides=self.instance.pk)
        return text


@admin.register(Claim)
class ClaimAdmin(WithQueues, MergingAdmin, FindsSimilar, PublishingAdmin):
    """Propositions, with the statements on each."""

    class Media:
        js = ["similar-claims.js"]

    form = ClaimForm
    list_display = ("text", "state", "shown_status", "nature", "statements_on_it", "published_on")
    list_filter = ("state", "status", "nature", TopicFilter)
    actions = (*PublishingAdmin.actions, *MergingAdmin.actions)
    date_hierarchy = "published_at"
    search_fields = ("text",)
    search_help_text = "Words of the proposition or its context."
    timeline = TIMELINE_OF_CLAIM
    autocomplete_fields = ("topics",)
    readonly_fields = (
        "state",
        "status_and_why",
        "published_at",
        "published_by",
        "retracted_at",
        "retracted_by",
        "retraction_reason",
    )

    def layout(self, obj):
        sets = [(None, {"fields": ["text", "nature", "topics", "context", "public_note"]})]
        if obj is not None:
            fields = ["state", "status_and_why"]
            if obj.state != State.DRAFT:
                fields += [("published_at", "published_by")]
            if obj.state == State.RETRACTED:
                fields += [("retracted_at", "retracted_by"), "retraction_reason"]
            sets.insert(0, ("What readers see", {"fields": fields}))
        return sets

    def get_queryset(self, request):
        counted = Statement.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
        count = Subquery(counted.annotate(n=Count("pk")).values("n"))
        return super().get_queryset(request).defer("search").annotate(statement_count=count)

    def dated_rows(self, rows):
        return rows.filter(state=State.PUBLISHED)

    @admin.display(description="status", ordering="status")
    def shown_status(self, obj) -> str:
        return obj.get_status_display() if obj.is_published else "–"

    @admin.display(description="statements")
    def statements_on_it(self, obj) -> int:
        return obj.statement_count or 0

    @admin.display(description="published", ordering="published_at")
    def published_on(self, obj) -> str:
        return day(obj.published_at)

    @admin.display(description="status, and why")
    def status_and_why(self, obj) -> str:
        return status_html(obj)

    def publish(self, request, obj) -> str:
        with_it = publish_claim(claim=obj, by=request.user, now=self.now())
        what = "statement" if with_it == 1 else "statements"
        return f"Published with {with_it} {what}: “{obj}”."

    def retract(self, request, obj, notice: str) -> None:
        retract_claim(claim=obj, by=request.user, now=self.now(), reason=notice)

    def publish_lines(self, obj) -> list[str]:
        ready = obj.statements.ready().count()
        waiting = obj.statements.filter(state=State.DRAFT).count() - ready
        lines = [*status_lines(obj), f"Statements published with it: {ready}."]
        if waiting:
            lines.append(f"Statements that stay drafts, for want of a citation: {waiting}.")
        return lines

    def shown_by_publishing(self, rows):
        shown = Citation.objects.filter(statement__claim__in=rows, statement__claim__state=State.DRAFT)
        return shown.exclude(statement__state=State.RETRACTED)

    def panels(self, request, obj):
        statements = obj.statements.select_related("claimant", "party").order_by("-said_on", "-pk")
        relations = ClaimRelation.objects.select_related("claim", "other").order_by("-pk")
        return [
            panel(
                "Statements",
                statements,
                STATEMENT_COLUMNS,
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            *offers_panels(statement__claim__id__exact=obj.pk),
            panel(
                "What it bears on",
                relations.filter(claim=obj),
                {"Claim": lambda r: r.other, "How": lambda r: f"this one {r.get_kind_display()} it"},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            panel(
                "What bears on it",
                relations.filter(other=obj),
                {"Claim": lambda r: r.claim, "How": lambda r: f"it {r.get_kind_display()} this one"},
                where={"other__id__exact": obj.pk},
            ),
            panel(
                "Fact-checks by others",
                obj.fact_checks.order_by("-reviewed_on", "-pk"),
                {"Reviewer": lambda f: f.reviewer, "Rating": lambda f: f.rating},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            panel(
                "Corrections",
                obj.corrections.order_by("-made_at", "-pk"),
                {"Notice": str, "Made": lambda c: day(c.made_at)},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk} if request.user.has_perm("claims.add_correction") else None,
            ),
            *([] if obj.state == State.DRAFT else [versions_panel(obj)]),
        ]
