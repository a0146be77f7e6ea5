from dataclasses import replace

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from claims.actions import retract_claim
from claims.models import (
    Claim,
    ClaimRelation,
    ClaimTopic,
    Correction,
    FactCheck,
    Lead,
    State,
    Statement,
)
from core.query_string import parse_id
from editorial.admin.base import RecordAdmin, RecordForm, make_panel
from editorial.admin.base.changelist import is_autocomplete
from editorial.admin.base.columns import STATEMENT_COLUMNS, format_day
from editorial.admin.checks.duplicates import describe_duplicate, find_duplicate
from editorial.admin.checks.warnings import warn_about_wording
from editorial.admin.queues.offered_citation import make_offers_panels
from editorial.admin.queues.origin import make_origin_panels
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.merging import MergedFilter, Merging
from editorial.admin.workflow.publishing import Publishing
from editorial.admin.workflow.queue_filter import QueueFilter
from editorial.admin.workflow.review import WHAT_READERS_SEE, DraftReview
from editorial.admin.workflow.rewording import Rewording, refuse_other_meaning
from editorial.admin.workflow.similar_claims import (
    ANOTHER,
    SimilarClaims,
    label_choice,
    search_claims,
    search_claims_of_topic,
    validate_is_another_claim,
)
from editorial.history import RelatedRows
from editorial.review.page import ReviewPage, drafts_of_claim

from .claim_version import make_versions_panel
from .statement import CITATIONS
from .status import describe_status, render_status
from .topic import TopicFilter

STATEMENTS = RelatedRows(Statement, "claim", ("claimant", "stance", "said_on"))


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
        """Make the text one line, and refuse a proposition that is on the record already."""
        text = " ".join(self.cleaned_data["text"].split())
        if text != self.instance.text and (duplicate := find_duplicate(text, exclude=self.instance.pk)):
            raise ValidationError(describe_duplicate(duplicate))
        if text != self.instance.text:
            refuse_other_meaning(self.instance, text)
            validate_is_another_claim(text, self.data.get(ANOTHER, ""), exclude=self.instance.pk)
        return text


class ClaimPublishing(Publishing):
    """The publication of a claim, with those of its draft statements that are cited."""

    def retract(self, user, obj, notice: str) -> None:
        retract_claim(claim=obj, by=user, now=timezone.now(), reason=notice)

    def describe_publication(self, obj) -> list[str]:
        ready = obj.statements.ready().count()
        waiting = obj.statements.filter(state=State.DRAFT).count() - ready
        lines = [*describe_status(obj), f"Statements published with it: {ready}."]
        if waiting:
            lines.append(f"Statements that stay drafts, for want of a citation: {waiting}.")
        return lines


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    """Propositions, with the statements on each."""

    class Media:
        js = ["similar-claims.js"]

    dependents = (Lead,)
    workflows = (
        DraftReview(),
        ReviewPage(drafts_of_claim),
        ClaimPublishing(),
        Merging(),
        Rewording(),
        SimilarClaims(),
        Corrections(),
    )
    has_optional_reason = False
    form = ClaimForm
    list_display = ("text", "state", "shown_status", "nature", "statements_on_it", "published_on")
    list_filter = (QueueFilter, "state", "status", "nature", TopicFilter, MergedFilter)
    date_hierarchy = "published_at"
    search_fields = ("text",)
    search_help_text = "Words of the proposition or its context."
    history_parts = (
        RelatedRows(ClaimTopic, "claim", ("topic",), form_field="topics"),
        STATEMENTS,
        replace(CITATIONS, through=STATEMENTS),
        RelatedRows(ClaimRelation, "claim", ("kind", "other")),
        RelatedRows(ClaimRelation, "other", ("claim", "kind")),
        RelatedRows(FactCheck, "claim", ("reviewer",)),
        RelatedRows(Correction, "claim", ("notice",)),
    )
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

    def build_fieldsets(self, obj):
        fieldsets: list = [(None, {"fields": ["text", "nature", "topics", "context", "public_note"]})]
        if obj is not None:
            fields: list = ["state", "status_and_why"]
            if obj.state != State.DRAFT:
                fields += [("published_at", "published_by")]
            if obj.state == State.RETRACTED:
                fields += [("retracted_at", "retracted_by"), "retraction_reason"]
            fieldsets.insert(0, (WHAT_READERS_SEE, {"fields": fields}))
        return fieldsets

    def after_save(self, request, form, formsets, change) -> None:
        if not change or "text" in form.changed_data:
            for warning in warn_about_wording(form.instance):
                self.message_user(request, warning, messages.WARNING)

    def get_queryset(self, request):
        counted = Statement.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
        count = Subquery(counted.annotate(n=Count("pk")).values("n"))
        return super().get_queryset(request).defer("search").annotate(statement_count=count)

    def filter_dated(self, rows):
        return rows.filter(state=State.PUBLISHED)

    @admin.display(description="status", ordering="status")
    def shown_status(self, obj) -> str:
        return obj.get_status_display() if obj.is_published else "–"

    @admin.display(description="statements")
    def statements_on_it(self, obj) -> int:
        return obj.statement_count or 0

    @admin.display(description="published", ordering="published_at")
    def published_on(self, obj) -> str:
        return format_day(obj.published_at)

    @admin.display(description="status, and why")
    def status_and_why(self, obj) -> str:
        return render_status(obj)

    def get_search_results(self, request, queryset, search_term):
        if is_autocomplete(request) and (topic := parse_id(request.GET.get("topic", ""))):
            return search_claims_of_topic(queryset, topic, search_term), False
        return search_claims(request, queryset, search_term), False

    def get_autocomplete_label(self, obj) -> str:
        return label_choice(obj)

    def get_panels(self, request, obj):
        statements = obj.statements.select_related("claimant", "party").order_by("-said_on", "-pk")
        relations = ClaimRelation.objects.select_related("claim", "other").order_by("-pk")
        return [
            *super().get_panels(request, obj),
            *(make_origin_panels(obj) if obj.state == State.DRAFT else ()),
            make_panel(
                "Statements",
                statements,
                STATEMENT_COLUMNS,
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            *make_offers_panels(statement__claim__id__exact=obj.pk),
            make_panel(
                "What it bears on",
                relations.filter(claim=obj),
                {"Claim": lambda r: r.other, "How": lambda r: f"this one {r.get_kind_display()} it"},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            make_panel(
                "What bears on it",
                relations.filter(other=obj),
                {"Claim": lambda r: r.claim, "How": lambda r: f"it {r.get_kind_display()} this one"},
                where={"other__id__exact": obj.pk},
            ),
            make_panel(
                "Fact-checks by others",
                obj.fact_checks.order_by("-reviewed_on", "-pk"),
                {"Reviewer": lambda f: f.reviewer, "Rating": lambda f: f.rating},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk},
            ),
            make_panel(
                "Corrections",
                obj.corrections.order_by("-made_at", "-pk"),
                {"Notice": str, "Made": lambda c: format_day(c.made_at)},
                where={"claim__id__exact": obj.pk},
                add={"claim": obj.pk} if request.user.has_perm("claims.add_correction") else None,
            ),
            *([] if obj.state == State.DRAFT else [make_versions_panel(obj)]),
        ]
