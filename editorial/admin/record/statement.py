from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.actions import retract_statement
from claims.labels import format_said_on
from claims.models import Citation, State, Statement
from editorial.admin.base import RecordAdmin, RecordForm, make_panel
from editorial.admin.base.columns import describe_proof, describe_stance
from editorial.admin.base.concurrency import lock_each
from editorial.admin.checks.affiliations import fill_field, find_capacity, find_party
from editorial.admin.checks.proof import prove_and_tell
from editorial.admin.checks.warnings import warn_about_statement
from editorial.admin.queues.offered_citation import make_offers_panels
from editorial.admin.queues.origin import make_origin_panels
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.publishing import Publishing
from editorial.admin.workflow.queue_filter import QueueFilter
from editorial.admin.workflow.review import WHAT_READERS_SEE, DraftReview
from editorial.history import RelatedRows

from .citation import CitationInline
from .status import describe_standing, describe_status

CITATIONS = RelatedRows(
    Citation, "statement", ("excerpt",), hidden_fields=("capture", "start", "end", "prefix", "suffix")
)
SAID_ON_HELP = (
    "For a month or a year: its first day. With “by that day”: the day by which it had been said, "
    "usually the article's."
)


class StatementForm(RecordForm):
    """A position. Party and capacity may be left to the claimant's affiliations."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "said_on" in self.fields:
            self.fields["said_on"].help_text = SAID_ON_HELP
        for name in {"party", "capacity"} & set(self.fields):
            self.fields[name].required = False
            self.fields[name].help_text += " Leave empty to take it from the claimant."

    def clean_claim(self):
        claim = self.cleaned_data["claim"]
        lock_each([claim])
        claim.refresh_from_db(fields=["state"])
        if claim.state == State.RETRACTED:
            raise ValidationError("This claim is retracted: nothing is added to it any more.")
        return claim

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        claimant, day = cleaned.get("claimant"), cleaned.get("said_on")
        if claimant and "party" in cleaned and not cleaned["party"]:
            fill_field(self, "party", find_party, claimant, day)
        if claimant and cleaned.get("party") and not cleaned.get("capacity", " "):
            fill_field(self, "capacity", find_capacity, claimant, cleaned["party"], day)
        return cleaned


class EvidenceFilter(admin.SimpleListFilter):
    """Statements with or without a citation: without one they cannot be published."""

    title = "evidence"
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("none", "no citation yet"), ("some", "cited")]

    def queryset(self, request, queryset):
        cited = Exists(Citation.objects.filter(statement=OuterRef("pk")))
        condition = {"none": ~cited, "some": cited}.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class StatementPublishing(Publishing):
    """The publication of a statement on a claim."""

    def retract(self, user, obj, notice: str) -> None:
        retract_statement(statement=obj, by=user, now=timezone.now(), reason=notice)

    def describe_publication(self, obj) -> list[str]:
        return [describe_standing(obj), *describe_status(obj.claim)]


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    """Positions on claims, with the citations that show them."""

    workflows = (DraftReview(), StatementPublishing(), Corrections())
    has_optional_reason = False
    form = StatementForm
    inlines = (CitationInline,)
    carried_fields = ("claim",)
    history_parts = (CITATIONS,)
    parents = ("claim",)
    locked_first = ("claim",)
    list_display = ("claimant", "stance_in_words", "claim", "said", "party", "state")
    list_filter = (
        QueueFilter,
        "state",
        "stance",
        "hedged",
        EvidenceFilter,
        "said_on_precision",
        "claimant__kind",
        "claim__status",
    )
    list_select_related = ("claim", "claimant", "party")
    date_hierarchy = "said_on"
    search_fields = ("claimant__name__named", "claimant__aliases__name__named", "claim__search__words")
    search_help_text = "A claimant's name or alias, or words of the claim."
    autocomplete_fields = ("claim", "claimant", "party")
    readonly_fields = ("state", "standing", "retracted_at", "retracted_by", "retraction_reason")

    def build_fieldsets(self, obj):
        fieldsets: list = [
            (None, {"fields": ["claim", "stance", "hedged"]}),
            ("Who", {"fields": ["claimant", "party", "capacity"]}),
            (
                "When and where",
                {"fields": [("said_on", "said_on_precision"), "said_on_note", "place"]},
            ),
        ]
        if obj is not None:
            fields: list = ["state", "standing"]
            if obj.state == State.RETRACTED:
                fields += [("retracted_at", "retracted_by"), "retraction_reason"]
            fieldsets.insert(0, (WHAT_READERS_SEE, {"fields": fields}))
        return fieldsets

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "claimant", "party")
        return rows.defer("claim__search")

    @admin.display(description="stance", ordering="stance")
    def stance_in_words(self, obj) -> str:
        return describe_stance(obj)

    @admin.display(description="said", ordering="said_on")
    def said(self, obj) -> str:
        return format_said_on(obj)

    @admin.display(description="towards the status")
    def standing(self, obj) -> str:
        return describe_standing(obj)

    def after_save(self, request, form, formsets, change) -> None:
        for warning in warn_about_statement(form.instance):
            self.message_user(request, warning, messages.WARNING)
        for formset in formsets:
            for citation in [*formset.new_objects, *(row for row, _ in formset.changed_objects)]:
                prove_and_tell(self, request, citation)

    def get_panels(self, request, obj):
        panels = super().get_panels(request, obj)
        if not CitationInline(Statement, self.admin_site).fits_on_page(obj):
            citations = obj.citations.select_related("article__outlet").order_by("pk")
            panels.append(
                make_panel(
                    "Citations",
                    citations,
                    {
                        "Excerpt": str,
                        "Outlet": lambda c: c.article.outlet,
                        "Article": lambda c: c.article,
                        "Proof": describe_proof,
                    },
                    where={"statement__id__exact": obj.pk},
                    add={"statement": obj.pk},
                )
            )
        origins = make_origin_panels(obj) if obj.state == State.DRAFT else []
        return [*panels, *origins, *make_offers_panels(statement__id__exact=obj.pk)]
