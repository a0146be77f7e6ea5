"""The admin of aliases and affiliations of claimants."""

import datetime

from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from claims.models import Affiliation, Alias, Claimant, State, Statement
from editorial.admin.base import RecordAdmin, RecordForm
from editorial.admin.checks.duplicates import warn_about_alias
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.visibility import Visibility, is_on_record, may_publish

WOULD_COUNT_OTHERWISE = (
    "{claimant} is on the record for {party}, and this may change which of these positions count, "
    "and with them what readers see: only a publisher may do that."
)
FORMER_NAME = (
    "Readers of earlier days would see this name: only a publisher may say until when it was the name."
)
NAME_IN_LANGUAGE = "Readers of this language would see this name at once: only a publisher may choose it."


def find_end(affiliations) -> datetime.date | None:
    """Return the day after which the positions may lapse; None while they do not."""
    ends = [affiliation.until for affiliation in affiliations]
    return max(ends) if ends and None not in ends else None


class AffiliationForm(RecordForm):
    """An affiliation. Only publishers change which published positions count."""

    def clean(self) -> dict:
        super().clean()
        claimant = self.cleaned_data.get("claimant") or getattr(self.instance, "claimant", None)
        party = self.cleaned_data.get("party")
        if claimant and claimant.pk and party and not may_publish(self.user):
            self.refuse_effect_on_published(claimant, party)
        return self.cleaned_data

    def refuse_effect_on_published(self, claimant: Claimant, party: Claimant) -> None:
        """Raise ValidationError if the change may alter which published positions count."""
        published = Statement.objects.filter(claimant=claimant, party=party, state=State.PUBLISHED)
        others = list(Affiliation.objects.filter(claimant=claimant, party=party).exclude(pk=self.instance.pk))
        new = Affiliation(until=self.cleaned_data.get("until"))
        if find_end(others) != find_end([*others, new]) and published.exists():
            raise ValidationError(WOULD_COUNT_OTHERWISE.format(claimant=claimant, party=party))


class AliasForm(RecordForm):
    """An alias. Only publishers say what somebody was or is called: readers see it at once."""

    def clean(self) -> dict:
        super().clean()
        claimant = self.cleaned_data.get("claimant") or getattr(self.instance, "claimant", None)
        for name, refusal in (("until", FORMER_NAME), ("language", NAME_IN_LANGUAGE)):
            is_shown = name in self.changed_data and self.cleaned_data.get(name)
            if is_shown and claimant and is_on_record(claimant) and not may_publish(self.user):
                self.add_error(name, refusal)
        return self.cleaned_data


def is_claimant_on_record(obj: Alias | Affiliation) -> bool:
    return is_on_record(obj.claimant)


@admin.register(Alias)
class AliasAdmin(RecordAdmin):
    """Spellings of claimants, and names they had before."""

    form = AliasForm
    workflows = (Visibility(is_claimant_on_record), Corrections())
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

    workflows = (Visibility(is_claimant_on_record), Corrections())
    parents = ("claimant",)
    list_display = ("claimant", "role", "party", "since", "until")
    list_filter = (("until", admin.EmptyFieldListFilter),)
    list_select_related = ("claimant", "party")
    date_hierarchy = "since"
    search_fields = ("claimant__name__named", "party__name__named", "role__named")
    form = AffiliationForm
    autocomplete_fields = ("claimant", "party")
    carried_fields = ("claimant",)
    fields = ("claimant", "party", "role", "since", "until")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claimant", "party")
