from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from claims.actions import publish_statement, retract_statement
from claims.models import Citation, State, Statement
from editorial.admin.base import RecordForm, change_url, panel
from editorial.admin.base.columns import proof, said, stance
from editorial.admin.checks.affiliations import capacity_of, fill, party_of
from editorial.admin.checks.proof import prove_and_say
from editorial.admin.checks.warnings import doubts_about_statement
from editorial.admin.queues.offered_citation import offers_panels
from editorial.admin.workflow.publishing import PublishingAdmin
from editorial.admin.workflow.queue_filter import WithQueues
from editorial.admin.workflow.similar_claims import proposition_query

from .citation import CitationInline
from .status import standing_line, status_lines
from .timeline import CITATIONS

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
        if claim.state == State.RETRACTED:
            raise ValidationError("This claim is retracted: nothing is added to it any more.")
        return claim

    def clean(self) -> dict:
        cleaned = super().clean()
        claimant, day = cleaned.get("claimant"), cleaned.get("said_on")
        if claimant and "party" in cleaned and not cleaned["party"]:
            fill(self, "party", party_of, claimant, day)
        if claimant and cleaned.get("party") and not cleaned.get("capacity", " "):
            fill(self, "capacity", capacity_of, claimant, cleaned["party"], day)
        return cleaned


class EvidenceFilter(admin.SimpleListFilter):
    """Statements that nothing is cited for cannot be published."""

    title = "evidence"
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("none", "no citation yet"), ("some", "cited")]

    def queryset(self, request, queryset):
        cited = Exists(Citation.objects.filter(statement=OuterRef("pk")))
        chosen = {"none": ~cited, "some": cited}.get(self.value())
        return queryset if chosen is None else queryset.filter(chosen)


@admin.register(Statement)
class StatementAdmin(WithQueues, PublishingAdmin):
    """Positions on claims, with the citations that show them."""

    form = StatementForm
    inlines = (CitationInline,)
    another_keeps = ("claim",)
    timeline = (CITATIONS,)
    list_display = ("claimant", "stance_in_words", "claim", "said", "party", "state")
    list_filter = (
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
    search_fields = ("claimant__name", "claimant__aliases__name", "claim__text")
    search_help_text = "A claimant's name or alias, or words of the claim."
    autocomplete_fields = ("claim", "claimant", "party")
    readonly_fields = ("state", "standing", "retracted_at", "retracted_by", "retraction_reason")

    def layout(self, obj):
        sets = [
            (None, {"fields": ["claim", "stance", "hedged"]}),
            ("Who", {"fields": ["claimant", "party", "capacity"]}),
            (
                "When and where",
                {"fields": [("said_on", "said_on_precision"), "said_on_note", "place"]},
            ),
        ]
        if obj is not None:
            fields = ["state", "standing"]
            if obj.state == State.RETRACTED:
                fields += [("retracted_at", "retracted_by"), "retraction_reason"]
            sets.insert(0, ("What readers see", {"fields": fields}))
        return sets

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "claimant", "party")
        return rows.defer("claim__search")

    def get_search_results(self, request, queryset, search_term):
        words = search_term.strip()
        if not words:
            return queryset, False
        alias = Exists(
            Statement.objects.filter(pk=OuterRef("pk"), claimant__aliases__name__unaccent__icontains=words)
        )
        found = Q(claimant__name__unaccent__icontains=words) | Q(alias)
        if query := proposition_query(words):
            found |= Q(claim__search=query)
        return queryset.filter(found), False

    @admin.display(description="stance", ordering="stance")
    def stance_in_words(self, obj) -> str:
        return stance(obj)

    @admin.display(description="said", ordering="said_on")
    def said(self, obj) -> str:
        return said(obj)

    @admin.display(description="towards the status")
    def standing(self, obj) -> str:
        return standing_line(obj)

    def save_formset(self, request, form, formset, change) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Citation:
            touched = [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
            request.touched_citations = touched

    def after_save(self, request, obj) -> None:
        for doubt in doubts_about_statement(obj):
            self.message_user(request, doubt, messages.WARNING)
        for citation in getattr(request, "touched_citations", ()):
            prove_and_say(self, request, citation)

    def publish(self, request, obj) -> str:
        publish_statement(statement=obj, by=request.user, now=self.now())
        seen = "" if obj.claim.is_published else " Readers see it once its claim is published."
        return f"Published: “{obj}”.{seen}"

    def retract(self, request, obj, notice: str) -> None:
        retract_statement(statement=obj, by=request.user, now=self.now(), reason=notice)

    def publish_lines(self, obj) -> list[str]:
        return [standing_line(obj), *status_lines(obj.claim)]

    def shown_by_publishing(self, rows):
        return Citation.objects.filter(statement__in=rows, statement__state=State.DRAFT)

    def trail(self, obj):
        return [(change_url(obj.claim), str(obj.claim))]

    def panels(self, request, obj):
        offers = offers_panels(statement__id__exact=obj.pk)
        if CitationInline(Statement, self.admin_site).fits(obj):
            return offers
        citations = obj.citations.select_related("article__outlet").order_by("pk")
        return [
            panel(
                "Citations",
                citations,
                {
                    "Excerpt": str,
                    "Outlet": lambda c: c.article.outlet,
                    "Article": lambda c: c.article,
                    "Proof": proof,
                },
                where={"statement__id__exact": obj.pk},
                add={"statement": obj.pk},
            ),
            *offers,
        ]
