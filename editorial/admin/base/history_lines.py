"""What the history holds, in words: fields by their labels, rows by their names, texts word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import dateformat, timezone
from django.utils.text import Truncator, capfirst

from core.word_diff import diff_words
from editorial.history import RowChange, RowNames

DIRECTLY = "somebody with direct access, not signed in"
EMPTY = "empty"


@dataclass(frozen=True)
class Line:
    """One field: its label, and its value before and after in words; or `pieces`, word by word."""

    label: str
    before: str
    after: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """What became of one row: "Alias “X”" "added", and its fields."""

    what: str
    did: str
    lines: list[Line]


def in_words(f: models.Field, value: Any, names: RowNames) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return EMPTY
    if f.remote_field:
        gone = f"{f.related_model._meta.verbose_name} {value}, no longer there"
        return names.get((f.related_model, value), gone)
    if f.choices:
        return str(dict(f.flatchoices).get(value, value))
    if isinstance(f, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(f, models.DateTimeField):
        return when(value)
    if isinstance(f, models.DateField):
        return dateformat.format(value, "j F Y")
    return str(value)


def several(f: models.Field, ids: Iterable, names: RowNames) -> str:
    """What a many-to-many field points at."""
    return ", ".join(in_words(f, one, names) for one in ids) or EMPTY


def when(at) -> str:
    """ "12 November 2026, 14:03", in the site's time zone."""
    return dateformat.format(timezone.localtime(at), "j F Y, H:i")


def line(f: models.Field, before, after, names: RowNames) -> Line:
    """One field's change. `before` and `after` are values; texts that both say something are compared."""
    told = partial(several if f.many_to_many else in_words, f, names=names)
    is_text = isinstance(before, str) and isinstance(after, str) and not f.choices
    compared = diff_words(before, after) if is_text and before and after else []
    kept = any(kind == "same" and text.strip() for kind, text in compared)
    return Line(capfirst(f.verbose_name), told(before), told(after), compared if kept else [])


def tell(change: RowChange, names: RowNames) -> Told:
    told = [
        in_words(f, getattr(change.row, f.attname), names)
        for f in (change.model._meta.get_field(name) for name in change.part.names)
    ]
    kind = capfirst(change.model._meta.verbose_name)
    what = f"{kind} “{Truncator(', '.join(told)).chars(200)}”" if told else ""
    did = "added" if change.before is None else "removed" if change.after is None else "changed"
    lines = [
        line(f, getattr(change.before, f.attname, None), getattr(change.after, f.attname), names)
        for f in change.fields
    ]
    return Told(what, did, lines)


def users(ids) -> dict[int, str]:
    wanted = {one for one in ids if isinstance(one, int)}
    return {user.pk: user.get_username() for user in get_user_model()._base_manager.filter(pk__in=wanted)}


def who(context: dict, people: dict[int, str]) -> str:
    user = context.get("user")
    if user is None:
        return DIRECTLY
    return people.get(user, f"user {user}, whose account is gone")
