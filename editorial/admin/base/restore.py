"""Restoring an earlier state of a row, as a new change through its form."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm, MultiWidget
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from core.errors import Refused, translate_refusals
from editorial.history import EPOCH, fetch_names, get_state_at

from .columns import format_moment
from .forms import REASON
from .history_lines import describe_field
from .workflow import SavedOtherwise, Workflow

FieldValues = dict[str, tuple[Any, Any]]
"""By name of a field, what it holds now and what it held then."""


class Restoration(Workflow):
    """The page that restores an earlier version. Every RecordAdmin has it.

    What the form does not hold (whether readers see the row, its key, its proof) stays as it is.
    """

    def get_urls(self) -> list[URLPattern]:
        opts = self.model_admin.opts
        return [
            path(
                "<path:object_id>/history/<int:moment>/restore/",
                self.model_admin.admin_site.admin_view(self.view),
                name=f"{opts.app_label}_{opts.model_name}_restore",
            )
        ]

    def is_allowed(self, request: HttpRequest, obj) -> bool:
        """Whether this person may change any field of `obj`."""
        if not self.model_admin.has_change_permission(request, obj):
            return False
        return bool(self.list_fields(self.get_form_class(request, obj)))

    def get_form_class(self, request: HttpRequest, obj) -> type[ModelForm]:
        """Return the class of the form on the page of `obj`."""
        fields = flatten_fieldsets(self.model_admin.get_fieldsets(request, obj))
        return self.model_admin.get_form(request, obj, change=True, fields=fields)

    def list_fields(self, form_class: type[ModelForm]) -> list[str]:
        """Return the form's fields that are kept in the history."""
        linked = {part.form_field for part in self.model_admin.history_parts}
        column_names = {f.name for f in self.model_admin.model._meta.concrete_fields if not f.generated}
        return [name for name in form_class.base_fields if name in column_names | linked]

    def view(self, request: HttpRequest, object_id: str, moment: int) -> HttpResponseBase:
        try:
            return self.restore(request, object_id, moment)
        except SavedOtherwise as otherwise:
            try:
                return otherwise.finish()
            except Refused as refused:
                self.model_admin.refusals[request] = str(refused)
        except Refused as refused:
            self.model_admin.refusals[request] = str(refused)
        return self.restore(request, object_id, moment)  # asks again, with what was typed

    def restore(self, request: HttpRequest, object_id: str, moment: int) -> HttpResponseBase:
        """Answer the request, in a transaction. Raises Refused, and SavedOtherwise."""
        with translate_refusals():
            obj = self.model_admin.get_object(request, unquote(object_id))
            if obj is None:
                return self.model_admin.redirect_missing(request, object_id)
            if not self.is_allowed(request, obj):
                raise PermissionDenied
            state = get_state_at(self.model_admin.model, obj.pk, moment, self.model_admin.history_parts)
            if state is None:
                raise Http404("There was no such row then.")
            form_class = self.get_form_class(request, obj)
            changes = self.find_changes(form_class, obj, state)
            initial = {REASON: f"Restores the version of {format_version(moment)}."}
            form = form_class(instance=obj, initial=initial)
            if request.method == "POST" and changes:
                form = self.fill_form(request, form_class, obj, changes)
                if self.save(request, form, moment):
                    return self.model_admin.response_post_save_change(request, obj)
            return self.render(request, obj, form, changes, moment)

    def find_changes(self, form_class: type[ModelForm], obj, state: dict[str, Any]) -> FieldValues:
        """Return the fields of the form that hold something else than they held then."""
        changes = {}
        for name in self.list_fields(form_class):
            value = read_field(obj, name)
            if name in state and value != state[name]:
                changes[name] = (value, state[name])
        return changes

    def fill_form(
        self, request: HttpRequest, form_class: type[ModelForm], obj, changes: FieldValues
    ) -> ModelForm:
        """Fill in what the fields held then, and what was posted into others."""
        restored = self.list_fields(form_class)
        data = build_post_data(form_class(instance=obj))
        data |= {name: request.POST[name] for name in request.POST if name not in restored}
        data |= {name: "" if past is None else past for name, (_, past) in changes.items()}
        return form_class(data, instance=obj)

    def save(self, request: HttpRequest, form, moment: int) -> bool:
        """Save the form; False if it or the database refuses, and then it says why."""
        if not form.is_valid():
            return False
        try:
            with translate_refusals():
                obj = self.model_admin.save_form(request, form, change=True)
                self.model_admin.save_model(request, obj, form, True)
                self.model_admin.save_related(request, form, [], True)
        except Refused as refused:
            form.add_error(None, str(refused))
            return False
        version = format_version(moment)
        reason = form.cleaned_data.get(REASON)
        message = f"Restored the version of {version}."
        self.model_admin.log_change(request, obj, f"{message} Reason: {reason}" if reason else message)
        self.model_admin.message_user(request, f"Restored as it was on {version}.", messages.SUCCESS)
        return True

    def render(
        self, request: HttpRequest, obj, form: ModelForm, changes: FieldValues, moment: int
    ) -> HttpResponseBase:
        """Show what would change, with the form's errors if it was posted."""
        model = self.model_admin.model
        fields = [model._meta.get_field(name) for name in changes]
        names = fetch_names(
            collect_changed_ids(fields, changes), partial(self.model_admin.get_rows_of, request)
        )
        stored = model._base_manager.get(pk=obj.pk)  # a posted form writes its values into `obj`
        return self.model_admin.render_page(
            request,
            "admin/record_restore.html",
            stored,
            title=f"History: {stored}",
            lines=[describe_field(f, *changes[f.name], names) for f in fields],
            said=format_version(moment),
            form=form,
            reason=form[REASON] if REASON in form.fields else None,
            others=self.list_other_parts(),
        )

    def list_other_parts(self) -> list[str]:
        """Return what the history shows besides the row itself and restoring leaves alone."""
        kinds = [
            part.model._meta.verbose_name_plural
            for part in self.model_admin.history_parts
            if not part.form_field
        ]
        return list(dict.fromkeys(str(kind) for kind in kinds))


def format_version(moment: int) -> str:
    return format_moment(EPOCH + datetime.timedelta(microseconds=moment))


def read_field(obj, name: str) -> Any:
    """Return what a field holds now, in the form that `get_state_at` returns."""
    f = obj._meta.get_field(name)
    if f.many_to_many:
        return sorted(getattr(obj, name).values_list("pk", flat=True))
    return getattr(obj, f.attname)


def collect_changed_ids(fields: Iterable, changes: FieldValues) -> dict[type[models.Model], set]:
    """Return by model the ids before and after of all rows that these fields point at."""
    ids: dict[type[models.Model], set] = defaultdict(set)
    for f in fields:
        if f.remote_field:
            for value in changes[f.name]:
                ids[f.related_model].update(value if f.many_to_many else {value} - {None})
    return ids


def build_post_data(form: ModelForm) -> dict[str, Any]:
    """Return what a browser would send back from this form, unchanged."""
    data = {}
    for bound in form:
        value: Any = bound.value()
        widget: Any = bound.field.widget
        if isinstance(bound.field.widget, MultiWidget):
            for suffix, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[f"{bound.html_name}{suffix}"] = part
        elif value is not None:
            data[bound.html_name] = value
    return data
