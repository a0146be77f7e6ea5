"""The admin of leads: addresses at which a claim is said to be found."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import settle_lead_as_not_there, take_up_leads
from claims.models import Lead
from core.canonical_urls import is_http_url
from editorial.admin.base import RecordForm, link_row
from editorial.admin.base.columns import format_day
from editorial.admin.base.forms import make_note_field
from sources.duplicates.lookup import find_by_url
from sources.fetching.urls import get_host, may_link, normalise_url

from .base import DecisionAdmin, OutcomeFilter, QueueDecision


class NotThereForm(forms.Form):
    """What is at the address instead."""

    note = make_note_field(
        required=False, help_text="For the other editors: “the page is gone”, “another subject”."
    )


class SettleNotThere(QueueDecision):
    """The finding that the claim is not at the address."""

    name = "not_there"
    label = "Not there…"
    title = "Not there"
    question = "Is the claim not to be found at this address?"
    submit_label = "It is not there"
    form_class = NotThereForm

    def get_lines(self, obj) -> list[str]:
        return [f"Claim: {obj.claim}", obj.url]

    def decide(self, request, obj, answers) -> str:
        settle_lead_as_not_there(lead=obj, note=answers["note"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Not there.")
        return "Not there: it waits no longer."


class LeadForm(RecordForm):
    """An address that an editor notes for a claim."""

    def clean_url(self) -> str:
        url = normalise_url(self.cleaned_data["url"])
        if not (is_http_url(url) and get_host(url)):
            raise forms.ValidationError("Give the address of a web page, beginning with https://.")
        return url


@admin.register(Lead)
class LeadAdmin(DecisionAdmin):
    """Addresses to be read for a claim, and what became of them. Readers never see them."""

    workflows = (SettleNotThere(),)
    form = LeadForm
    parents = ("claim",)
    list_display = ("page", "claim", "kind", "source", "noted", "outcome")
    list_title = "Addresses to read"
    list_filter = (OutcomeFilter, "kind")
    list_select_related = ("claim",)
    has_outcome_column = False
    waiting_ordering = ("noted_at", "id")
    search_fields = ("url__icontains", "title__icontains", "source__icontains", "claim__search__words")
    extra_lookups = ("claim__id__exact",)
    settlement_fields = ("settled_by", "settled_at", "note", "coverage")
    fields = (
        *("about", "address", "kind", "title", "outlet_name", "source", "noted_at"),
        *("outcome", *settlement_fields),
    )
    readonly_fields = fields
    fields_of_new = ("claim", "url", "kind", "title", "outlet_name", "source")
    autocomplete_fields = ("claim",)
    carried_fields = ("claim",)

    def has_add_permission(self, request) -> bool:
        return request.user.has_perm("claims.add_lead")

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else self.fields_of_new

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else ()

    def get_changeform_initial_data(self, request):
        return {"source": str(request.user), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change) -> None:
        obj.noted_at = timezone.now()
        super().save_model(request, obj, form, change)

    def after_save(self, request, form, formsets, change) -> None:
        lead = form.instance
        if article := find_by_url(lead.url):
            take_up_leads(addresses=[lead.url], article=article, by=request.user, now=lead.noted_at)
            self.message_user(request, f"An article with this address is on the record: {article}. Taken up.")

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "article", "settled_by")
        return rows.defer("claim__search")

    @admin.display(description="page", ordering="url")
    def page(self, obj) -> str:
        return str(obj)

    @admin.display(description="noted", ordering="noted_at")
    def noted(self, obj) -> str:
        return format_day(obj.noted_at)

    @admin.display(description="claim")
    def about(self, obj) -> str:
        return link_row(obj.claim)

    @admin.display(description="address")
    def address(self, obj) -> str:
        if not may_link(obj.url):
            return obj.url
        link = '<a href="{0}" rel="noopener noreferrer nofollow" dir="ltr">{0}</a>'
        return format_html(link, obj.url)

    @admin.display(description="coverage that came of it")
    def coverage(self, obj) -> str:
        return "–" if obj.article is None else link_row(obj.article)

    def get_steps(self, request, obj):
        """Put before the decision the link to Add coverage, which settles it as well."""
        decisions = super().get_steps(request, obj)
        begin = reverse("admin:coverage_begin", query={"lead": obj.pk})
        return [(begin, "Add coverage…"), *decisions] if decisions else []
