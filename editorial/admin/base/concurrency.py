"""Two people at one row: the later save does not silently undo the earlier one.

A form carries what its row said when it was shown, as a fingerprint for each field. When one of
these fields has changed since, and the form would write something else into it, the form comes back
with all that was typed and says who changed what meanwhile. Saved again, it goes through knowingly.
"""

import hashlib
import json

from django import forms
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import dateformat, timezone
from django.utils.text import Truncator, capfirst, get_text_list

SEEN = "seen"
MEANWHILE = (
    "{who} changed this while you had it open{when}. {changes} What you typed is still here: take theirs "
    "over where it is right, then save again, and yours replaces it."
)


class SeenField(forms.CharField):
    """What the row said when the form was shown. Never a change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data) -> bool:
        return False


def fingerprint(value) -> str:
    """Short, and the same for equal values of a field, also of one that points at several rows."""
    if isinstance(value, list | tuple | models.QuerySet):
        value = sorted(str(getattr(one, "pk", one)) for one in value)
    return hashlib.sha256(str("" if value is None else value).encode()).hexdigest()[:12]


def read(sent: str) -> dict[str, str]:
    """The fingerprints that a browser sent back; none when it sent something else."""
    try:
        found = json.loads(sent or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class SeenForm(forms.ModelForm):
    """The part of RecordForm that notices what others did meanwhile."""

    seen = SeenField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Read now, for cleaning writes what was typed into the row.
        self.row_says = self.fingerprints() if self.instance.pk else {}
        self.initial[SEEN] = json.dumps(self.row_says) if self.row_says else ""

    def fingerprints(self) -> dict[str, str]:
        stored = forms.models.model_to_dict(self.instance, fields=list(self.fields))
        return {name: fingerprint(value) for name, value in stored.items()}

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.row_says and (fields := self.changed_meanwhile()):
            self.add_error(None, meanwhile(type(self.instance), self.instance.pk, fields))
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = self.initial[SEEN]

    def changed_meanwhile(self) -> list[str]:
        """The fields that somebody else has changed and that this form would change back or over."""
        shown = read(self.data.get(self.add_prefix(SEEN), ""))
        others = {name for name in self.row_says if name in shown and shown[name] != self.row_says[name]}
        return [name for name in self.changed_data if name in others] if others else []


class SeenFieldsets:
    """Mixed into an admin and into inlines: the forms of rows that can be changed carry SEEN."""

    def with_seen(self, sets: list) -> list:
        (name, first), *others = sets
        fields = [field for field in first["fields"] if field != SEEN]
        return [(name, {**first, "fields": [*fields, SEEN]}), *others]

    @staticmethod
    def locked(request, rows: models.QuerySet) -> models.QuerySet:
        """`rows`, which while they are being changed nobody else changes."""
        if request.method == "POST" and connection.in_atomic_block:
            return rows.select_for_update(of=("self",))
        return rows


def meanwhile(model, pk, names: list[str]) -> str:
    """Who changed these fields last, and what they say now."""
    row = model._base_manager.get(pk=pk)
    who, when = last_change(row)
    changes = [
        f"“{capfirst(model._meta.get_field(name).verbose_name)}” now says {value(row, name)}"
        for name in names
    ]
    return MEANWHILE.format(who=who, when=when, changes=f"{get_text_list(changes, 'and')}.")


def value(row, name: str) -> str:
    field = row._meta.get_field(name)
    found = getattr(row, name)
    if field.many_to_many:
        found = ", ".join(str(one) for one in found.order_by("pk"))
    elif field.choices:
        found = getattr(row, f"get_{name}_display")()
    elif isinstance(found, bool):
        found = "yes" if found else "no"
    return f"“{Truncator(found).chars(300)}”" if found not in (None, "") else "nothing"


def last_change(row) -> tuple[str, str]:
    """Who changed `row` last and when, from its history: ("ada", " (12 April 2017, 09:30)")."""
    events = getattr(row, "events", None)
    event = events.order_by("-pgh_id").first() if events else None
    if event is None:
        return "Somebody", ""
    user = get_user_model().objects.filter(pk=(event.pgh_context or {}).get("user")).first()
    when = dateformat.format(timezone.localtime(event.pgh_created_at), "j F Y, H:i")
    return (user.get_username() if user else "Somebody"), f" ({when})"
