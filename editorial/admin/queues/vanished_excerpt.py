"""The admin of cited words that the live article no longer holds."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from claims.actions import settle_vanished
from claims.models import Citation, VanishedExcerpt
from editorial.admin.base import Panel, link_row, make_panel
from editorial.admin.base.columns import format_day
from editorial.admin.base.forms import make_note_field
from editorial.admin.sources.recapture import compare_captures

from .base import DecisionAdmin, QueueDecision


class LookedIntoForm(forms.Form):
    """The result of looking into a vanished excerpt."""

    note = make_note_field(
        label="What came of it",
        help_text="“The outlet corrected the number”, “only a comma”. If the outlet has corrected or "
        "withdrawn its article, record that on the article as well.",
    )


class SettleVanished(QueueDecision):
    """The note on what came of looking into it."""

    name = "settle"
    label = "Looked into…"
    title = "Looked into"
    question = "What came of these words?"
    submit_label = "Keep the note"
    form_class = LookedIntoForm

    def decide(self, request, obj, answers) -> str:
        settle_vanished(vanished=obj, note=answers["note"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Looked into.")
        return "Looked into: it waits no longer."


@admin.register(VanishedExcerpt)
class VanishedExcerptAdmin(DecisionAdmin):
    """Cited words that a re-capture did not find; editors look into each."""

    workflows = (SettleVanished(),)
    parents = ("citation.article",)
    list_display = ("excerpt", "article", "noticed", "outcome")
    search_fields = ("citation__excerpt__words", "citation__article__title__words")
    ordering = ("-noticed_at", "-pk")
    settlement_fields = ("settled_by", "settled_at", "note")
    fields = (
        *("cited", "article", "outlet", "noticed_at", "what_changed"),
        *("outcome", *settlement_fields),
    )
    readonly_fields = fields

    def get_queryset(self, request):
        related = ("citation__article__outlet", "citation__capture", "capture", "settled_by")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description="excerpt")
    def excerpt(self, obj) -> str:
        return obj.citation.excerpt

    @admin.display(description="the words cited")
    def cited(self, obj) -> str:
        return link_row(obj.citation, f"“{obj.citation}”")

    @admin.display(description="article")
    def article(self, obj) -> str:
        return link_row(obj.citation.article)

    @admin.display(description="outlet")
    def outlet(self, obj) -> str:
        return obj.citation.article.outlet

    @admin.display(description="noticed", ordering="noticed_at")
    def noticed(self, obj) -> str:
        return format_day(obj.noticed_at)

    @admin.display(description="what changed in the article")
    def what_changed(self, obj) -> str:
        return compare_captures(obj.citation.capture_id, obj.capture_id)


def make_vanished_panels(citation: Citation) -> list[Panel]:
    """List when the live article no longer held the words; no panel if it does."""
    panel = make_panel(
        "No longer in the live article",
        citation.vanishings.select_related("capture").order_by("-noticed_at", "-pk"),
        {
            "Noticed": lambda v: format_day(v.noticed_at),
            "What came of it": lambda v: v.get_outcome_display(),
            "Note": lambda v: v.note,
        },
        where={"citation__id__exact": citation.pk, "outcome": "all"},
    )
    return [panel] if panel.rows else []
