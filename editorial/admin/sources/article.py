import pghistory
from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone

from claims.actions import take_up_leads
from claims.actions.offered_changes import mark_read_in_full
from claims.coverage.permissions import has_coverage_permission
from claims.models import Citation
from editorial.admin.base import RecordAdmin, RecordForm, make_panel
from editorial.admin.base.columns import describe_proof, describe_stance
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.queue_filter import QueueFilter
from editorial.admin.workflow.visibility import Visibility
from editorial.history import RelatedRows
from editorial.review.page import ReviewPage, drafts_of_article
from sources.duplicates.lookup import find_by_url
from sources.fetching.urls import normalise_url
from sources.models import Article, Capture

from .recapture import Recapture


class ArticleForm(RecordForm):
    """An article. Ticking that it was read in full records who read it."""

    read_in_full = forms.BooleanField(
        label="I have read all of it",
        required=False,
        help_text='Only then may readers be told "not found in the articles read in full".',
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "read_in_full" in self.fields:
            self.fields["read_in_full"].initial = self.instance.read_in_full_at is not None

    def clean_canonical_url(self) -> str:
        """Normalise the address; refuse one at which another article is recorded, in any spelling."""
        address = normalise_url(self.cleaned_data["canonical_url"])
        if "canonical_url" not in self.changed_data:
            return self.instance.canonical_url
        other = find_by_url(address, besides=self.instance.pk)
        if other is not None:
            raise forms.ValidationError(
                f"An article with this address is already on the record: {other} ({other.canonical_url})."
            )
        return address


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    """Published pieces, with what each is cited for."""

    workflows = (
        Recapture(),
        ReviewPage(drafts_of_article),
        Visibility(has_page=True, publishers_only=("delete",)),
        Corrections(),
    )
    form = ArticleForm
    parents = ("outlet",)
    list_display = ("title", "outlet", "published_on", "language", "is_read_in_full")
    list_filter = (
        QueueFilter,
        ("read_in_full_at", admin.EmptyFieldListFilter),
        ("canonical_url", admin.EmptyFieldListFilter),
        ("retracted_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("outlet",)
    date_hierarchy = "published_on"
    search_fields = (
        "title__words",
        "outlet__name__named",
        "byline__words",
        "canonical_url__words",
    )
    autocomplete_fields = ("outlet", "text_from")
    ordering = ("-published_on", "-pk")
    readonly_fields = ("read_in_full_at", "read_in_full_by")
    carried_fields = ("outlet",)
    history_parts = (RelatedRows(Capture, "article", ("captured_at", "sha256")),)
    actions = ("mark_read_in_full",)
    fieldsets = (
        (None, {"fields": ("outlet", "text_from", "title", "byline", "language")}),
        ("When", {"fields": ("published_on", "published_on_note")}),
        (
            "Where",
            {
                "fields": ("canonical_url", "archive_url"),
                "description": "Unknown stays empty. Never guess an address.",
            },
        ),
        ("Read in full", {"fields": ("read_in_full", "read_in_full_by", "read_in_full_at")}),
        ("What its outlet did to it later", {"fields": ("corrected_on", "retracted_on")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("outlet")

    @admin.display(description="read in full", boolean=True, ordering="read_in_full_at")
    def is_read_in_full(self, obj) -> bool:
        return obj.read_in_full_at is not None

    def save_model(self, request, obj, form, change) -> None:
        ticked = form.cleaned_data.get("read_in_full", False)
        if ticked and obj.read_in_full_at is None:
            obj.read_in_full_at, obj.read_in_full_by = timezone.now(), request.user
        elif not ticked:
            obj.read_in_full_at = obj.read_in_full_by = None
        super().save_model(request, obj, form, change)

    def after_save(self, request, form, formsets, change) -> None:
        address, now = form.instance.canonical_url, timezone.now()
        taken_up = take_up_leads(addresses=[address], article=form.instance, by=request.user, now=now)
        if taken_up:
            self.message_user(request, f"Addresses to read that lead to this article: {taken_up}. Taken up.")

    @admin.action(description="Mark as read in full by me", permissions=["change"])
    def mark_read_in_full(self, request, queryset):
        pghistory.context(reason="Marked as read in full.")
        ids = list(queryset.values_list("pk", flat=True))
        marked, offered = mark_read_in_full(articles=ids, by=request.user, now=timezone.now())
        waiting = f" Offered to a publisher, because readers see it: {offered}." if offered else ""
        self.message_user(
            request,
            f"Marked as read in full by you: {marked}.{waiting} Those read before are as they were.",
            messages.SUCCESS,
        )

    def get_steps(self, request, obj):
        steps = super().get_steps(request, obj)
        if has_coverage_permission(request.user):
            steps.append((reverse("admin:coverage_begin", query={"article": obj.pk}), "Add coverage"))
        return steps

    def get_panels(self, request, obj):
        citations = Citation.objects.filter(article=obj).order_by("pk")
        return [
            *super().get_panels(request, obj),
            make_panel(
                "What it is cited for",
                citations.select_related("statement__claimant", "statement__claim"),
                {
                    "Excerpt": str,
                    "Claimant": lambda c: c.statement.claimant,
                    "Stance": lambda c: describe_stance(c.statement),
                    "Claim": lambda c: c.statement.claim,
                    "Proof": describe_proof,
                },
                where={"article__id__exact": obj.pk},
                add={"article": obj.pk},
            ),
        ]
