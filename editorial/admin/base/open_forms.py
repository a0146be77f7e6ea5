"""The notice that somebody else has the form of the same row open."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.text import Truncator

from claims.models import OpenForm

from .changelist import admin_url
from .workflow import Workflow

SHOWN_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)
MAX_SHOWN = 3


class OpenForms(Workflow):
    """Who else has the form of a row open. Every RecordAdmin has it; nobody is kept from saving.

    A script in the page posts that the form is open, every few minutes, and that its page was left.
    """

    def get_urls(self):
        return [self.make_url("opened", self.view)]

    def view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that this person has opened the form, or with `left` that its page was left.

        Queries: that of the row, and 2.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.model_admin.has_change_permission(request, obj):
            raise PermissionDenied
        if "left" in request.POST:
            OpenForm.objects.of(obj).filter(editor=request.user.pk).delete()
        else:
            now = timezone.now()
            OpenForm.objects.filter(opened_at__lt=now - KEPT_FOR).delete()
            OpenForm.objects.open(obj, editor=request.user, now=now)
        return HttpResponse(status=204)

    def get_context(self, request: HttpRequest, obj) -> dict[str, Any]:
        """Return the address for the script, and a sentence for each other person. Queries: 1."""
        if not self.model_admin.has_change_permission(request, obj):
            return {}
        now = timezone.now()
        others = (
            OpenForm.objects.of(obj).exclude(editor=request.user.pk).filter(opened_at__gt=now - SHOWN_FOR)
        )
        latest = others.select_related("editor").order_by("-opened_at", "-pk")[:MAX_SHOWN]
        return {
            "opened_address": admin_url(self.model_admin.opts, "opened", obj.pk),
            "opened_by_others": [describe(form, now - form.opened_at) for form in latest],
        }

    def after_save(self, request: HttpRequest, form, formsets, change: bool) -> None:
        if change:
            OpenForm.objects.of(form.instance).filter(editor=request.user.pk).delete()


def describe(form: OpenForm, age: timedelta) -> str:
    """Return "ada had this open 3 minutes ago and has not saved it yet."."""
    minutes = age // timedelta(minutes=1)
    ago = f"{minutes} minute{'' if minutes == 1 else 's'} ago" if minutes > 0 else "just now"
    return f"{Truncator(form.editor.get_username()).chars(60)} had this open {ago} and has not saved it yet."
