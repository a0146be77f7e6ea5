"""The list of what waits for review, the longest wait first."""

import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from claims.actions import preview_statuses
from claims.models import Review, ReviewOutcome
from editorial.admin.base import RecordAdmin, change_url
from editorial.admin.workflow.review import moment
from editorial.admin.workflow.waiting import NeverTyped, WaitingFilter

OF_A_CLAIM = "statement__claim__id__exact"


@admin.register(Review)
class ReviewAdmin(NeverTyped, RecordAdmin):
    """Requests for review: looked at here, settled on the page of the draft."""

    list_display = ("draft", "kind", "asked_by", "since", "status_change", "outcome")
    list_display_links = None
    list_filter = (WaitingFilter,)
    list_select_related = ("asked_by",)
    search_fields = ("claim__text", "statement__claim__text", "statement__claimant__name")
    actions = None
    fields = ("draft", "kind", "asked_by", "asked_at", "outcome", "settled_by", "settled_at", "note")
    readonly_fields = fields

    def get_queryset(self, request):
        rows = (
            super()
            .get_queryset(request)
            .select_related("claim", "statement__claim", "statement__claimant", "asked_by", "settled_by")
        )
        return rows.defer("claim__search", "statement__claim__search")

    def get_ordering(self, request):
        """The longest wait first; of what is settled the newest. Either order is that of an index."""
        return ("asked_at", "pk") if request.GET.get("outcome", "waiting") == "waiting" else ("-pk",)

    def get_list_display(self, request):
        """The outcome only where the rows have different ones."""
        shown = request.GET.get("outcome", "waiting")
        return self.list_display if shown == "all" else self.list_display[:-1]

    def changelist_view(self, request, extra_context=None):
        """Named for what it lists: nothing is selected here."""
        return super().changelist_view(request, {"title": "Reviews", **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Also the link from a claim's page to the drafts on it that wait."""
        return lookup == OF_A_CLAIM or super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """With what publishing would change, asked for all rows of the page at once."""
        changelist = super().get_changelist_instance(request)
        waiting = [row for row in changelist.result_list if row.outcome == ReviewOutcome.WAITING]
        lines = {c.claim.pk: c.line for c in preview_statuses(publishing=[of(row) for row in waiting])}
        for row in waiting:
            row.line = lines[row.claim_id or row.statement.claim_id]
        return changelist

    @admin.display(description="draft")
    def draft(self, obj) -> str:
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(of(obj)), of(obj))

    @admin.display(description="what")
    def kind(self, obj) -> str:
        return "claim" if obj.claim_id else "statement"

    @admin.display(description="waiting since", ordering="asked_at")
    def since(self, obj) -> str:
        if obj.outcome != ReviewOutcome.WAITING:
            return moment(obj.asked_at)
        waits = age(obj.asked_at, timezone.now())
        return format_html('{}<br><span class="record-note">{}</span>', waits, moment(obj.asked_at))

    @admin.display(description="once published")
    def status_change(self, obj) -> str:
        return getattr(obj, "line", "")


def of(review: Review):
    """The claim or the statement that the review is of."""
    return review.claim or review.statement


def age(since: datetime.datetime, now: datetime.datetime) -> str:
    """ "2 days, 3 hours"."""
    return timesince(since, now)
