import datetime

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminDateWidget
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from claims.actions import keep_former_name
from claims.actions.mouthpieces import describe_work, start_following
from claims.labels import format_said_on
from claims.models import Affiliation, Alias, Claimant, ClaimantKind, Statement
from editorial.admin.base import RecordAdmin, RecordForm, RecordInline, make_panel
from editorial.admin.base.columns import describe_stance, format_day
from editorial.admin.checks.duplicates import warn_about_alias, warn_about_namesakes
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.merging import MergedFilter, Merging
from editorial.admin.workflow.visibility import Visibility, is_shown, may_publish
from editorial.history import RelatedRows
from sources.models import not_in_the_future

PARTIES_ONLY = {"party", "relayed_for", "speaks_for"}
RENAMED_LATER = (
    "Its name before was that until {day}. Give a later day, or none if you only mend a mistake in the name."
)
FORMER_NAME_KEPT = "“{name}” is an alias now: pages of days before {day} show that name."
ON_RECORD = (
    "On the record: readers meet this name, so only a publisher changes it. Aliases and affiliations that an "
    "editor adds below are offered to a publisher."
)


OUTLETS = "An outlet in its own voice"


def describe_outlet_work(claimant: Claimant | None) -> str:
    return describe_work(claimant.outlet_id) if claimant and claimant.outlet_id else ""


def may_change_claimant(user, claimant: Claimant | None) -> bool:
    """Whether `user` may change a claimant; only publishers may once it is on record."""
    return claimant is None or may_publish(user) or not is_shown(claimant)


