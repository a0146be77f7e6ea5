from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets

from claims.models import Affiliation, Alias, Claimant, Statement
from editorial.admin.base import RecordAdmin, RecordInline, panel
from editorial.admin.base.columns import day, said, stance
from editorial.admin.checks.duplicates import of_the_same_name
from editorial.admin.workflow.corrections import AlteringAdmin
from editorial.admin.workflow.merging import MergingAdmin
from editorial.admin.workflow.visibility import HasPage, OfClaimantInline, ShownAdmin, is_on_record
from editorial.history import RelatedRows

from .affiliation import AffiliationForm

PARTIES_ONLY = {"party", "relayed_for"}
ON_RECORD = (
    "On the record: readers meet this name, so only a publisher changes it. Any editor may add "
    "aliases and affiliations below; readers see them at once."
)


class AliasInline(OfClaimantInline, RecordInline, admin.TabularInline):
    """Spellings, while they are few."""

    model = Alias
    fields = ("name",)
    MOST = 20
    verbose_name_plural = "aliases, as articles print them"


class AffiliationInline(OfClaimantInline, RecordInline, admin.TabularInline):
    """For whom the claimant speaks, while these are few."""

    model = Affiliation
    form = AffiliationForm
    fk_name = "claimant"
    fields = ("party", "role", "since", "until")
    autocomplete_fields = ("party",)

    def fits(self, parent) -> bool:
        """A party speaks for itself and has none."""
        return super().fits(parent) and not (parent and parent.is_party)


class PartyFilter(admin.SimpleListFilter):
    """Who speaks for itself, and who speaks for somebody."""

    title = "party"
    parameter_name = "party"

    def lookups(self, request, model_admin):
        return [("yes", "speaks for itself"), ("no", "speaks for a party")]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(is_party=self.value() == "yes")


@admin.register(Claimant)
class ClaimantAdmin(AlteringAdmin, MergingAdmin, HasPage, ShownAdmin):
    """Whoever takes positions."""

    inlines = (AliasInline, AffiliationInline)
    list_display = ("name", "kind", "role", "is_a_party", "wikidata_id")
    list_filter = (PartyFilter, "kind", ("outlet", admin.EmptyFieldListFilter))
    search_fields = ("name__unaccent__icontains", "aliases__name__unaccent__icontains")
    search_help_text = "A name, or an alias as articles print it."
    timeline = (
        RelatedRows(Alias, "claimant", ("name",)),
        RelatedRows(Affiliation, "claimant", ("party", "role")),
    )
    autocomplete_fields = ("outlet",)
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name", "sentence_name", "kind", "role", "wikidata_id")}),
        ("For whom", {"fields": ("speaks_for_itself", "outlet")}),
    )

    # An editor may add aliases and affiliations to anybody; the rest is then only looked at.

    def is_shown(self, obj) -> bool:
        return is_on_record(obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return RecordAdmin.has_change_permission(self, request, obj) and self.merge_of(obj) is None

    def get_readonly_fields(self, request, obj=None):
        return () if self.may_touch(request, obj) else flatten_fieldsets(self.fieldsets)

    def layout(self, obj):
        if obj is None or not self.is_shown(obj):
            return None
        (_, first), *others = self.fieldsets
        return [(None, {**first, "description": ON_RECORD}), *others]

    def asks_reason(self, request, obj) -> bool:
        return super().asks_reason(request, obj) and self.may_touch(request, obj)

    def save_model(self, request, obj, form, change) -> None:
        if change and not self.may_touch(request, obj):
            return
        request.name_is_new = not change or "name" in form.changed_data
        super().save_model(request, obj, form, change)

    def after_save(self, request, obj) -> None:
        if getattr(request, "name_is_new", False) and (warning := of_the_same_name(obj)):
            self.message_user(request, warning, messages.WARNING)

    @admin.display(description="party", boolean=True, ordering="is_party")
    def is_a_party(self, obj) -> bool:
        return obj.is_party

    def get_search_results(self, request, queryset, search_term):
        """Where a party is looked for, only parties are found."""
        if request.GET.get("field_name") in PARTIES_ONLY:
            queryset = queryset.filter(is_party=True)
        return super().get_search_results(request, queryset, search_term)

    def panels(self, request, obj):
        said_it = Statement.objects.select_related("claim", "claimant").order_by("-said_on", "-pk")
        columns = {
            "Claim": lambda s: s.claim,
            "Stance": stance,
            "Said": said,
            "State": lambda s: s.get_state_display(),
        }
        panels = [
            panel(
                "Statements",
                said_it.filter(claimant=obj),
                columns,
                where={"claimant__id__exact": obj.pk},
                add={"claimant": obj.pk},
            )
        ]
        if not AliasInline(Claimant, self.admin_site).fits(obj):
            panels.append(
                panel(
                    "Aliases",
                    obj.aliases.order_by("name", "pk"),
                    {"As printed": str},
                    where={"claimant__id__exact": obj.pk},
                    add={"claimant": obj.pk},
                )
            )
        return panels + (self.party_panels(obj, said_it) if obj.is_party else self.affiliated(obj))

    def party_panels(self, obj, said_it):
        people = obj.people.select_related("claimant").order_by("claimant__name", "pk")
        return [
            panel(
                "Who speaks for it",
                people,
                {"Claimant": lambda a: a.claimant, "Role": lambda a: a.role, **DATES},
                where={"party__id__exact": obj.pk},
                add={"party": obj.pk},
            ),
            panel(
                "What others said for it",
                said_it.filter(party=obj).exclude(claimant=obj),
                {"Claim": lambda s: s.claim, "Claimant": lambda s: s.claimant, "Stance": stance},
                where={"party__id__exact": obj.pk},
            ),
        ]

    def affiliated(self, obj):
        if AffiliationInline(Claimant, self.admin_site).fits(obj):
            return []
        return [
            panel(
                "Affiliations",
                obj.affiliations.select_related("party").order_by("-since", "-pk"),
                {"Party": lambda a: a.party, "Role": lambda a: a.role, **DATES},
                where={"claimant__id__exact": obj.pk},
                add={"claimant": obj.pk},
            )
        ]


DATES = {"Since": lambda a: day(a.since), "Until": lambda a: day(a.until)}
