from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.html import format_html

from claims.actions import settle_vanished
from claims.models import VanishedExcerpt, VanishedOutcome
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url, panel
from editorial.admin.base.columns import day
from editorial.admin.sources.recapture import compared
from editorial.admin.workflow.confirmation import AskingAdmin
from editorial.admin.workflow.waiting import NeverTyped, WaitingFilter


class LookedIntoForm(forms.Form):
    """What came of looking at words that are gone."""

    note = forms.CharField(
        label="What came of it",
        max_length=1000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, "dir": "auto"}),
        help_text="“The outlet corrected the number”, “only a comma”. If the outlet has corrected or "
        "withdrawn its article, record that on the article as well.",
    )


@admin.register(VanishedExcerpt)
class VanishedExcerptAdmin(NeverTyped, AskingAdmin):
    """Cited words that the live article no longer holds. Noticed by the site, looked into by editors."""

    list_display = ("excerpt", "article", "noticed", "outcome")
    list_filter = (WaitingFilter,)
    search_fields = ("citation__excerpt", "citation__article__title")
    ordering = ("-noticed_at", "-pk")
    actions = None
    fields = (
        "cited",
        "article",
        "outlet",
        "noticed_at",
        "what_changed",
        "outcome",
        "settled_by",
        "settled_at",
        "note",
    )
    readonly_fields = fields

    def get_queryset(self, request):
        related = ("citation__article__outlet", "citation__capture", "capture", "settled_by")
        return super().get_queryset(request).select_related(*related)

    def get_fields(self, request, obj=None):
        if obj and obj.outcome != VanishedOutcome.WAITING:
            return self.fields
        return self.fields[: self.fields.index("settled_by")]

    def may_settle(self, request) -> bool:
        return request.user.has_perm("claims.change_vanishedexcerpt")

    @admin.display(description="excerpt")
    def excerpt(self, obj) -> str:
        return obj.citation.excerpt

    @admin.display(description="the words cited")
    def cited(self, obj) -> str:
        return format_html('<a href="{}" dir="auto">“{}”</a>', change_url(obj.citation), obj.citation)

    @admin.display(description="article")
    def article(self, obj) -> str:
        article = obj.citation.article
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(article), article)

    @admin.display(description="outlet")
    def outlet(self, obj) -> str:
        return obj.citation.article.outlet

    @admin.display(description="noticed", ordering="noticed_at")
    def noticed(self, obj) -> str:
        return day(obj.noticed_at)

    @admin.display(description="what changed in the article")
    def what_changed(self, obj) -> str:
        return compared(obj.citation.capture_id, obj.capture_id)

    def steps(self, request, obj):
        if obj.outcome != VanishedOutcome.WAITING or not self.may_settle(request):
            return []
        return [(admin_url(self.opts, "settle", obj.pk), "Looked into…")]

    def get_urls(self):
        view = self.admin_site.admin_view(self.settle_view)
        own = [path("<path:object_id>/settle/", view, name="claims_vanishedexcerpt_settle")]
        return own + super().get_urls()

    def settle_view(self, request, object_id):
        if not self.may_settle(request):
            raise PermissionDenied

        def act(obj, form) -> str:
            settle_vanished(vanished=obj, note=form.cleaned_data["note"], by=request.user, now=self.now())
            self.log_change(request, obj, "Looked into.")
            return "Looked into: it waits no longer."

        words = {"step": "Looked into", "question": "What came of these words?", "button": "Keep the note"}
        return self.decide(request, object_id, act, form_class=LookedIntoForm, **words)

    def trail(self, obj):
        return [(change_url(obj.citation.article), str(obj.citation.article))]


class WithVanishings:
    """Mixed into the admin of citations: says when the live article no longer holds the words."""

    def panels(self, request, obj):
        found = obj.vanishings.select_related("capture").order_by("-noticed_at", "-pk")
        shown = panel(
            "No longer in the live article",
            found,
            {
                "Noticed": lambda v: day(v.noticed_at),
                "What came of it": lambda v: v.get_outcome_display(),
                "Note": lambda v: v.note,
            },
            where={"citation__id__exact": obj.pk, "outcome": "all"},
        )
        return [*super().panels(request, obj), *([shown] if shown.rows else [])]