class ClaimantForm(RecordForm):
    """A claimant. A new name leaves the one before as the name of earlier days."""

    renamed_on = forms.DateField(
        label="if you alter the name: renamed on",
        required=False,
        validators=[not_in_the_future],
        widget=AdminDateWidget,
        help_text="The day on which the new name began. The old one becomes an alias, and pages of earlier "
        "days show it. Empty: the old name was a mistake, and goes.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "renamed_on" in self.fields and self.stored and is_shown(self.stored):
            self.initial.setdefault("renamed_on", timezone.localdate())

    def clean(self) -> dict:
        super().clean()
        day = self.cleaned_data.get("renamed_on")
        if day and "name" in self.changed_data and (last := self.find_last_renaming()) and day <= last:
            self.add_error("renamed_on", RENAMED_LATER.format(day=format_day(last)))
        return self.cleaned_data

    def find_last_renaming(self) -> datetime.date | None:
        return Alias.objects.filter(claimant=self.instance.pk).aggregate(last=Max("until"))["last"]


class ClaimantInline(RecordInline, admin.TabularInline):
    """Rows of which a claimant has several.

    Any editor may add one, which is offered once readers see the claimant; those that are there stay.
    """

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and may_change_claimant(request.user, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and may_change_claimant(request.user, obj)


class AliasInline(ClaimantInline):
    """Spellings, while they are few."""

    model = Alias
    fields = ("name", "until", "sentence_name", "language")
    max_rows = 20
    verbose_name_plural = "aliases, as articles print them, and former names"


class AffiliationInline(ClaimantInline):
    """The parties for whom the claimant speaks, while they are few."""

    model = Affiliation
    fk_name = "claimant"
    fields = ("party", "role", "since", "until")
    autocomplete_fields = ("party",)

    def fits_on_page(self, parent) -> bool:
        """Whether there are few; a party speaks for itself and has none."""
        return super().fits_on_page(parent) and not (parent and parent.is_party)


class PartyFilter(admin.SimpleListFilter):
    """A filter by whether a claimant speaks for itself or for somebody."""

    title = "party"
    parameter_name = "party"

    def lookups(self, request, model_admin):
        return [("yes", "speaks for itself"), ("no", "speaks for a party")]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(is_party=self.value() == "yes")


@admin.register(Claimant)
class ClaimantAdmin(RecordAdmin):
    """Those who take positions.

    An editor may add aliases and affiliations to any claimant. Once readers see it, these are offered to a
    publisher, and editors only look at the rest of the page.
    """

    form = ClaimantForm
    workflows = (Merging(), Visibility(has_page=True, publishers_only=("delete",)), Corrections())
    inlines = (AliasInline, AffiliationInline)
    list_display = ("name", "kind", "role", "is_a_party", "wikidata_id")
    list_filter = (PartyFilter, "kind", ("outlet", admin.EmptyFieldListFilter), MergedFilter)
    search_fields = ("name__named", "aliases__name__named")
    search_help_text = "A name, or an alias as articles print it."
    history_parts = (
        RelatedRows(Alias, "claimant", ("name",)),
        RelatedRows(Affiliation, "claimant", ("party", "role")),
    )
    autocomplete_fields = ("outlet", "speaks_for")
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name", "renamed_on", "sentence_name", "kind", "role", "wikidata_id")}),
        ("For whom", {"fields": ("speaks_for_itself",)}),
        (OUTLETS, {"fields": ("outlet", "speaks_for", "speaks_for_source")}),
    )

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not may_change_claimant(request.user, obj):
            return [*fields, *flatten_fieldsets(self.fieldsets)]
        # It changes which published positions count.
        return fields if may_publish(request.user) else [*fields, "speaks_for", "speaks_for_source"]

    def get_fieldsets(self, request, obj=None):
        """Leave out the day of a renaming where there can be none."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and may_change_claimant(request.user, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "renamed_on"]})
            for title, options in fieldsets
        ]

    def build_fieldsets(self, obj):
        notes = {None: ON_RECORD if obj and is_shown(obj) else "", OUTLETS: describe_outlet_work(obj)}
        return [
            (name, {**options, "description": notes[name]} if notes.get(name) else options)
            for name, options in self.fieldsets
        ]

    def asks_reason(self, request, obj) -> bool:
        return super().asks_reason(request, obj) and may_change_claimant(request.user, obj)

    def save_model(self, request, obj, form, change) -> None:
        if not change or may_change_claimant(request.user, obj):
            super().save_model(request, obj, form, change)

    def after_save(self, request, form, formsets, change) -> None:
        if {"speaks_for", "outlet"} & set(form.changed_data):
            transaction.on_commit(start_following, robust=True)
            if note := describe_outlet_work(form.instance):
                self.message_user(request, note, messages.INFO)
        is_name_new = not change or "name" in form.changed_data
        if change and is_name_new and (day := form.cleaned_data.get("renamed_on")):
            former = form.stored
            keep_former_name(
                claimant=form.instance, name=former.name, sentence_name=former.sentence_name, until=day
            )
            kept = FORMER_NAME_KEPT.format(name=former.name, day=format_day(day))
            self.message_user(request, kept, messages.SUCCESS)
        warnings = [warn_about_namesakes(form.instance)] if is_name_new else []
        for formset in formsets:
            if formset.model is Alias:
                saved = [*formset.new_objects, *(alias for alias, _ in formset.changed_objects)]
                warnings += [warn_about_alias(alias) for alias in saved]
        for warning in filter(None, warnings):
            self.message_user(request, warning, messages.WARNING)

    @admin.display(description="party", boolean=True, ordering="is_party")
    def is_a_party(self, obj) -> bool:
        return obj.is_party

    def get_search_results(self, request, queryset, search_term):
        """Offer only parties in a field for a party."""
        if request.GET.get("field_name") in PARTIES_ONLY:
            queryset = queryset.filter(is_party=True)
        if request.GET.get("field_name") == "speaks_for":
            queryset = queryset.exclude(kind=ClaimantKind.OUTLET)
        return super().get_search_results(request, queryset, search_term)

    def get_panels(self, request, obj):
        statements = Statement.objects.select_related("claim", "claimant").order_by("-said_on", "-pk")
        panels = [
            *super().get_panels(request, obj),
            make_panel(
                "Statements",
                statements.filter(claimant=obj),
                {
                    "Claim": lambda s: s.claim,
                    "Stance": describe_stance,
                    "Said": format_said_on,
                    "State": lambda s: s.get_state_display(),
                },
                where={"claimant__id__exact": obj.pk},
                add={"claimant": obj.pk},
            ),
        ]
        if not AliasInline(Claimant, self.admin_site).fits_on_page(obj):
            panels.append(
                make_panel(
                    "Aliases",
                    obj.aliases.order_by("name", "pk"),
                    {"As printed": str, "The name until": lambda a: format_day(a.until)},
                    where={"claimant__id__exact": obj.pk},
                    add={"claimant": obj.pk},
                )
            )
        return panels + (
            self.make_party_panels(obj, statements) if obj.is_party else self.make_affiliations_panels(obj)
        )

    def make_party_panels(self, obj, statements):
        people = obj.people.select_related("claimant").order_by("claimant__name", "pk")
        return [
            make_panel(
                "Who speaks for it",
                people,
                {"Claimant": lambda a: a.claimant, "Role": lambda a: a.role, **PERIOD_COLUMNS},
                where={"party__id__exact": obj.pk},
                add={"party": obj.pk},
            ),
            make_panel(
                "What others said for it",
                statements.filter(party=obj).exclude(claimant=obj),
                {"Claim": lambda s: s.claim, "Claimant": lambda s: s.claimant, "Stance": describe_stance},
                where={"party__id__exact": obj.pk},
            ),
        ]

    def make_affiliations_panels(self, obj):
        if AffiliationInline(Claimant, self.admin_site).fits_on_page(obj):
            return []
        return [
            make_panel(
                "Affiliations",
                obj.affiliations.select_related("party").order_by("-since", "-pk"),
                {"Party": lambda a: a.party, "Role": lambda a: a.role, **PERIOD_COLUMNS},
                where={"claimant__id__exact": obj.pk},
                add={"claimant": obj.pk},
            )
        ]


PERIOD_COLUMNS = {"Since": lambda a: format_day(a.since), "Until": lambda a: format_day(a.until)}
