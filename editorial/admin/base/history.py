"""The timeline of a row: who changed what, when and why, in words; from its history, not from the log."""

from functools import partial

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path

from editorial.history import (
    HistoryEntry,
    RelatedRows,
    RowTimeline,
    collect_references,
    fetch_names,
    has_history,
)

from .changelist import admin_url
from .forms import is_id
from .history_lines import tell, users, who
from .restore import Restoring

ENTRIES_PER_PAGE = 20


class TimelineAdmin(Restoring):
    """The part of RecordAdmin that tells the history of a row. Without a history: Django's own page."""

    timeline: tuple[RelatedRows, ...] = ()
    """The rows shown on this page, whose changes belong to its history as well."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [
            path("<path:object_id>/history/<int:moment>/restore/", view, name=name),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        if not has_history(self.model):
            return super().history_view(request, object_id, extra_context)
        pk = unquote(object_id)
        obj = self.get_object(request, pk) if is_id(pk) else None
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        timeline = RowTimeline(self.model, int(pk), self.timeline) if is_id(pk) else None
        entries = timeline.entries() if timeline else []
        if obj is None and not entries:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        number, pages = page_number(request, len(entries))
        shown = entries[(number - 1) * ENTRIES_PER_PAGE :][:ENTRIES_PER_PAGE]
        if timeline:
            timeline.fill(shown)
        context = {
            "entries": self.told(request, obj, shown, is_latest=number == 1),
            "page": number,
            "previous": number - 1,
            "next": number + 1 if number < pages else 0,
            "pages": pages,
            "total": len(entries),
        }
        return self.timeline_page(request, "admin/record_history.html", obj, **context, pk=pk)

    def told(self, request, obj, entries: list[HistoryEntry], *, is_latest: bool) -> list[dict]:
        """The entries in words, each with the address under which it is restored, if it can be."""
        needed = collect_references(change for entry in entries for change in entry.changes)
        names = fetch_names(needed, partial(self.rows_to_show, request))
        people = users(entry.context.get("user") for entry in entries)
        may = obj is not None and self.can_restore(request, obj)
        return [
            {
                "at": entry.at,
                "who": who(entry.context, people),
                "reason": entry.context.get("reason") or "",
                "rows": [tell(change, names) for change in entry.changes],
                "more": entry.more,
                "restore": admin_url(self.opts, "restore", obj.pk, entry.moment)
                if may and (index or not is_latest)
                else "",
            }
            for index, entry in enumerate(entries)
        ]

    def timeline_page(self, request, template: str, obj, **context):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": obj,
                "title": f"History: {obj}" if obj else "History of a deleted row",
                "trail": [*self.trail(obj), (admin_url(self.opts, "change", obj.pk), str(obj))]
                if obj
                else [],
                "media": self.media,
                **context,
            },
        )


def page_number(request, total: int) -> tuple[int, int]:
    """The page asked for, or the nearest there is; and how many there are."""
    pages = max(1, -(-total // ENTRIES_PER_PAGE))
    asked = request.GET.get("p", "1")
    return min(max(1, int(asked)) if is_id(asked) else 1, pages), pages
