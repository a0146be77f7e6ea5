"""Pages that ask before anything is done, and what is said afterwards."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from claims.rules import Refused
from editorial.admin.base import RecordAdmin, change_url

MOST_MESSAGES = 5


class AskingAdmin(RecordAdmin):
    """Base for what has steps besides saving: each is asked about on a page of its own."""

    def ask(self, request, template: str, obj=None, **context):
        """A page that asks before anything is done."""
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": obj,
                "trail": [*self.trail(obj), (change_url(obj), str(obj))] if obj else [],
                "media": self.media,
                **context,
            },
        )

    def decide(self, request, object_id, act, *, form_class=None, **context):
        """Ask with `form_class`, then do `act(obj, form)`, which returns what to tell the person.

        `context` is for admin/record_decide.html: `step`, `question`, `button`, and perhaps
        `explain`, `lines(obj)` and `subject(obj)`, what it is about if not the row itself.
        """
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        posted = request.POST if request.method == "POST" else None
        form = form_class(posted, **self.decide_initial(obj)) if form_class else None
        if posted is None or (form and not form.is_valid()):
            context |= {name: context[name](obj) for name in ("lines", "subject") if name in context}
            return self.ask(request, "admin/record_decide.html", obj, form=form, **context)
        self.each(request, [obj], lambda obj: act(obj, form))
        return HttpResponseRedirect(change_url(obj))

    def decide_initial(self, obj) -> dict:
        """Further arguments for the form that is asked with."""
        return {}

    def each(self, request, rows, act) -> None:
        """Do it to each row by itself; say what was done, and why the others were refused."""
        done, refused = [], []
        for obj in rows:
            try:
                done.append(act(obj))
            except Refused as error:
                refused.append(f"“{obj}”: {error}")
        for level, lines in ((messages.SUCCESS, done), (messages.ERROR, refused)):
            for line in lines[:MOST_MESSAGES]:
                self.message_user(request, line, level)
            if len(lines) > MOST_MESSAGES:
                self.message_user(request, f"… and {len(lines) - MOST_MESSAGES} more.", level)

    @staticmethod
    def now():
        return timezone.now()
