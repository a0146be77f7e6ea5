"""Publishing and retracting from the admin: buttons and list actions, never a typed state."""

import pghistory
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.urls import path

from claims.models import Citation, State
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url
from editorial.admin.checks.unverified import unverified

from .corrections import AlteringAdmin
from .review import ReviewingAdmin


class NoticeForm(forms.Form):
    """The public notice of a retraction."""

    notice = forms.CharField(
        label="Public notice",
        max_length=1000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text="Why, in words for readers. They see it in the place of what is retracted.",
    )


class PublishingAdmin(ReviewingAdmin, AlteringAdmin):
    """Base for what is draft, published or retracted.

    Editors change drafts only. Publishers also change what is published. What was retracted stays
    as it is, and what readers have seen is never deleted.
    """

    actions = ("submit_selected", "publish_selected", "retract_selected")

    # --- what subclasses say -----------------------------------------------------------------

    def publish(self, request, obj) -> str:
        """Publish `obj`; what to tell the person. `Refused` says why not."""
        raise NotImplementedError

    def retract(self, request, obj, notice: str) -> None:
        raise NotImplementedError

    def publish_lines(self, obj) -> list[str]:
        """What publishing would do, for the page that asks."""
        return []

    def shown_by_publishing(self, rows) -> QuerySet[Citation]:
        """The evidence that readers would see if `rows` were published."""
        raise NotImplementedError

    # --- permissions -------------------------------------------------------------------------

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(f"claims.publish_{self.opts.model_name}")

    def has_retract_permission(self, request) -> bool:
        return request.user.has_perm(f"claims.retract_{self.opts.model_name}")

    def has_change_permission(self, request, obj=None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or obj.state == State.DRAFT:
            return True
        return obj.state == State.PUBLISHED and self.has_publish_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.state == State.DRAFT)

    def reason_required(self, obj) -> bool:
        return obj.state == State.PUBLISHED

    def asks_reason(self, request, obj) -> bool:
        return super().asks_reason(request, obj) and self.reason_required(obj)

    def view_on_site(self, obj) -> str | None:
        return obj.get_absolute_url() if obj.is_published else None

    # --- one row -----------------------------------------------------------------------------

    def steps(self, request, obj):
        steps = []
        if obj.state == State.DRAFT:
            steps += self.review_steps(request, obj)
            if self.has_publish_permission(request) and not self.own_work(request, obj):
                steps.append((admin_url(self.opts, "publish", obj.pk), "Publish…"))
        if obj.state == State.PUBLISHED and self.has_retract_permission(request):
            steps.append((admin_url(self.opts, "retract", obj.pk), "Retract…"))
        return steps

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/publish/", view(self.publish_view), name=f"{name}_publish"),
            path("<path:object_id>/retract/", view(self.retract_view), name=f"{name}_retract"),
        ]
        return own + super().get_urls()

    def publish_view(self, request, object_id):
        if not self.has_publish_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        found = unverified(self.shown_by_publishing([obj]))
        if request.method != "POST" or not self.accepts(request, found):
            lines = [*self.status_changes([obj]), *self.publish_lines(obj)]
            refusal = self.own_work(request, obj)
            return self.ask_to_publish(request, obj, lines=lines, unverified=found, refusal=refusal)
        self.publish_each(request, [obj])
        self.lead_on(request)
        return HttpResponseRedirect(change_url(obj))

    def accepts(self, request, found) -> bool:
        """Whether the person has said to publish with as many unverified excerpts as there are."""
        return found.count == 0 or request.POST.get("unverified") == str(found.count)

    def ask_to_publish(self, request, obj=None, **context):
        not_ticked = request.method == "POST" and (obj is not None or "from_page" in request.POST)
        return self.ask(request, "admin/record_publish.html", obj, not_ticked=not_ticked, **context)

    def retract_view(self, request, object_id):
        if not self.has_retract_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = NoticeForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.ask(request, "admin/record_retract.html", obj, form=form)
        self.retract_each(request, [obj], form.cleaned_data["notice"])
        return HttpResponseRedirect(change_url(obj))

    # --- several rows ------------------------------------------------------------------------

    @admin.action(description="Publish selected %(verbose_name_plural)s", permissions=["publish"])
    def publish_selected(self, request, queryset):
        rows = queryset.order_by("pk")
        found = unverified(self.shown_by_publishing(rows))
        if not self.accepts(request, found):
            lines = self.status_changes(rows)
            return self.ask_to_publish(request, chosen=rows, lines=lines, unverified=found)
        self.publish_each(request, rows)

    @admin.action(description="Retract selected %(verbose_name_plural)s…", permissions=["retract"])
    def retract_selected(self, request, queryset):
        form = NoticeForm(request.POST if "notice" in request.POST else None)
        if form.is_valid():
            return self.retract_each(request, queryset.order_by("pk"), form.cleaned_data["notice"])
        return self.ask(request, "admin/record_retract.html", form=form, chosen=queryset.order_by("pk"))

    def publish_each(self, request, rows) -> None:
        def act(obj):
            message = self.publish(request, obj)
            self.log_change(request, obj, "Published.")
            return message

        self.each(request, rows, act)

    def retract_each(self, request, rows, notice: str) -> None:
        pghistory.context(reason=notice)

        def act(obj):
            self.retract(request, obj, notice)
            self.log_change(request, obj, f"Retracted. Public notice: {notice}")
            return f"Retracted: “{obj}”."

        self.each(request, rows, act)
