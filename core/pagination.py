"""Lists in pages that stay fast however long the list is, and answer any page number."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

COUNT_LIMIT = 10_000
"""Rows are counted up to here. Readers who want more are asked to narrow the list."""


def count_rows(rows: QuerySet) -> int:
    """How many rows there are, counting no further than one more than COUNTED."""
    # Without what is only shown (annotations): it would be computed for every row.
    return rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def shorten_input(value: str, length: int = 40) -> str:
    """What somebody sent, fit to be shown back to them: short, and without control characters."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value)
    return shown if len(shown) <= length else f"{shown[:length]}\N{HORIZONTAL ELLIPSIS}"


@dataclass
class NumberedPage:
    """One page of a list. `total` is the number of rows, at most COUNTED + 1.

    `previous_query` and `next_query` are the query strings of the neighbours, empty where there
    is none; `notice` says which page number was asked for in vain.
    """

    number: int
    pages: int
    total: int
    size: int
    notice: str = ""
    previous_query: str = ""
    next_query: str = ""
    rows: Sequence = field(default_factory=list)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    @property
    def is_capped(self) -> bool:
        return self.total > COUNT_LIMIT

    @property
    def shown_total(self) -> int:
        return min(self.total, COUNT_LIMIT)


def locate_page(
    query: QueryDict, *, total: int, size: int, parameter: str = "page", orphans: int = 0
) -> NumberedPage:
    """The page that `query` asks for, yet without its rows. `orphans`: so many rows more than `size` may be
    on the last page, so that no page holds fewer than these."""
    pages = max(1, -(-(min(total, COUNT_LIMIT) - orphans) // size))
    number, notice = _read_page_number(query.get(parameter, ""), pages)
    return NumberedPage(
        number=number,
        pages=pages,
        total=total,
        size=size,
        notice=notice,
        previous_query=_with_page(query, parameter, number - 1) if number > 1 else "",
        next_query=_with_page(query, parameter, number + 1) if number < pages else "",
    )


def paginate(
    query: QueryDict,
    rows: QuerySet | Sequence,
    *,
    size: int,
    parameter: str = "page",
    total: int | None = None,
    orphans: int = 0,
) -> NumberedPage:
    """The page of `rows` that `query` asks for. One query, and one to count without `total`. `orphans`: see
    page_at."""
    if total is None:
        total = count_rows(rows) if isinstance(rows, QuerySet) else len(rows)
    page = locate_page(query, total=total, size=size, parameter=parameter, orphans=orphans)
    most = size + orphans if page.number == page.pages else size
    page.rows = list(rows[page.first : page.first + most])
    return page


def _read_page_number(value: str, pages: int) -> tuple[int, str]:
    if not value:
        return 1, ""
    if not (value.isascii() and value.isdigit()) or not value.strip("0"):
        return 1, f"There is no page “{shorten_input(value)}”: this is the first."
    if len(value) > 9 or int(value) > pages:
        return pages, f"There is no page {shorten_input(value)}: this is the last, page {pages}."
    return int(value), ""


def _with_page(query: QueryDict, parameter: str, number: int) -> str:
    wanted = query.copy()
    wanted.pop(parameter, None)
    if number > 1:
        wanted[parameter] = str(number)
    return f"?{wanted.urlencode()}"
