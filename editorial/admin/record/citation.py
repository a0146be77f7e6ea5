from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from claims.models import (
    Citation,
    CitationKind,
    ClaimantKind,
    OfferedCitation,
    State,
    Statement,
    VanishedExcerpt,
)
from core.query_string import parse_id
from editorial.admin.base import RecordAdmin, RecordForm, RecordInline, change_url
from editorial.admin.base.columns import describe_proof, describe_stance, format_day
from editorial.admin.base.concurrency import lock_each
from editorial.admin.base.forms import RecordFormSet
from editorial.admin.checks.affiliations import fill_field, find_party
from editorial.admin.checks.proof import prove_and_tell
from editorial.admin.checks.warnings import warn_about_citation
from editorial.admin.queues.vanished_excerpt import make_vanished_panels
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.queue_filter import QueueFilter

ONLY_A_PUBLISHER = (
    "This statement is published: only a publisher adds to what readers see. Open its article under Add "
    "coverage instead: there you offer the words, and a publisher lets them through."
)
SECOND_HAND = "Second-hand: who passes the words on, and for which party."


def find_usual_kind(statement_id: Any) -> CitationKind:
    """Return what most citations of a statement are: an outlet's own words, else a quotation."""
    pk = parse_id(statement_id)
    is_outlet = (
        pk is not None and Statement.objects.filter(pk=pk, claimant__kind=ClaimantKind.OUTLET).exists()
    )
    return CitationKind.OWN_WORDS if is_outlet else CitationKind.QUOTE


