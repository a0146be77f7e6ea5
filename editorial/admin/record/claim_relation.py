"""What hangs on claims without deciding anything: relations, others' verdicts, corrections."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import ClaimRelation, Correction, FactCheck
from editorial.admin.base import RecordAdmin, RecordForm, change_url
from editorial.admin.workflow.corrections import AlteringAdmin
from editorial.admin.workflow.visibility import ShownAdmin, may_publish

PUBLISHERS_ONLY = "Readers would see this at once: only a publisher may do that."


class OnClaimForm(RecordForm):
    """What it would add to published claims, only publishers may add."""

    CLAIMS: tuple[str, ...] = ()

    def clean(self) -> dict:
        cleaned = super().clean()
        claims = [cleaned.get(name) for name in self.CLAIMS if name in self.fields]
        shown = claims and all(claim and claim.is_published for claim in claims)
        if shown and not may_publish(self.user):
            raise ValidationError(PUBLISHERS_ONLY)
        return cleaned


class OnClaimAdmin(AlteringAdmin, ShownAdmin):
    """Base for rows that readers see when all the claims they hang on are published."""

    claims: tuple[str, ...] = ()

    def is_shown(self, obj) -> bool:
        return all(getattr(obj, name).is_published for name in self.claims)

    def trail(self, obj):
        return [(change_url(obj.claim), str(obj.claim))]


class ClaimRelationForm(OnClaimForm):
    """How one claim bears on another."""

    CLAIMS = ("claim", "other")


@admin.register(ClaimRelation)
class ClaimRelationAdmin(OnClaimAdmin):
    """Claims that pull against each other, or build on each other."""

    form = ClaimRelationForm
    claims = ("claim", "other")
    list_display = ("claim", "kind", "other", "note")
    list_display_links = ("claim", "kind")
    list_filter = ("kind",)
    list_select_related = ("claim", "other")
    search_fields = ("claim__text", "other__text", "note")
    autocomplete_fields = ("claim", "other")
    another_keeps = ("claim",)
    fields = ("claim", "kind", "other", "note")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim", "other")


class FactCheckForm(OnClaimForm):
    """A verdict that somebody else has published."""

    CLAIMS = ("claim",)


@admin.register(FactCheck)
class FactCheckAdmin(OnClaimAdmin):
    """Verdicts of others. Never our status."""

    form = FactCheckForm
    claims = ("claim",)
    list_display = ("claim", "reviewer", "rating", "reviewed_on")
    list_select_related = ("claim",)
    date_hierarchy = "reviewed_on"
    search_fields = ("reviewer", "rating", "claim__text", "url")
    autocomplete_fields = ("claim",)
    another_keeps = ("claim",)
    fields = ("claim", "reviewer", "url", "rating", "reviewed_on")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim")


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    """Public notices that we altered or removed something. Signed by whoever makes them."""

    list_display = ("notice", "claim", "made_at", "made_by")
    list_select_related = ("claim", "made_by")
    date_hierarchy = "made_at"
    search_fields = ("notice", "reason", "claim__text")
    autocomplete_fields = ("claim",)
    ordering = ("-made_at", "-pk")
    readonly_fields = ("made_at", "made_by")
    fields = ("claim", "notice", "reason", "made_by", "made_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim", "made_by")

    def get_fields(self, request, obj=None):
        return self.fields[:3] if obj is None else self.fields

    def reason_required(self, obj) -> bool:
        return True

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.made_at, obj.made_by = timezone.now(), request.user
        super().save_model(request, obj, form, change)

    def trail(self, obj):
        return [(change_url(obj.claim), str(obj.claim))] if obj.claim else []
