"""The admin of relations, fact-checks and corrections of claims."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import ClaimRelation, Correction, FactCheck
from editorial.admin.base import RecordAdmin, RecordForm
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.visibility import PUBLISHERS_ONLY, Visibility, may_attach_to


class OnClaimForm(RecordForm):
    """A row that only publishers may add to published claims."""

    claim_fields: tuple[str, ...] = ()

    def clean(self) -> dict:
        super().clean()
        claims = [self.cleaned_data.get(name) for name in self.claim_fields if name in self.fields]
        if not may_attach_to(self.user, claims):
            raise ValidationError(PUBLISHERS_ONLY)
        return self.cleaned_data


class ClaimRelationForm(OnClaimForm):
    """A form for the relation of one claim to another."""

    claim_fields = ("claim", "other")


@admin.register(ClaimRelation)
class ClaimRelationAdmin(RecordAdmin):
    """Claims that contradict each other, or build on each other."""

    workflows = (
        Visibility(lambda relation: relation.claim.is_published and relation.other.is_published),
        Corrections(),
    )
    form = ClaimRelationForm
    parents = ("claim",)
    list_display = ("claim", "kind", "other", "note")
    list_display_links = ("claim", "kind")
    list_filter = ("kind",)
    list_select_related = ("claim", "other")
    search_fields = ("claim__search__words", "other__search__words", "note__icontains")
    autocomplete_fields = ("claim", "other")
    carried_fields = ("claim",)
    fields = ("claim", "kind", "other", "note")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim", "other")


class FactCheckForm(OnClaimForm):
    """A verdict that somebody else has published."""

    claim_fields = ("claim",)


@admin.register(FactCheck)
class FactCheckAdmin(RecordAdmin):
    """Verdicts of others. Never our status."""

    workflows = (Visibility(lambda fact_check: fact_check.claim.is_published), Corrections())
    form = FactCheckForm
    parents = ("claim",)
    list_display = ("claim", "reviewer", "rating", "reviewed_on")
    list_select_related = ("claim",)
    date_hierarchy = "reviewed_on"
    search_fields = ("reviewer__icontains", "rating__icontains", "claim__search__words", "url__icontains")
    autocomplete_fields = ("claim",)
    carried_fields = ("claim",)
    fields = ("claim", "reviewer", "url", "rating", "reviewed_on", "language")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim")


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    """Public notices that something was altered or removed, signed by their author."""

    parents = ("claim",)
    list_display = ("notice", "claim", "made_at", "made_by")
    list_select_related = ("claim", "made_by")
    date_hierarchy = "made_at"
    search_fields = ("notice__icontains", "reason__icontains", "claim__search__words")
    autocomplete_fields = ("claim",)
    ordering = ("-made_at", "-pk")
    readonly_fields = ("made_at", "made_by")
    fields = ("claim", "notice", "reason", "made_by", "made_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim", "made_by")

    def get_fields(self, request, obj=None):
        return self.fields[:3] if obj is None else self.fields

    def is_reason_required(self, obj) -> bool:
        return True

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.made_at, obj.made_by = timezone.now(), request.user
        super().save_model(request, obj, form, change)
