"""Deletion: dependent rows are named, and reasons for deletion kept."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.http import HttpRequest
from django.utils.text import Truncator

from core.counts import write_count
from core.errors import Refused

from .changelist import link_row
from .forms import REASON, ReasonForm

if TYPE_CHECKING:
    from .model_admin import RecordAdmin

MAX_LINKS = 10
"""How many of the rows that depend on what is deleted are linked."""
MAX_COUNT = 1000
"""How far they are counted."""


class ReasonRefused(Refused):
    """A deletion without the reason that it needs. `form` holds what was typed."""

    def __init__(self, form: ReasonForm):
        super().__init__("Nothing was deleted.")
        self.form = form


def keep_reason(model_admin: "RecordAdmin", request: HttpRequest, rows: Iterable) -> None:
    """Put the reason into the history of what follows.

    Raises ReasonRefused where one is needed and is missing, too long or cannot be seen.
    """
    form = ReasonForm(request.POST)
    if form.is_valid():
        pghistory.context(reason=form.cleaned_data[REASON])
    elif any(model_admin.is_reason_required(row) for row in rows):
        raise ReasonRefused(form)


def list_dependents(model_admin: "RecordAdmin", request: HttpRequest, rows) -> list:
    """List what depends on `rows`, by kind: a count, then links to the first.

    The rows are counted and not listed whole, because there may be thousands.
    """
    lines: list = []
    links_left = MAX_LINKS
    for relation in model_admin.opts.related_objects:
        if relation.on_delete is not models.PROTECT:
            continue
        model, condition = relation.related_model, {f"{relation.field.name}__in": rows}
        count = model._base_manager.filter(**condition)[: MAX_COUNT + 1].count()
        if not count:
            continue
        lines.append(describe_count(count, model._meta))
        if model_admin.admin_site.is_registered(model):
            first = model_admin.get_rows_of(request, model).filter(**condition).order_by("pk")[:links_left]
            if links := [link_row(row, Truncator(row).chars(120)) for row in first]:
                lines.append(links)
                links_left -= len(links)
    return lines


def describe_count(count: int, opts) -> str:
    """Return "3 statements"; past MAX_COUNT only that there are more."""
    if count > MAX_COUNT:
        return f"more than {MAX_COUNT} {opts.verbose_name_plural}"
    return write_count(count, opts.verbose_name, opts.verbose_name_plural)


def describe_rows_needing_reason(model_admin: "RecordAdmin", rows) -> str:
    """Return "this" or "some of these" if a reason is needed for the deletion."""
    if any(model_admin.is_reason_required(row) for row in rows):
        return "this" if len(rows) == 1 else "some of these"
    return ""
