"""Publishing and retracting, by buttons and list actions."""

from typing import Any

import pghistory
from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect

from claims.coverage.rows import quote_words
from claims.models import State
from editorial.admin.base import ListAction, Workflow, change_url, list_ticks
from editorial.admin.base.forms import make_note_field
from editorial.review.publication import PublicationQuestion, publish_and_tell

from .review import describe_status_changes, link_next_review, refusal_of_own_work


class NoticeForm(forms.Form):
    """The public notice of a retraction."""

    notice = make_note_field(
        label="Public notice",
        help_text="Why, in words for readers. They see it in the place of what is retracted.",
    )


class Publishing(Workflow):
    """Rows that are draft, published or retracted. Each kind has a subclass.

    Editors change drafts only. Publishers also change what is published. What was retracted stays
    as it is, and what readers have seen is never deleted.
    """

    # --- what subclasses say -----------------------------------------------------------------

    def retract(self, user, obj, notice: str) -> None:
        """Retract `obj`. Raises Refused."""
        raise NotImplementedError

    def describe_publication(self, obj) -> list[str]:
        """Say what publishing would do, for the page that asks."""
        return []

    # --- rules -------------------------------------------------------------------------------

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"claims.publish_{self.model_admin.opts.model_name}")

    def may_retract(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"claims.retract_{self.model_admin.opts.model_name}")

    def may_change(self, request, obj) -> bool:
        return obj.state == State.DRAFT or (obj.state == State.PUBLISHED and self.may_publish(request))

    def may_delete(self, request, obj) -> bool:
        return obj.state == State.DRAFT

    def is_reason_required(self, obj) -> bool:
        return obj.state == State.PUBLISHED

    def get_public_url(self, obj) -> str | None:
        return obj.get_absolute_url() if obj.is_published else None

    # --- one row -----------------------------------------------------------------------------

    def get_steps(self, request, obj):
        steps = []
        is_draft = obj.state == State.DRAFT
        if is_draft and self.may_publish(request) and not refusal_of_own_work(request.user, obj):
            steps.append(self.make_step("publish", "Publish…", obj))
        if obj.state == State.PUBLISHED and self.may_retract(request):
            steps.append(self.make_step("retract", "Retract…", obj))
        return steps

    def get_urls(self):
        return [self.make_url("publish", self.publish_view), self.make_url("retract", self.retract_view)]

    def publish_view(self, request: HttpRequest, object_id: str):
        if not self.may_publish(request):
            raise PermissionDenied
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            return self.model_admin.redirect_missing(request, object_id)
        question = PublicationQuestion([obj], request.user)
        if publish_and_tell(self.model_admin, request, question):
            link_next_review(self.model_admin, request)
            return HttpResponseRedirect(change_url(obj))
        if question.is_too_much:
            return self.ask_to_publish(request, question, obj)
        lines = [*describe_status_changes([obj]), *self.describe_publication(obj)]
        refusal = refusal_of_own_work(request.user, obj)
        return self.ask_to_publish(request, question, obj, lines=lines, refusal=refusal)

    def ask_to_publish(self, request: HttpRequest, question: PublicationQuestion, obj=None, **context: Any):
        back = change_url(obj) if obj else request.get_full_path()
        return self.model_admin.render_page(
            request,
            "admin/record_publish.html",
            obj,
            question=question,
            back=back,
            ticks="" if obj else list_ticks(row.pk for row in question.rows),
            **question.explain(request),
            **context,
        )

    def retract_view(self, request: HttpRequest, object_id: str):
        if not self.may_retract(request):
            raise PermissionDenied
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            return self.model_admin.redirect_missing(request, object_id)
        form = NoticeForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self.retract_each(request, [obj], form.cleaned_data["notice"]):
            return HttpResponseRedirect(change_url(obj))
        return self.model_admin.render_page(
            request, "admin/record_retract.html", obj, form=form, back=change_url(obj)
        )

    # --- several rows ------------------------------------------------------------------------

    def get_actions(self):
        return [
            ListAction(
                "publish_selected",
                "Publish selected %(verbose_name_plural)s…",
                self.publish_selected,
                self.may_publish,
            ),
            ListAction(
                "retract_selected",
                "Retract selected %(verbose_name_plural)s…",
                self.retract_selected,
                self.may_retract,
            ),
        ]

    def publish_selected(self, request: HttpRequest, queryset: QuerySet):
        question = PublicationQuestion(list(queryset.order_by("pk")), request.user)
        if publish_and_tell(self.model_admin, request, question):
            return None
        hidden = [
            ("action", "publish_selected"),
            *(("_selected_action", row.pk) for row in question.rows),
        ]
        return self.ask_to_publish(request, question, hidden=hidden)

    def retract_selected(self, request: HttpRequest, queryset: QuerySet):
        rows = queryset.order_by("pk")
        form = NoticeForm(request.POST if "notice" in request.POST else None)
        if form.is_valid() and self.retract_each(request, rows, form.cleaned_data["notice"]):
            return None
        return self.model_admin.render_page(
            request,
            "admin/record_retract.html",
            form=form,
            chosen=rows,
            back=request.get_full_path(),
            ticks=list_ticks(row.pk for row in rows),
        )

    def retract_each(self, request: HttpRequest, rows, notice: str) -> bool:
        """Retract each row, and say so; False if none was retracted."""
        pghistory.context(reason=notice)

        def act(obj) -> str:
            self.retract(request.user, obj, notice)
            self.model_admin.log_change(request, obj, f"Retracted. Public notice: {notice}")
            return f"Retracted: {quote_words(str(obj))}."

        return self.do_each(request, rows, act)
