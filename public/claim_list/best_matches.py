"""Pages of the best matches: each goes on where the one before ended, though the record has changed since.

A cursor holds what the last row was ordered by. With page numbers alone, a claim that is published meanwhile
pushes others on: the last row of a page is the first of the next one. The numbers stay, for readers, and for
searches that so many claims match that nobody counts those before a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.search.ranking import RANK_FIELDS, RANK_NAMES, Edge
from core.keyset_pagination import AFTER, BEFORE, read_cursor, write_cursor
from core.pagination import NumberedPage, locate_page
from core.query_string import write_query

PAGE = "page"


@dataclass(frozen=True)
class Place:
    """The place in the best matches that a query string asks for."""

    search: QueryDict
    """The search without its place."""
    numbered: QueryDict
    """The same with a page number, if there is one."""
    size: int
    edge: Edge | None
    notice: str

    def count_needed(self, most: int) -> int:
        """Return how many matches fill the page: one page more with a cursor, whose number may be behind."""
        first = locate_page(self.numbered, total=most, size=self.size).first
        return first + (2 if self.edge else 1) * self.size


def read_place(search: QueryDict, query: QueryDict, size: int) -> Place:
    """Read the place that `query` asks for, in pages of `size`."""
    numbered, cursors = search.copy(), search.copy()
    for name, parameters in ((PAGE, numbered), (AFTER, cursors), (BEFORE, cursors)):
        if query.get(name):
            parameters[name] = str(query[name])
    values, notice = read_cursor(cursors, RANK_FIELDS)
    edge = Edge([value.value for value in values], bool(query.get(AFTER))) if values else None
    return Place(search, search.copy() if notice else numbered, size, edge, notice)


def cut_page(place: Place, ids: Sequence[int], total: int, passed: int | None) -> NumberedPage:
    """Return the page at this place. Its rows are ids, and it has no links yet.

    `ids` are those of the first of `total` matches that can be seen; `passed` as in Ranking.
    """
    size = place.size
    page = locate_page(place.numbered, total=total, size=size)
    start, notice = page.first, place.notice or page.notice
    if place.edge:
        start, notice = _find_start(place.edge, size, ids, passed, page.first), ""
        if start >= len(ids) > 0:
            start, notice = 0, _("There is nothing beyond that place in the list: this is its beginning.")
    number, pages_left = -(-start // size) + 1, max(0, -(-(total - start - size) // size))
    return NumberedPage(number, number + pages_left, total, size, notice, rows=ids[start : start + size])


def _find_start(edge: Edge, size: int, ids: Sequence[int], passed: int | None, otherwise: int) -> int:
    """Find the first row beyond the edge, or the first of the page that ends before it."""
    claim = edge.values[-1]
    if passed is None and claim in ids:
        passed = ids.index(claim) + edge.is_passed
    if passed is None:
        return otherwise
    return passed if edge.is_passed else max(0, passed - size)


def link_pages(page: NumberedPage, place: Place, ranks: Mapping[int, Sequence]) -> None:
    """Add the links to the pages before and after. `ranks`: RANK_FIELDS of the rows by id."""
    ids = [pk for pk in page.rows if pk in ranks]
    if page.number > 1:
        page.previous_query = write_query(place.search)
    if ids and page.number > 2:
        cursor = write_cursor(place.search, BEFORE, RANK_NAMES, ranks[ids[0]])
        page.previous_query = f"{cursor}&{PAGE}={page.number - 1}"
    if ids and page.number < page.pages:
        cursor = write_cursor(place.search, AFTER, RANK_NAMES, ranks[ids[-1]])
        page.next_query = f"{cursor}&{PAGE}={page.number + 1}"