class CitationForm(RecordForm):
    """An excerpt. Where it stands in the article is found, never typed."""

    verbatim = ("excerpt",)

    class Meta:
        widgets = {"excerpt": forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields and self.instance.pk is None:
            self.initial.setdefault("kind", find_usual_kind(self.initial.get("statement")))
        if "relayed_for" in self.fields:
            self.fields["relayed_for"].help_text += " Leave empty to take it from the person."

    def clean_statement(self):
        statement = self.cleaned_data["statement"]
        if statement.pk is not None:  # else it is added on this page
            lock_each([statement.claim, statement])
            statement.refresh_from_db(fields=["state"])
        if statement.state == State.RETRACTED:
            raise ValidationError("This statement is retracted: nothing is added to it any more.")
        if statement.state == State.PUBLISHED and not self.user.has_perm("claims.publish_statement"):
            raise ValidationError(ONLY_A_PUBLISHER)
        return statement

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        relayer = cleaned.get("relayed_by")
        if relayer and "relayed_for" in cleaned and not cleaned["relayed_for"]:
            statement = cleaned.get("statement") or getattr(self.instance, "statement", None)
            fill_field(self, "relayed_for", find_party, relayer, getattr(statement, "said_on", None))
        return cleaned


class CitationFormSet(RecordFormSet):
    """The citations of one statement: a new one begins as what they usually are."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        is_new = index is None or index >= self.initial_form_count()
        return {**kwargs, "initial": {"kind": self.usual_kind}} if is_new else kwargs

    @cached_property
    def usual_kind(self) -> CitationKind:
        return find_usual_kind(self.instance.pk)


class CitationInline(RecordInline, admin.StackedInline):
    """The citations of a statement, on its page while they are few."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ("article", "relayed_by", "relayed_for", "via")
    readonly_fields = ("proof",)
    fieldsets = (
        (None, {"fields": ("article", ("kind", "part"), "excerpt", "proof")}),
        (
            "Second-hand, agency, translation",
            {
                "fields": (("relayed_by", "relayed_for"), ("via", "translated_by")),
                "classes": ("collapse",),
            },
        ),
    )

    def get_extra(self, request, obj=None, **kwargs) -> int:
        return 1 if obj is None else 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article").order_by("pk")

    @admin.display(description="proof")
    def proof(self, obj) -> str:
        return describe_proof(obj) if obj.pk else "Looked for when you save."


class ProofFilter(admin.SimpleListFilter):
    """Excerpts by whether they have been found in the article's text."""

    title = "proof"
    parameter_name = "proof"

    def lookups(self, request, model_admin):
        return [("proved", "proved"), ("unverified", "unverified")]

    def queryset(self, request, queryset):
        if self.value() not in ("proved", "unverified"):
            return queryset
        return queryset.filter(proved_at__isnull=self.value() == "unverified")


@admin.register(Citation)
class CitationAdmin(RecordAdmin):
    """The words of articles that show who said what."""

    workflows = (Corrections(),)
    dependents = (OfferedCitation, VanishedExcerpt)
    has_optional_reason = False
    form = CitationForm
    carried_fields = ("statement", "article")
    locked_first = ("statement.claim", "statement")
    list_display = ("excerpt", "claimant", "article", "outlet", "kind", "part", "proof_mark")
    list_filter = (
        QueueFilter,
        ProofFilter,
        "kind",
        "part",
        ("relayed_by", admin.EmptyFieldListFilter),
        "statement__state",
    )
    list_select_related = ("statement__claimant", "article__outlet")
    date_hierarchy = "article__published_on"
    search_fields = (
        "excerpt__words",
        "article__title__words",
        "statement__claimant__name__named",
    )
    autocomplete_fields = ("statement", "article", "relayed_by", "relayed_for", "via")
    readonly_fields = ("proof", "capture", "place_in_text")
    fieldsets = (
        (None, {"fields": ("statement", "article", ("kind", "part"), "excerpt")}),
        ("Proof", {"fields": ("proof", "capture", "place_in_text")}),
        (
            "Second-hand, agency, translation",
            {
                "fields": (("relayed_by", "relayed_for"), ("via", "translated_by")),
                "description": SECOND_HAND,
            },
        ),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("statement__claimant", "statement__claim", "article__outlet").defer(
            "statement__claim__search"
        )

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_change_statement(request.user, obj.statement))

    def has_delete_permission(self, request, obj=None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_change_statement(request.user, obj.statement))

    def is_reason_required(self, obj) -> bool:
        return super().is_reason_required(obj) or obj.statement.state == State.PUBLISHED

    @admin.display(description="claimant", ordering="statement__claimant__name")
    def claimant(self, obj) -> str:
        return obj.statement.claimant

    @admin.display(description="outlet", ordering="article__outlet__name")
    def outlet(self, obj) -> str:
        return obj.article.outlet

    @admin.display(description="proved", boolean=True, ordering="proved_at")
    def proof_mark(self, obj) -> bool:
        return obj.is_proved

    @admin.display(description="proof")
    def proof(self, obj) -> str:
        if obj.pk is None:
            return "Looked for when you save, if the article has a capture with its text."
        if obj.is_proved:
            return f"Proved: found in the capture on {format_day(obj.proved_at)}."
        return "Unverified: not yet found in a text of the article."

    @admin.display(description="where")
    def place_in_text(self, obj) -> str:
        if not obj.is_proved:
            return "–"
        return f"…{obj.prefix}[{obj.excerpt}]{obj.suffix}… (characters {obj.start} to {obj.end})"

    def after_save(self, request, form, formsets, change) -> None:
        for warning in warn_about_citation(form.instance):
            self.message_user(request, warning, messages.WARNING)
        prove_and_tell(self, request, form.instance)

    def get_view_on_site_url(self, obj=None) -> str | None:
        """Return the address of the statement, with which readers see the citation."""
        if obj is None or not (obj.statement.is_published and obj.statement.claim.is_published):
            return super().get_view_on_site_url(obj)
        return obj.statement.get_absolute_url()

    def get_panels(self, request, obj):
        return [*super().get_panels(request, obj), *make_vanished_panels(obj)]

    def get_trail(self, obj):
        statement = obj.statement
        return [
            (change_url(statement.claim), str(statement.claim)),
            (change_url(statement), f"{statement.claimant} {describe_stance(statement)}"),
        ]


def may_change_statement(user, statement: Statement) -> bool:
    """Whether `user` may change citations of a statement, which readers see with it."""
    if statement.state == State.PUBLISHED:
        return user.has_perm("claims.publish_statement")
    return statement.state == State.DRAFT
