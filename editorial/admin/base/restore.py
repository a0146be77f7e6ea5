"""Restoring an earlier state of a row: as a new change, through the form and all that guards it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import MultiWidget
from django.http import Http404, HttpResponseRedirect

from core.errors import Refused, translate_refusals
from editorial.history import EPOCH, fetch_names, get_state_at

from .forms import REASON
from .history_lines import line, when


class Restoring:
    """The part of RecordAdmin that restores. What the form does not hold (whether readers see the row,
    its key, its proof) stays as it is."""

    def can_restore(self, request, obj) -> bool:
        """Whether this person may alter any field of `obj`."""
        if not self.has_change_permission(request, obj):
            return False
        return bool(self.restorable(self.form_for(request, obj)))

    def form_for(self, request, obj):
        """The class of the form on the page of `obj`."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        return self.get_form(request, obj, change=True, fields=fields)

    def restorable(self, form_class) -> list[str]:
        """The form's fields that are kept in the history."""
        linked = {part.form_field for part in self.timeline}
        kept = {f.name for f in self.model._meta.concrete_fields if not f.generated}
        return [name for name in form_class.base_fields if name in kept | linked]

    def restore_view(self, request, object_id, moment):
        with transaction.atomic():
            obj = self.get_object(request, unquote(object_id))
            if obj is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not self.can_restore(request, obj):
                raise PermissionDenied
            state = get_state_at(self.model, obj.pk, moment, self.timeline)
            if state is None:
                raise Http404("There was no such row then.")
            form_class = self.form_for(request, obj)
            changes = self.differences(form_class, obj, state)
            if request.method == "POST" and changes and (done := self.restore(request, obj, changes, moment)):
                return done
            return self.ask_to_restore(request, obj, form_class, changes, moment)

    def differences(self, form_class, obj, state: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
        """By name of a field of the form, what it holds now and what it held then, where they differ."""
        found = {}
        for name in self.restorable(form_class):
            now = current(obj, name)
            if name in state and now != state[name]:
                found[name] = (now, state[name])
        return found

    def restore(self, request, obj, changes: dict, moment: int) -> HttpResponseRedirect | None:
        """Save what was held then; None if the form or the database refuses, and says why."""
        form_class = self.form_for(request, obj)
        asked = {name: request.POST[name] for name in request.POST if name not in self.restorable(form_class)}
        data = {**as_sent(form_class(instance=obj)), **asked}
        data |= {name: "" if then is None else then for name, (_, then) in changes.items()}
        form = form_class(data, instance=obj)
        request.restoring = form
        if not form.is_valid():
            return None
        try:
            with translate_refusals():
                new = self.save_form(request, form, change=True)
                self.save_model(request, new, form, True)
                self.save_related(request, form, [], True)
        except Refused as refused:
            form.add_error(None, str(refused))
            return None
        self.log_change(request, new, f"Restored the version of {said(moment)}.")
        self.message_user(request, f"Restored as it was on {said(moment)}.", messages.SUCCESS)
        return self.response_post_save_change(request, new)

    def ask_to_restore(self, request, obj, form_class, changes: dict, moment: int):
        initial = {REASON: f"Restores the version of {said(moment)}."}
        form = getattr(request, "restoring", None) or form_class(instance=obj, initial=initial)
        fields = [self.model._meta.get_field(name) for name in changes]
        names = fetch_names(pointed_at(fields, changes), partial(self.rows_to_show, request))
        context = {
            "lines": [line(f, *changes[f.name], names) for f in fields],
            "said": said(moment),
            "form": form,
            "reason": form[REASON] if REASON in form.fields else None,
            "others": self.not_restored(),
        }
        obj = self.model._base_manager.get(pk=obj.pk)  # the form has put what it was sent into the other
        return self.timeline_page(request, "admin/record_restore.html", obj, **context)

    def not_restored(self) -> list[str]:
        """What the timeline tells besides the row itself, and restoring leaves alone."""
        kinds = [part.model._meta.verbose_name_plural for part in self.timeline if not part.form_field]
        return list(dict.fromkeys(str(kind) for kind in kinds))


def said(moment: int) -> str:
    return when(EPOCH + datetime.timedelta(microseconds=moment))


def current(obj, name: str) -> Any:
    """What a field holds now, in the shape that `state_at` gives."""
    f = obj._meta.get_field(name)
    if f.many_to_many:
        return sorted(getattr(obj, name).values_list("pk", flat=True))
    return getattr(obj, f.attname)


def pointed_at(fields: Iterable[models.Field], changes: dict) -> dict[type[models.Model], set]:
    """By model, the ids before and after of all that these fields point at."""
    needed = defaultdict(set)
    for f in fields:
        if f.remote_field:
            for value in changes[f.name]:
                needed[f.related_model].update(value if f.many_to_many else {value} - {None})
    return needed


def as_sent(form) -> dict[str, Any]:
    """What a browser would send back from this form, unchanged."""
    data = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        if isinstance(widget, MultiWidget):
            for suffix, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[f"{bound.html_name}{suffix}"] = part
        elif value is not None:
            data[bound.html_name] = value
    return data
