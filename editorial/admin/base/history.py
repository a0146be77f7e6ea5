"""The page of a row's history: who changed what, when and why."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from core.query_string import parse_id
from editorial.history import HistoryEntry, RowTimeline, collect_references, fetch_names

from .changelist import admin_url
from .history_lines import describe_row, fetch_usernames, name_author

if TYPE_CHECKING:
    from .model_admin import RecordAdmin

ENTRIES_PER_PAGE = 20


def show_history(model_admin: "RecordAdmin", request: HttpRequest, object_id: str) -> HttpResponseBase:
    """Show the history of a row, a deleted one too."""
    pk = parse_id(unquote(object_id))
    obj = None if pk is None else model_admin.get_object(request, pk)
    if not model_admin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    timeline = None if pk is None else RowTimeline(model_admin.model, pk, model_admin.history_parts)
    entries = timeline.entries() if timeline else []
    if obj is None and not entries:
        return model_admin.redirect_missing(request, object_id)
    number, pages = read_page_number(request, len(entries))
    shown = entries[(number - 1) * ENTRIES_PER_PAGE :][:ENTRIES_PER_PAGE]
    if timeline:
        timeline.fill(shown)
    return model_admin.render_page(
        request,
        "admin/record_history.html",
        obj,
        title=f"History: {obj}" if obj else "History of a deleted row",
        entries=describe_entries(model_admin, request, obj, shown, is_latest=number == 1),
        page=number,
        previous=number - 1,
        next=number + 1 if number < pages else 0,
        pages=pages,
        total=len(entries),
        pk=pk,
    )


def describe_entries(
    model_admin: "RecordAdmin", request: HttpRequest, obj, entries: list[HistoryEntry], *, is_latest: bool
) -> list[dict]:
    """Describe the entries, with the URL that restores each, if it can be restored.

    `is_latest`: whether the first of them is how the row is now.
    """
    ids = collect_references(change for entry in entries for change in entry.changes)
    names = fetch_names(ids, partial(model_admin.get_rows_of, request))
    usernames = fetch_usernames(entry.context.get("user") for entry in entries)
    may_restore = obj is not None and model_admin.restoration.is_allowed(request, obj)
    return [
        {
            "at": entry.at,
            "who": name_author(entry.context, usernames),
            "reason": entry.context.get("reason") or "",
            "rows": [describe_row(change, names) for change in entry.changes],
            "more": entry.more,
            "restore": admin_url(model_admin.opts, "restore", obj.pk, entry.moment)
            if may_restore and (index or not is_latest)
            else "",
        }
        for index, entry in enumerate(entries)
    ]


def read_page_number(request: HttpRequest, total: int) -> tuple[int, int]:
    """Return the number of the page, the nearest that exists, and how many there are."""
    pages = max(1, -(-total // ENTRIES_PER_PAGE))
    number = parse_id(request.GET.get("p", "1"))
    return min(number or 1, pages), pages
