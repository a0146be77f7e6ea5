"""The admin of requests for review, the longest wait first."""

from typing import cast

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from claims.actions import preview_statuses
from claims.models import Claim, Review, ReviewOutcome, Statement
from editorial.admin.base import link_row
from editorial.admin.base.columns import format_moment
from editorial.admin.base.memo import Memo

from .base import DecisionAdmin


@admin.register(Review)
class ReviewAdmin(DecisionAdmin):
    """Requests for review: looked at here, settled on the page of the draft."""

    list_display = ("draft", "kind", "asked_by", "since", "status_change", "outcome")
    list_display_links = None
    list_select_related = ("asked_by",)
    list_title = "Reviews"
    has_outcome_column = False
    waiting_ordering = ("asked_at", "pk")
    search_fields = (
        "claim__search__words",
        "statement__claim__search__words",
        "statement__claimant__name__named",
    )
    extra_lookups = ("statement__claim__id__exact",)
    fields = ("draft", "kind", "asked_by", "asked_at", "outcome", "settled_by", "settled_at", "note")
    readonly_fields = fields

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.status_changes: Memo[str] = Memo()
        """What publishing would change, by row of the list."""

    def get_queryset(self, request):
        related = ("claim", "statement__claim", "statement__claimant", "asked_by", "settled_by")
        rows = super().get_queryset(request).select_related(*related)
        return rows.defer("claim__search", "statement__claim__search")

    def get_changelist_instance(self, request):
        """Compute for all rows of the list at once what publishing would change."""
        changelist = super().get_changelist_instance(request)
        waiting = [row for row in changelist.result_list if row.outcome == ReviewOutcome.WAITING]
        changes = preview_statuses(publishing=[get_draft(row) for row in waiting])
        lines = {change.claim.pk: change.line for change in changes}
        for row in waiting:
            self.status_changes[row] = lines[row.claim_id or row.statement.claim_id]
        return changelist

    @admin.display(description="draft")
    def draft(self, obj) -> str:
        return link_row(get_draft(obj))

    @admin.display(description="what")
    def kind(self, obj) -> str:
        return "claim" if obj.claim_id else "statement"

    @admin.display(description="waiting since", ordering="asked_at")
    def since(self, obj) -> str:
        if obj.outcome != ReviewOutcome.WAITING:
            return format_moment(obj.asked_at)
        wait = timesince(obj.asked_at, timezone.now())
        return format_html('{}<br><span class="record-note">{}</span>', wait, format_moment(obj.asked_at))

    @admin.display(description="once published")
    def status_change(self, obj) -> str:
        return self.status_changes.get(obj, "")


def get_draft(review: Review) -> Claim | Statement:
    """Return the claim or the statement that the review is of."""
    # A constraint says that it is of one of them.
    return cast("Claim | Statement", review.claim or review.statement)
