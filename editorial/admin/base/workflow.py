"""Workflows: what people do with a row besides editing it.

    class ClaimAdmin(RecordAdmin):
        workflows = (Review(), ClaimPublishing(), Merging())

RecordAdmin binds each workflow to itself and then asks all of them, in that order: their pages, buttons
and list actions are put together, a row may be changed if every workflow allows it, and a reason is
required if any workflow requires one.
"""

import copy
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path

from core.errors import Refused

from .changelist import Panel, admin_url, change_url

if TYPE_CHECKING:
    from .model_admin import RecordAdmin

MAX_MESSAGES = 5

Step = tuple[str, str]
"""A button on the page of a row: address and label."""


class SavedOtherwise(Exception):
    """Ends a save: all that was written is rolled back, and `finish` does something else instead."""

    def finish(self) -> HttpResponseBase:
        """Do it, and return the response. Raises Refused where it cannot be done."""
        raise NotImplementedError


@dataclass(frozen=True)
class ListAction:
    """An action on the rows that are selected in a list, callable as Django's are."""

    name: str
    short_description: str
    run: Callable[[HttpRequest, QuerySet], HttpResponseBase | None]
    is_allowed: Callable[[HttpRequest], bool]

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(self, model_admin, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        return self.run(request, queryset)


class Workflow:
    """One thing that people do with a row: its pages, buttons, list actions and rules.

    By default no method adds or forbids anything. `parts` are workflows that this one is made of; their
    pages, buttons and actions are its own.
    """

    model_admin: "RecordAdmin"
    parts: tuple["Workflow", ...] = ()
    dependents: tuple[type[Model], ...] = ()
    """Rows that are deleted with a row of this workflow and need no permission of their own."""

    def bind(self, model_admin: "RecordAdmin") -> Self:
        """Return a copy of this workflow that belongs to `model_admin`."""
        bound = copy.copy(self)
        bound.model_admin = model_admin
        bound.parts = tuple(part.bind(model_admin) for part in self.parts)
        return bound

    # --- pages, buttons, list actions --------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        return [url for part in self.parts for url in part.get_urls()]

    def get_steps(self, request: HttpRequest, obj) -> list[Step]:
        """Return what this person can do with `obj`."""
        return [step for part in self.parts for step in part.get_steps(request, obj)]

    def has_last_word(self, request: HttpRequest, obj) -> bool:
        """Whether `obj` is in a state in which no other workflow offers steps."""
        return False

    def get_actions(self) -> list[ListAction]:
        return [action for part in self.parts for action in part.get_actions()]

    # --- what the page of a row shows ---------------------------------------------------------

    def get_panels(self, request: HttpRequest, obj) -> list[Panel]:
        return []

    def get_context(self, request: HttpRequest, obj) -> dict[str, Any]:
        """Return more context for the template of the page of `obj`."""
        return {}

    def get_readonly_fields(self) -> list[Any]:
        """Return methods that `arrange_fieldsets` puts among the fields."""
        return []

    def arrange_fieldsets(self, fieldsets: list, obj) -> list:
        return fieldsets

    def get_public_url(self, obj) -> str | None:
        """Return the address under which readers see `obj`, if this workflow knows it."""
        return None

    # --- rules --------------------------------------------------------------------------------

    def may_change(self, request: HttpRequest, obj) -> bool:
        return True

    def may_delete(self, request: HttpRequest, obj) -> bool:
        return True

    def is_reason_required(self, obj) -> bool:
        """Whether a change of `obj` needs a reason: readers see it."""
        return False

    def is_change_unseen(self, form, formsets) -> bool:
        """Whether this workflow knows that a saved change altered nothing that readers had seen."""
        return False

    def filter_choices(self, rows: QuerySet) -> QuerySet:
        """Return those of `rows` that an autocomplete field offers."""
        return rows

    # --- changes ------------------------------------------------------------------------------

    def check_save(self, request: HttpRequest, form, formsets) -> None:
        """Raise SavedOtherwise where what was written, and the database has accepted, does not stay."""

    def after_save(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Act on a change that was saved and that the database has accepted."""

    def deletion(self, request: HttpRequest, rows: Iterable) -> AbstractContextManager:
        """Return a context in which `rows` are deleted."""
        return nullcontext()

    # --- for subclasses -----------------------------------------------------------------------

    def make_url(self, name: str, view: Callable) -> URLPattern:
        """Make the URL of a page: `/<id>/send-back/`, `admin:claims_claim_send_back`."""
        opts = self.model_admin.opts
        return path(
            f"<path:object_id>/{name.replace('_', '-')}/",
            self.model_admin.admin_site.admin_view(view),
            name=f"{opts.app_label}_{opts.model_name}_{name}",
        )

    def make_step(self, name: str, label: str, obj) -> Step:
        return admin_url(self.model_admin.opts, name, obj.pk), label

    def do_each(self, request: HttpRequest, rows: Iterable, act: Callable[[Any], str]) -> bool:
        """Call `act` for each row; tell what it returns, and which rows were refused.

        Returns whether any was done: if none was, the page comes back with what was typed.
        """
        done, refused = [], []
        for obj in rows:
            try:
                done.append(act(obj))
            except Refused as error:
                refused.append(f"“{obj}”: {error}")
        for level, lines in ((messages.SUCCESS, done), (messages.ERROR, refused)):
            for line in lines[:MAX_MESSAGES]:
                self.model_admin.message_user(request, line, level)
            if len(lines) > MAX_MESSAGES:
                self.model_admin.message_user(request, f"… and {len(lines) - MAX_MESSAGES} more.", level)
        return bool(done)


class Decision(Workflow):
    """One decision about a row: a button, a page that asks, and what is then done.

    The page asks with `form_class`, if there is one. With `action_description` the decision can also be
    taken for several rows in the list, without a form.
    """

    name: str
    """What the address and the URL name end in: "send_back"."""
    label: str
    """The button that leads to the page."""
    title: str
    question: str
    explanation = ""
    submit_label: str
    form_class: type[Form] | None = None
    action_name = ""
    action_description = ""

    def may_decide(self, request: HttpRequest) -> bool:
        """Whether this person may take such decisions at all."""
        raise NotImplementedError

    def is_open(self, request: HttpRequest, obj) -> bool:
        """Whether the decision is offered for `obj`."""
        raise NotImplementedError

    def decide(self, request: HttpRequest, obj, answers: dict[str, Any]) -> str:
        """Do it and return what to tell the person; `answers` come from the form.

        Raises Refused where it cannot be done.
        """
        raise NotImplementedError

    def get_initial(self, obj) -> dict[str, Any]:
        """Return the initial values of the form."""
        return {}

    def get_subject(self, obj) -> Any:
        """Return what the page names as the subject of the question."""
        return obj

    def get_lines(self, obj) -> list[str]:
        """Return facts for the page that asks."""
        return []

    def respond(self, request: HttpRequest, obj) -> HttpResponseBase:
        """Return the response once it is done or refused."""
        return HttpResponseRedirect(change_url(obj))

    def get_urls(self) -> list[URLPattern]:
        return [self.make_url(self.name, self.view)]

    def get_steps(self, request: HttpRequest, obj) -> list[Step]:
        is_offered = self.may_decide(request) and self.is_open(request, obj)
        return [self.make_step(self.name, self.label, obj)] if is_offered else []

    def get_actions(self) -> list[ListAction]:
        if not self.action_name:
            return []
        return [ListAction(self.action_name, self.action_description, self.run_action, self.may_decide)]

    def view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        if not self.may_decide(request):
            raise PermissionDenied
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            return self.model_admin.redirect_missing(request, object_id)
        posted = request.POST if request.method == "POST" else None
        form = self.form_class(posted, initial=self.get_initial(obj)) if self.form_class else None
        if posted is None or (form and not form.is_valid()):
            return self.ask(request, obj, form)
        answers = form.cleaned_data if form else {}
        is_done = self.do_each(request, [obj], lambda row: self.decide(request, row, answers))
        return self.respond(request, obj) if is_done or form is None else self.ask(request, obj, form)

    def ask(self, request: HttpRequest, obj, form: Form | None) -> HttpResponseBase:
        """Show the page that asks, with what `form` holds."""
        return self.model_admin.render_page(
            request,
            "admin/record_decision.html",
            obj,
            form=form,
            step=self.title,
            question=self.question.format(noun=self.model_admin.opts.verbose_name),
            explain=self.explanation,
            subject=self.get_subject(obj),
            lines=self.get_lines(obj),
            button=self.submit_label,
        )

    def run_action(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.do_each(request, queryset.order_by("pk"), lambda row: self.decide(request, row, {}))
