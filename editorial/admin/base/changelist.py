"""Change lists that stay fast at a million rows; panels of related rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.core.paginator import EmptyPage, Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

PANEL_ROWS = 20
"""How many related rows a change page lists; the rest are one click away."""


class CappedPaginator(Paginator):
    """A paginator that counts at most `max_count` rows: exact counts are slow.

    Rows beyond that are reached by searching, filtering and the dates.
    """

    max_count = 5000

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, models.QuerySet):
            # Without annotations, which would be computed for every row.
            return self.object_list.order_by().values("pk")[: self.max_count].count()
        return len(self.object_list)

    @property
    def is_capped(self) -> bool:
        return self.count >= self.max_count


class UncountedPaginator(CappedPaginator):
    """A paginator that reads one row beyond a page, to know whether there is another page."""

    def page(self, number: int | str) -> Page:
        number = int(number)
        begin = (number - 1) * self.per_page
        if not 0 <= begin < self.max_count:
            raise EmptyPage("There is no such page.")
        rows = list(self.object_list[begin : begin + self.per_page + 1])
        self.count = begin + len(rows)
        return Page(rows[: self.per_page], number, self)


@dataclass(frozen=True)
class Panel:
    """Related rows on a change page: at most PANEL_ROWS, with links to their pages."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, list[Any]]]
    all_url: str
    add_url: str = ""
    add_label: str = ""
    more: bool = False


def make_panel(
    title: str,
    queryset: models.QuerySet,
    columns: Mapping[str, Callable[[Any], Any]],
    *,
    where: dict[str, Any],
    add: dict[str, Any] | None = None,
) -> Panel:
    """Make a panel of the first rows of `queryset`.

    `where` is the filter of the change list that shows all of them. `add` holds the initial values of
    the form for another row; None where nothing can be added.

    Queries: 1.
    """
    opts = queryset.model._meta
    rows = list(queryset[: PANEL_ROWS + 1])
    return Panel(
        title=title,
        columns=tuple(columns),
        rows=[(change_url(row), [show(row) for show in columns.values()]) for row in rows[:PANEL_ROWS]],
        more=len(rows) > PANEL_ROWS,
        all_url=admin_url(opts, "changelist", query=where),
        add_url="" if add is None else admin_url(opts, "add", query=add),
        add_label=f"Add another {opts.verbose_name}" if rows else f"Add {opts.verbose_name}",
    )


def admin_url(opts, page: str, *args, query: Mapping[str, Any] | None = None) -> str:
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args, query=query)


def list_ticks(ids: Iterable[int]) -> str:
    """List the rows that Cancel ticks again in the list that it leads back to, for static/ticks.js."""
    return ",".join(map(str, ids))


def change_url(row: models.Model) -> str:
    return admin_url(row._meta, "change", quote(row.pk))


def link_row(row: models.Model, text: Any = None) -> str:
    """Return a link to the page of `row`, as HTML; it reads `text`, or the row's name.

    Of a row without a page of its own, such as somebody's unfinished coverage, only the words.
    """
    words = row if text is None else text
    try:
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(row), words)
    except NoReverseMatch:
        return format_html('<bdi dir="auto">{}</bdi>', words)


def is_autocomplete(request: HttpRequest) -> bool:
    """Whether the rows are offered in a field rather than shown in a list."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
