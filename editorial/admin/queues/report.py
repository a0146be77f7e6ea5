"""The admin of readers' reports: covered, answered, or closed with a reason."""

from urllib.parse import quote as percent_encode

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import answer_report, close_report
from claims.models import Report, ReportOutcome
from core.canonical_urls import is_http_url
from editorial.admin.base import link_row
from editorial.admin.base.columns import format_day
from editorial.admin.base.forms import make_note_field

from .base import DecisionAdmin, OutcomeFilter, QueueDecision

EMAIL_SUBJECT = "What you reported to On the Record"


class AnswerForm(forms.Form):
    """The answer to the reader."""

    answer = make_note_field(
        rows=6,
        max_length=2000,
        help_text="Kept with the report. If the reader left an e-mail address, a link then opens your own "
        "e-mail program with this text: nothing is sent from here.",
    )


class CloseForm(forms.Form):
    """The reason why a report is closed without action."""

    reason = make_note_field(
        max_length=2000,
        help_text="For the other editors: “cannot be verified”, “on the record already”.",
    )


class AnswerReport(QueueDecision):
    """The answer to a reader, which is kept with the report."""

    name = "answer"
    label = "Answer…"
    title = "Answer"
    question = "What is the answer to this reader?"
    submit_label = "Keep the answer"
    form_class = AnswerForm

    def decide(self, request, obj, answers) -> str:
        answer_report(report=obj, answer=answers["answer"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Answered.")
        if not obj.contact:
            return "Answered. The reader left no e-mail address."
        return "Answered. To send it, follow “Write to …” below: your e-mail program opens with the text."


class CloseReport(QueueDecision):
    """The end of a report of which nothing comes."""

    name = "close"
    label = "Close with a reason…"
    title = "Close"
    question = "Close this report, for which reason?"
    submit_label = "Close it"
    form_class = CloseForm

    def decide(self, request, obj, answers) -> str:
        close_report(report=obj, reason=answers["reason"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Closed.")
        return "Closed. It waits no longer."


@admin.register(Report)
class ReportAdmin(DecisionAdmin):
    """Readers' reports, which are never altered."""

    workflows = (AnswerReport(), CloseReport())
    list_display = ("words", "kind", "claim", "received", "outcome")
    list_filter = (OutcomeFilter, "kind")
    list_select_related = ("claim",)
    search_fields = ("message__icontains", "source_url__icontains", "claim__search__words")
    ordering = ("received_at", "pk")
    settlement_fields = ("settled_by", "settled_at", "answer", "coverage")
    fields = (
        *("kind", "reader_wrote", "source", "about", "received_at", "write_to"),
        *("outcome", *settlement_fields),
    )
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "article", "settled_by")
        return rows.defer("claim__search")

    @admin.display(description="what it says")
    def words(self, obj) -> str:
        return f"{obj.message[:120]}…" if len(obj.message) > 120 else obj.message

    @admin.display(description="received", ordering="received_at")
    def received(self, obj) -> str:
        return format_day(obj.received_at)

    @admin.display(description="the reader wrote")
    def reader_wrote(self, obj) -> str:
        return format_html('<div class="record-words" dir="auto">{}</div>', obj.message)

    @admin.display(description="source given")
    def source(self, obj) -> str:
        if not is_http_url(obj.source_url):
            return obj.source_url or "–"
        link = '<a href="{0}" rel="noopener noreferrer nofollow" dir="ltr">{0}</a>'
        return format_html(link, obj.source_url)

    @admin.display(description="about the claim")
    def about(self, obj) -> str:
        if obj.claim is None:
            return "–"
        return link_row(obj.claim)

    @admin.display(description="e-mail for an answer")
    def write_to(self, obj) -> str:
        if not obj.contact:
            return "None: the reader left no address, or it has been deleted since."
        query = f"subject={percent_encode(EMAIL_SUBJECT)}"
        if obj.outcome == ReportOutcome.ANSWERED:
            query += f"&body={percent_encode(obj.answer)}"
        address = f"mailto:{percent_encode(obj.contact, safe='@')}?{query}"
        return format_html('<a href="{}">Write to {}</a>', address, obj.contact)

    @admin.display(description="coverage that came of it")
    def coverage(self, obj) -> str:
        if obj.article is None:
            return "–"
        return link_row(obj.article)

    def get_steps(self, request, obj):
        """Put before the decisions the link to Add coverage, which settles it as well."""
        decisions = super().get_steps(request, obj)
        begin = reverse("admin:coverage_begin", query={"report": obj.pk})
        return [(begin, "Turn into coverage…"), *decisions] if decisions else []
