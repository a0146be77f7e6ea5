from urllib.parse import quote as percent_encoded

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.html import format_html

from claims.actions import answer_report, close_report
from claims.models import Report, ReportOutcome
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url
from editorial.admin.base.columns import day
from editorial.admin.workflow.confirmation import AskingAdmin
from editorial.admin.workflow.waiting import NeverTyped, WaitingFilter

SUBJECT = "What you reported to On the Record"


class AnswerForm(forms.Form):
    """What is answered to the reader."""

    answer = forms.CharField(
        max_length=2000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True, "dir": "auto"}),
        help_text="Kept with the report. If the reader left an e-mail address, a link then opens your own "
        "e-mail program with this text: nothing is sent from here.",
    )


class CloseForm(forms.Form):
    """Why nothing comes of a report."""

    reason = forms.CharField(
        max_length=2000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, "dir": "auto"}),
        help_text="For the other editors: “cannot be verified”, “on the record already”.",
    )


@admin.register(Report)
class ReportAdmin(NeverTyped, AskingAdmin):
    """What readers sent in: read here, and settled by what comes of it. Never altered."""

    list_display = ("words", "kind", "claim", "received", "outcome")
    list_filter = (WaitingFilter, "kind")
    list_select_related = ("claim",)
    search_fields = ("message", "source_url", "claim__text")
    ordering = ("received_at", "pk")
    actions = None
    fields = (
        "kind",
        "reader_wrote",
        "source",
        "about",
        "received_at",
        "write_to",
        "outcome",
        "settled_by",
        "settled_at",
        "answer",
        "coverage",
    )
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "article", "settled_by")
        return rows.defer("claim__search")

    # --- permissions -------------------------------------------------------------------------

    def may_settle(self, request) -> bool:
        return request.user.has_perm("claims.change_report")

    # --- what is shown -----------------------------------------------------------------------

    def get_fields(self, request, obj=None):
        if obj and obj.outcome != ReportOutcome.WAITING:
            return self.fields
        return self.fields[: self.fields.index("settled_by")]

    @admin.display(description="what it says")
    def words(self, obj) -> str:
        return f"{obj.message[:120]}…" if len(obj.message) > 120 else obj.message

    @admin.display(description="received", ordering="received_at")
    def received(self, obj) -> str:
        return day(obj.received_at)

    @admin.display(description="the reader wrote")
    def reader_wrote(self, obj) -> str:
        return format_html('<div class="record-words" dir="auto">{}</div>', obj.message)

    @admin.display(description="source given")
    def source(self, obj) -> str:
        if not obj.source_url.startswith(("https://", "http://")):
            return obj.source_url or "–"
        link = '<a href="{0}" rel="noopener noreferrer nofollow" dir="ltr">{0}</a>'
        return format_html(link, obj.source_url)

    @admin.display(description="about the claim")
    def about(self, obj) -> str:
        if obj.claim is None:
            return "–"
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(obj.claim), obj.claim)

    @admin.display(description="e-mail for an answer")
    def write_to(self, obj) -> str:
        if not obj.contact:
            return "None: the reader left no address, or it has been deleted since."
        query = f"subject={percent_encoded(SUBJECT)}"
        if obj.outcome == ReportOutcome.ANSWERED:
            query += f"&body={percent_encoded(obj.answer)}"
        address = f"mailto:{percent_encoded(obj.contact, safe='@')}?{query}"
        return format_html('<a href="{}">Write to {}</a>', address, obj.contact)

    @admin.display(description="coverage that came of it")
    def coverage(self, obj) -> str:
        if obj.article is None:
            return "–"
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(obj.article), obj.article)

    # --- what comes of it --------------------------------------------------------------------

    def steps(self, request, obj):
        if obj.outcome != ReportOutcome.WAITING or not self.may_settle(request):
            return []
        begin = f"{reverse('admin:coverage_begin')}?report={obj.pk}"
        return [
            (begin, "Turn into coverage…"),
            (admin_url(self.opts, "answer", obj.pk), "Answer…"),
            (admin_url(self.opts, "close", obj.pk), "Close with a reason…"),
        ]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/answer/", view(self.answer_view), name="claims_report_answer"),
            path("<path:object_id>/close/", view(self.close_view), name="claims_report_close"),
        ]
        return own + super().get_urls()

    def answer_view(self, request, object_id):
        if not self.may_settle(request):
            raise PermissionDenied

        def act(obj, form) -> str:
            answer_report(report=obj, answer=form.cleaned_data["answer"], by=request.user, now=self.now())
            self.log_change(request, obj, "Answered.")
            if not obj.contact:
                return "Answered. The reader left no e-mail address."
            return "Answered. To send it, follow “Write to …” below: your e-mail program opens with the text."

        question = "What is the answer to this reader?"
        words = {"step": "Answer", "question": question, "button": "Keep the answer"}
        return self.decide(request, object_id, act, form_class=AnswerForm, **words)

    def close_view(self, request, object_id):
        if not self.may_settle(request):
            raise PermissionDenied

        def act(obj, form) -> str:
            close_report(report=obj, reason=form.cleaned_data["reason"], by=request.user, now=self.now())
            self.log_change(request, obj, "Closed.")
            return "Closed. It waits no longer."

        words = {"step": "Close", "question": "Close this report, for which reason?", "button": "Close it"}
        return self.decide(request, object_id, act, form_class=CloseForm, **words)
