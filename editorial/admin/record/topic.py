from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from claims.models import KeyClaim, State, Topic, TopicAlias
from claims.models.topic import MOST_KEY_CLAIMS
from core.query_string import parse_id
from editorial.admin.base import RecordAdmin, RecordForm, RecordInline, make_panel
from editorial.admin.base.forms import AutocompleteOne, RecordFormSet
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.visibility import Visibility
from editorial.history import RelatedRows

TOPICS_OFFERED = 30


class TopicFilter(admin.SimpleListFilter):
    """Claims by topic. Of many topics only the most active and the chosen are offered."""

    title = "topic"
    parameter_name = "topics__id__exact"

    def lookups(self, request, model_admin):
        topics = list(Topic.objects.order_by("name", "pk")[: TOPICS_OFFERED + 1])
        if len(topics) > TOPICS_OFFERED:
            chosen = request.GET.get(self.parameter_name, "")
            busiest = Topic.objects.most_active(TOPICS_OFFERED).values("pk")
            offered = Q(pk__in=busiest) | Q(pk=parse_id(chosen))
            topics = list(Topic.objects.filter(offered).order_by("name", "pk"))
        return [(str(topic.pk), topic.name) for topic in topics]

    def queryset(self, request, claims):
        return claims.filter(topics=self.value()) if self.value() else claims


class ClaimsOfTopic(AutocompleteOne):
    """An autocomplete field for one of a topic's claims."""

    topic_id = 0

    def get_url(self) -> str:
        query = QueryDict(mutable=True)
        query["topic"] = str(self.topic_id)
        return f"{super().get_url()}?{query.urlencode()}"


class KeyClaimForm(RecordForm):
    """A key claim and its place."""

    place = forms.IntegerField(min_value=1, max_value=MOST_KEY_CLAIMS)

    def clean_claim(self):
        claim = self.cleaned_data["claim"]
        is_new = "claim" in self.changed_data
        if is_new and not claim.topics.filter(pk=self.instance.topic_id).exists():
            raise ValidationError("This claim is not under this topic: put it there first, on its own page.")
        return claim

    def validate_constraints(self) -> None:
        """Leave this to the formset: claims that change places have a place twice for a moment."""


class KeyClaimFormSet(RecordFormSet):
    """The key claims of a topic, judged together."""

    def clean(self) -> None:
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data.get("claim") and not form.cleaned_data.get("DELETE")
        ]
        if len(rows) > MOST_KEY_CLAIMS:
            raise ValidationError(f"A topic has at most {MOST_KEY_CLAIMS} key claims: take one away first.")
        if len({row["claim"] for row in rows}) < len(rows):
            raise ValidationError("One of these claims is chosen twice: take one of the two away.")
        if len({row["place"] for row in rows if "place" in row}) < len(rows):
            raise ValidationError("Give each key claim a place of its own.")


class KeyClaimInline(RecordInline, admin.TabularInline):
    """The claims with which the topic's page opens, and what readers see of them."""

    model = KeyClaim
    form = KeyClaimForm
    formset = KeyClaimFormSet
    fields = ("place", "claim", "for_readers")
    readonly_fields = ("for_readers",)
    autocomplete_fields = ("claim",)
    ordering = ("place", "pk")
    max_num = MOST_KEY_CLAIMS
    show_change_link = False
    verbose_name_plural = (
        f"key claims: up to {MOST_KEY_CLAIMS} with which the topic’s page opens; without any, the page "
        "opens with what is disputed and most reported"
    )

    def fits_on_page(self, parent) -> bool:
        """Whether there can be any: a new topic has no claims."""
        return parent is not None

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if (field := formset.form.base_fields.get("claim")) and obj is not None:
            widget = ClaimsOfTopic(KeyClaim._meta.get_field("claim"), self.admin_site)
            widget.topic_id = obj.pk
            widget.choices = field.widget.choices
            field.widget.widget = widget
        return formset

    def get_queryset(self, request):
        shown = Topic.objects.filter(pk=OuterRef("topic"), claims=OuterRef("claim"))
        return super().get_queryset(request).select_related("claim").annotate(is_filed=Exists(shown))

    @admin.display(description="for readers")
    def for_readers(self, obj) -> str:
        if obj.pk is None:
            return ""
        if obj.claim.state != State.PUBLISHED:
            return f"left out: it is {'retracted' if obj.claim.state == State.RETRACTED else 'a draft'}"
        return "shown" if obj.is_filed else "left out: it is no longer under this topic"


class TopicAliasInline(RecordInline, admin.TabularInline):
    """What else a topic is called, while that is little."""

    model = TopicAlias
    fields = ("name", "language")
    ordering = ("name", "pk")
    max_rows = 20
    show_change_link = False
    verbose_name_plural = "aliases: other words by which readers look for it, and its name in other languages"


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    """Subjects and running stories."""

    workflows = (Visibility(has_page=True), Corrections())
    inlines = (TopicAliasInline, KeyClaimInline)
    history_parts = (
        RelatedRows(TopicAlias, "topic", ("name",)),
        RelatedRows(KeyClaim, "topic", ("claim",)),
    )
    list_display = ("name", "summary")
    search_fields = ("name__named", "aliases__name__named")
    ordering = ("name", "pk")
    fields = ("name", "summary")

    def get_deleted_objects(self, objs, request):
        """Count the claims, which stay when the topic goes: there may be thousands."""
        refused = {self.opts.verbose_name for topic in objs if not self.has_delete_permission(request, topic)}
        lines = [f"{topic}: its place on {count_claims(topic)}; the claims stay" for topic in objs]
        return lines, {self.opts.verbose_name_plural: len(objs)}, refused, []

    def get_panels(self, request, obj):
        return [
            *super().get_panels(request, obj),
            make_panel(
                "Claims",
                obj.claims.order_by("-pk"),
                {
                    "Proposition": str,
                    "State": lambda c: c.get_state_display(),
                    "Status": lambda c: c.get_status_display() if c.is_published else "",
                },
                where={"topics__id__exact": obj.pk},
                add={"topics": obj.pk},
            ),
        ]


def count_claims(topic: Topic) -> str:
    """Return "1,204 claims"."""
    count = topic.claims.count()
    return f"{count:,} {'claim' if count == 1 else 'claims'}"
