"""Pagination by page number, fast for lists of any length.

Every page number gets an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from .query_string import replace_parameter

COUNT_LIMIT = 10_000
"""Rows are counted up to here. Readers who want more are asked to narrow the list."""
MAX_DIGITS = 9
"""Page numbers with more digits are not converted: int() refuses very long ones."""


def count_rows(rows: QuerySet[Any]) -> int:
    """Count rows, no further than COUNT_LIMIT + 1."""
    # By primary key alone: annotations would be computed for every row.
    return rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def shorten_input(value: str, length: int = 40) -> str:
    """Make text that somebody sent fit to be shown back.

    It is cut to `length` characters and has no control characters.
    """
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value)
    return shown if len(shown) <= length else f"{shown[:length]}\N{HORIZONTAL ELLIPSIS}"


@dataclass
class NumberedPage:
    """One page of a list."""

    number: int
    pages: int
    total: int
    """Rows in the list; of a query at most COUNT_LIMIT + 1."""
    size: int
    notice: str = ""
    """A sentence for a request whose page number does not exist."""
    previous_query: str = ""
    """Query string of the page before; empty on the first."""
    next_query: str = ""
    """Query string of the page after; empty on the last."""
    rows: Sequence[Any] = field(default_factory=list)

    @property
    def first(self) -> int:
        """Index of this page's first row in the list, from 0."""
        return (self.number - 1) * self.size


def locate_page(
    query: QueryDict,
    *,
    total: int,
    size: int,
    parameter: str = "page",
    orphans: int = 0,
    most: int = COUNT_LIMIT,
) -> NumberedPage:
    """Return the page that `query` asks for, without its rows.

    `orphans`: the last page may hold so many rows more than `size`; no page has fewer rows than these.
    `most`: rows after these are on no page.
    """
    pages = max(1, -(-(min(total, most) - orphans) // size))
    number, notice = _read_page_number(query.get(parameter, ""), pages)
    return NumberedPage(
        number=number,
        pages=pages,
        total=total,
        size=size,
        notice=notice,
        previous_query=_query_with_page(query, parameter, number - 1) if number > 1 else "",
        next_query=_query_with_page(query, parameter, number + 1) if number < pages else "",
    )


def paginate(
    query: QueryDict,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    size: int,
    parameter: str = "page",
    total: int | None = None,
    orphans: int = 0,
) -> NumberedPage:
    """Return the page of `rows` that `query` asks for; `orphans` as in `locate_page`.

    A query is paged up to COUNT_LIMIT, a list to its end. Queries: 1, and 1 to count the rows if `total` is
    not given; for a list 0.
    """
    if total is None:
        total = count_rows(rows) if isinstance(rows, QuerySet) else len(rows)
    most = COUNT_LIMIT if isinstance(rows, QuerySet) else len(rows)
    page = locate_page(query, total=total, size=size, parameter=parameter, orphans=orphans, most=most)
    length = size + orphans if page.number == page.pages else size
    page.rows = list(rows[page.first : page.first + length])
    return page


def _read_page_number(value: str, pages: int) -> tuple[int, str]:
    """Return the number of the nearest page that exists, and a notice.

    The notice is "" if that page is the one asked for.
    """
    if not value:
        return 1, ""
    if not (value.isascii() and value.isdigit()) or not value.strip("0"):
        return 1, _("There is no page “%(page)s”: this is the first.") % {"page": shorten_input(value)}
    if len(value) > MAX_DIGITS or int(value) > pages:
        notice = _("There is no page %(page)s: this is the last, page %(last)s.")
        return pages, notice % {"page": shorten_input(value), "last": pages}
    return int(value), ""


def _query_with_page(query: QueryDict, parameter: str, number: int) -> str:
    return replace_parameter(query, parameter, str(number) if number > 1 else "")
