"""A change list as CSV: its rows as they are filtered and sorted, with the columns that it shows."""

import csv
import datetime
import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.safestring import SafeData

from exchange.cells import guard_cell

from .search import MAX_FOUND

if TYPE_CHECKING:
    from .model_admin import RecordAdmin

MAX_ROWS = 100_000
CHUNK = 500
"""How many rows are in memory at once."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take the file for one in an old encoding."""
FOUND = "A search finds at most {most:,} rows: search for more words, filter or choose a date for the others."
CUT = "Only the first {most:,} rows are here: search, filter or choose a date for the others."
TAG = re.compile(r"<[^>]*>")


class Line:
    """A file for csv.writer that returns each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def export_list(
    model_admin: "RecordAdmin", request: HttpRequest, changelist: ChangeList
) -> StreamingHttpResponse:
    """Return at most MAX_ROWS rows of the list as a file, or the MAX_FOUND of a search.

    A last line says so if there are, or may be, more.
    """
    response = StreamingHttpResponse(
        write_lines(model_admin, request, changelist), content_type="text/csv; charset=utf-8"
    )
    name = f"{model_admin.opts.verbose_name_plural}-{timezone.localdate()}.csv".replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_lines(model_admin: "RecordAdmin", request: HttpRequest, changelist: ChangeList) -> Iterator[str]:
    write = csv.writer(Line()).writerow
    columns = [str(name) for name in changelist.list_display if name != "action_checkbox"]
    labels = [str(label_for_field(name, model_admin.model, model_admin)) for name in columns]
    yield BYTE_ORDER_MARK + write(["id", *labels])
    left, count = MAX_ROWS, 0
    with transaction.atomic(savepoint=False):  # a connection pooler would not find the cursor again outside
        rows = changelist.queryset[: MAX_ROWS + 1].iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            model_admin.prepare_rows(request, chunk[:left])
            for row in chunk[:left]:
                yield write([row.pk, *(format_cell(model_admin, row, name) for name in columns)])
            if len(chunk) > left:
                yield write([CUT.format(most=MAX_ROWS)])
            count += len(chunk)
            left -= min(left, len(chunk))
    if changelist.query and count >= MAX_FOUND:
        yield write([FOUND.format(most=MAX_FOUND)])


def format_cell(model_admin: "RecordAdmin", row: Any, name: str) -> str:
    """Return what the list shows in this column of a row, as text that no spreadsheet runs."""
    try:
        field, _attribute, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return ""
    if field is not None and field.flatchoices:
        value = dict(field.flatchoices).get(value, value)
    return guard_cell(format_plainly(value))


def format_plainly(value: Any) -> str:
    """Return dates as ISO 8601, in the site's time zone, "yes" and "no", and HTML as its text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, SafeData):
        return " ".join(html.unescape(TAG.sub(" ", str(value))).split())
    return str(value)
