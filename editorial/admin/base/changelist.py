"""Change lists that stay quick at a million rows, and links between related rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import get_fields_from_path, quote
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

PANEL_ROWS = 20
"""How many related rows a change page lists; the rest are one click away."""


class CappedPaginator(Paginator):
    """Counts no further than `MOST` rows: an exact count of a large table is slow.

    Rows beyond that are reached by searching, filtering and the dates.
    """

    MOST = 5000

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, models.QuerySet):
            # Without what is only shown (annotations): it would be computed for every row.
            return self.object_list.order_by().values("pk")[: self.MOST].count()
        return len(self.object_list)

    @property
    def is_capped(self) -> bool:
        return self.count >= self.MOST


class QuickDates:
    """The part of RecordAdmin that says between which days its rows lie."""

    def first_and_last(self) -> tuple:
        """The first and the last date of the drill-down by date, of all rows, found through its index."""
        field = get_fields_from_path(self.model, self.date_hierarchy)[-1]
        rows = self.dated_rows(field.model._base_manager)
        return rows.aggregate(first=Min(field.name), last=Max(field.name)).values()

    def dated_rows(self, rows: models.Manager) -> models.Manager | models.QuerySet:
        """Those among which first and last are found; for an index that does not begin with the date."""
        return rows


@dataclass(frozen=True)
class Panel:
    """Related rows on a change page: at most PANEL_ROWS, each with a link to its own page."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, list[Any]]]
    all_url: str
    add_url: str = ""
    add_label: str = ""
    more: bool = field(default=False)


def panel(
    title: str,
    queryset: models.QuerySet,
    columns: Mapping[str, Callable[[Any], Any]],
    *,
    where: dict[str, Any],
    add: dict[str, Any] | None = None,
) -> Panel:
    """The first rows of `queryset`, in one query.

    `where`: the change list's filter that shows all of them. `add`: what the form for another one
    is prefilled with; None where nothing can be added.
    """
    opts = queryset.model._meta
    rows = list(queryset[: PANEL_ROWS + 1])
    return Panel(
        title=title,
        columns=tuple(columns),
        rows=[(change_url(row), [show(row) for show in columns.values()]) for row in rows[:PANEL_ROWS]],
        more=len(rows) > PANEL_ROWS,
        all_url=f"{admin_url(opts, 'changelist')}?{urlencode(where)}",
        add_url="" if add is None else f"{admin_url(opts, 'add')}?{urlencode(add)}",
        add_label=f"Add another {opts.verbose_name}" if rows else f"Add {opts.verbose_name}",
    )


def admin_url(opts, page: str, *args) -> str:
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def change_url(row: models.Model) -> str:
    return admin_url(row._meta, "change", quote(row.pk))
