"""The admin of aliases and affiliations of claimants."""

from django.contrib import admin, messages

from claims.models import Affiliation, Alias
from editorial.admin.base import RecordAdmin
from editorial.admin.checks.duplicates import warn_about_alias
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.visibility import Visibility, is_shown


def is_claimant_shown(obj: Alias | Affiliation) -> bool:
    return is_shown(obj.claimant)


@admin.register(Alias)
class AliasAdmin(RecordAdmin):
    """Spellings of claimants, and names they had before."""

    workflows = (Visibility(is_claimant_shown, publishers_only=("delete",)), Corrections())
    parents = ("claimant",)
    list_display = ("name", "claimant", "until", "language")
    list_select_related = ("claimant",)
    search_fields = ("name__named", "claimant__name__named")
    autocomplete_fields = ("claimant",)
    ordering = ("name", "pk")
    carried_fields = ("claimant",)
    fields = ("claimant", "name", "until", "sentence_name", "language")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claimant")

    def after_save(self, request, form, formsets, change) -> None:
        if {"claimant", "name"} & set(form.changed_data) and (warning := warn_about_alias(form.instance)):
            self.message_user(request, warning, messages.WARNING)


@admin.register(Affiliation)
class AffiliationAdmin(RecordAdmin):
    """The parties for whom people speak, and when."""

    workflows = (Visibility(is_claimant_shown, publishers_only=("delete",)), Corrections())
    parents = ("claimant",)
    list_display = ("claimant", "role", "party", "since", "until")
    list_filter = (("until", admin.EmptyFieldListFilter),)
    list_select_related = ("claimant", "party")
    date_hierarchy = "since"
    search_fields = ("claimant__name__named", "party__name__named", "role__named")
    autocomplete_fields = ("claimant", "party")
    carried_fields = ("claimant",)
    fields = ("claimant", "party", "role", "since", "until")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claimant", "party")
