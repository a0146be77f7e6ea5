"""What hangs on a claimant: its spellings, and for whom it speaks."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from claims.models import Affiliation, Alias, Claimant, State, Statement
from editorial.admin.base import RecordForm, change_url
from editorial.admin.workflow.corrections import AlteringAdmin
from editorial.admin.workflow.visibility import ShownAdmin, is_on_record, may_publish

WOULD_COUNT_OTHERWISE = (
    "{claimant} is on the record for {party}, and this may change which of these positions count, "
    "and with them what readers see: only a publisher may do that."
)


def ended_on(affiliations) -> object:
    """The day from which what was said for the party may lapse; None while it does not."""
    ends = [one.until for one in affiliations]
    return max(ends) if ends and None not in ends else None


class AffiliationForm(RecordForm):
    """For whom somebody speaks. What changes the standing of published words is for publishers."""

    def clean(self) -> dict:
        cleaned = super().clean()
        claimant = cleaned.get("claimant") or getattr(self.instance, "claimant", None)
        party = cleaned.get("party")
        if claimant and claimant.pk and party and not may_publish(self.user):
            self.leave_published_words_alone(claimant, party)
        return cleaned

    def leave_published_words_alone(self, claimant: Claimant, party: Claimant) -> None:
        said = Statement.objects.filter(claimant=claimant, party=party, state=State.PUBLISHED)
        known = list(Affiliation.objects.filter(claimant=claimant, party=party).exclude(pk=self.instance.pk))
        new = Affiliation(until=self.cleaned_data.get("until"))
        if ended_on(known) != ended_on([*known, new]) and said.exists():
            raise ValidationError(WOULD_COUNT_OTHERWISE.format(claimant=claimant, party=party))


class OfClaimantAdmin(AlteringAdmin, ShownAdmin):
    """Base for what a claimant has several of."""

    def is_shown(self, obj) -> bool:
        return is_on_record(obj.claimant)

    def trail(self, obj):
        return [(change_url(obj.claimant), str(obj.claimant))]


@admin.register(Alias)
class AliasAdmin(OfClaimantAdmin):
    """Spellings of claimants."""

    list_display = ("name", "claimant")
    list_select_related = ("claimant",)
    search_fields = ("name__unaccent__icontains", "claimant__name__unaccent__icontains")
    autocomplete_fields = ("claimant",)
    ordering = ("name", "pk")
    another_keeps = ("claimant",)
    fields = ("claimant", "name")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claimant")


@admin.register(Affiliation)
class AffiliationAdmin(OfClaimantAdmin):
    """For whom people speak, and when."""

    list_display = ("claimant", "role", "party", "since", "until")
    list_filter = (("until", admin.EmptyFieldListFilter),)
    list_select_related = ("claimant", "party")
    date_hierarchy = "since"
    search_fields = (
        "claimant__name__unaccent__icontains",
        "party__name__unaccent__icontains",
        "role__unaccent__icontains",
    )
    form = AffiliationForm
    autocomplete_fields = ("claimant", "party")
    another_keeps = ("claimant",)
    fields = ("claimant", "party", "role", "since", "until")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claimant", "party")
