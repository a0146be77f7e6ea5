"""Concurrent edits: a later save does not silently undo an earlier one.

A form carries a fingerprint of each field as its row was when the form was shown. If one of these
fields has changed since, and the form would write something else into it, the form comes back with
everything that was typed and says who changed what. Saving again overwrites the other change.
"""

import copy
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst, get_text_list

from core.history import has_history, list_history_tables, read_last_change

from .columns import format_moment, format_value

SEEN = "seen"
MEANWHILE = (
    "{who} changed this while you had it open{when}. {changes} What you typed is still here: take theirs "
    "over where it is right, then save again, and yours replaces it."
)


class SeenField(forms.CharField):
    """The fingerprints of a row when the form was shown. Never a change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data) -> bool:
        return False


def fingerprint(value) -> str:
    """Return a short hash of a field's value; for several rows, of their sorted ids."""
    if isinstance(value, list | tuple | models.QuerySet):
        value = sorted(str(getattr(row, "pk", row)) for row in value)
    return hashlib.sha256(str("" if value is None else value).encode()).hexdigest()[:12]


def parse_fingerprints(posted: str) -> dict[str, str]:
    """Return the fingerprints that a browser sent back; none if they are malformed."""
    try:
        fingerprints = json.loads(posted or "{}")
    except (ValueError, RecursionError):
        return {}
    return fingerprints if isinstance(fingerprints, dict) else {}


class ConcurrencyForm(forms.ModelForm):
    """The part of RecordForm that notices changes by others."""

    seen = SeenField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Read now, because cleaning writes the posted values into the instance.
        self.stored: Any = copy.copy(self.instance) if self.instance.pk else None
        self.stored_fingerprints = self.compute_fingerprints() if self.instance.pk else {}
        self.initial[SEEN] = json.dumps(self.stored_fingerprints) if self.stored_fingerprints else ""

    def compute_fingerprints(self) -> dict[str, str]:
        values = forms.models.model_to_dict(self.instance, fields=list(self.fields))
        return {name: fingerprint(value) for name, value in values.items()}

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.stored_fingerprints and (fields := self.find_conflicts()):
            self.add_error(None, describe_conflict(type(self.instance), self.instance.pk, fields))
            data: Any = copy.copy(self.data)  # what was posted is immutable
            data[self.add_prefix(SEEN)] = self.initial[SEEN]
            self.data = data

    def find_conflicts(self) -> list[str]:
        """Return the fields that somebody else changed and that this form would overwrite."""
        shown = parse_fingerprints(self.data.get(self.add_prefix(SEEN), ""))
        others = {
            name
            for name, stored in self.stored_fingerprints.items()
            if name in shown and shown[name] != stored
        }
        return [name for name in self.changed_data if name in others] if others else []


def add_seen(fieldsets: list) -> list:
    """Add SEEN to the fieldsets of a row that can be changed."""
    (name, first), *others = fieldsets
    fields = [field for field in first["fields"] if field != SEEN]
    return [(name, {**first, "fields": [*fields, SEEN]}), *others]


def lock_rows(request: HttpRequest, rows: models.QuerySet) -> models.QuerySet:
    """Lock `rows` until the end of the transaction, if a POST may be changing them.

    What only triggers write is not locked.
    """
    is_ours = rows.model._meta.db_table not in list_history_tables()
    if request.method == "POST" and connection.in_atomic_block and is_ours:
        return rows.select_for_update(of=("self",))
    return rows


def lock_each(rows: Iterable[models.Model]) -> None:
    """Lock these rows one after the other until the end of the transaction, if there is one."""
    if connection.in_atomic_block:
        for row in rows:
            locked = type(row)._base_manager.filter(pk=row.pk).select_for_update(no_key=True)
            list(locked.values_list("pk"))


def describe_conflict(model: type[models.Model], pk, names: list[str]) -> str:
    """Say who changed these fields last, and what they hold now."""
    row = model._base_manager.get(pk=pk)
    who, when = find_last_change(row)
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    changes = [f"“{capfirst(f.verbose_name)}” now says {quote_value(row, f.name)}" for f in fields]
    return MEANWHILE.format(who=who, when=when, changes=f"{get_text_list(changes, 'and')}.")


def quote_value(row, name: str) -> str:
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if field.many_to_many:
        value = ", ".join(str(linked) for linked in value.order_by("pk"))
    else:
        value = format_value(field, value)
    return f"“{Truncator(value).chars(300)}”" if value else "nothing"


def find_last_change(row) -> tuple[str, str]:
    """Return who changed `row` last and when: ("ada", " (12 April 2017, 09:30)")."""
    change = read_last_change(type(row), row.pk) if has_history(type(row)) else None
    if change is None:
        return "Somebody", ""
    user_id, at = change
    user = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    return (user.get_username() if user else "Somebody"), f" ({format_moment(at)})"
