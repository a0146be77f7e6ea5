"""Changes in words: fields by label, rows by name, texts compared word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import Truncator, capfirst

from core.word_diff import diff_words
from editorial.history import RowChange, RowNames

from .columns import format_value

DIRECTLY = "somebody with direct access, not signed in"
EMPTY = "empty"


@dataclass(frozen=True)
class FieldLine:
    """A field's label and its value before and after; or `pieces`, word by word."""

    label: str
    before: str
    after: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class RowLine:
    """A change of one row: "Alias “X”" "added", and its fields."""

    label: str
    verb: str
    lines: list[FieldLine]


def describe_value(f: Any, value: Any, names: RowNames) -> str:
    """Return a stored value as a person reads it."""
    if f.remote_field and value not in (None, ""):
        gone = f"{f.related_model._meta.verbose_name} {value}, no longer there"
        return names.get((f.related_model, value), gone)
    return format_value(f, value) or EMPTY


def describe_values(f: Any, ids: Iterable, names: RowNames) -> str:
    """Return the rows that a many-to-many field points at, as a person reads them."""
    return ", ".join(describe_value(f, pk, names) for pk in ids) or EMPTY


def describe_field(f: Any, before, after, names: RowNames) -> FieldLine:
    """Describe a field's change; texts with common words are compared word by word."""
    describe = partial(describe_values if f.many_to_many else describe_value, f, names=names)
    is_text = isinstance(before, str) and isinstance(after, str) and not f.choices
    compared = diff_words(before, after) if is_text and before and after else []
    has_common_words = any(kind == "same" and text.strip() for kind, text in compared)
    return FieldLine(
        capfirst(f.verbose_name), describe(before), describe(after), compared if has_common_words else []
    )


def describe_row(change: RowChange, names: RowNames) -> RowLine:
    fields: list[Any] = [change.model._meta.get_field(name) for name in change.part.names]
    identifiers = [describe_value(f, getattr(change.row, f.attname), names) for f in fields]
    kind = capfirst(change.model._meta.verbose_name)
    label = f"{kind} “{Truncator(', '.join(identifiers)).chars(200)}”" if identifiers else ""
    verb = "added" if change.before is None else "removed" if change.after is None else "changed"
    lines = [
        describe_field(f, getattr(change.before, f.attname, None), getattr(change.after, f.attname), names)
        for f in change.fields
    ]
    return RowLine(label, verb, lines)


def fetch_usernames(ids: Iterable) -> dict[int, str]:
    """Return the names of the existing users among `ids`, which come from JSON."""
    users = get_user_model()._base_manager.filter(pk__in={pk for pk in ids if isinstance(pk, int)})
    return {user.pk: user.get_username() for user in users}


def name_author(context: dict, usernames: dict[int, str]) -> str:
    """Name who made a change, and the token by which their program did."""
    user = context.get("user")
    if user is None:
        return DIRECTLY
    name = usernames.get(user, f"user {user}, whose account is gone")
    return f"{name}, by the token “{context['token']}”" if context.get("token") else name
