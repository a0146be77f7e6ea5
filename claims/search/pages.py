"""A search in pages, in any of its orders, both ways; each page as quick as the first.

There are two ways to the first rows of a search. *Walking* along the index of the order until enough rows
are found is best if many claims are found, and endless if these stand at the far end. *Gathering* all that
are found by words and facets, and then sorting them, is best if they are few. PostgreSQL would guess; here
it is known how many there are, and the walk is short: where it does not meet enough, they are gathered.
"""

from functools import partial

from django.db.models import QuerySet
from django.http import QueryDict

from sources.keyset import KeysetPage, fetched, keyset_page

from .counting import is_many, total
from .planned import Entry, among, rows_of

ORDERS = {
    "newest": "published_at",
    "changed": "changed_at",
    "disputed": "contested",
    "covered": "covered",
}
"""What a search can be sorted by (besides relevance, see ranking), and the field. All descend."""

WALKED = 10_000
"""How many rows are walked along at most. Where one claim in a hundred is found, a page needs 2,600."""

GATHER = "SELECT * FROM ({entries} OFFSET 0) found ORDER BY {by} LIMIT %s"


def page_of(
    query: QueryDict, entries: QuerySet, order: str = "newest", *, found: int | None = None, size: int = 25
) -> KeysetPage:
    """The page that `query` asks for by its cursors; its rows are `Entry`, for unfiltered entries rows of
    ClaimSearch. `order`: a key of ORDERS. `found`: total(entries), if it is known.

    One query, seldom two or three; one more if `found` is not given.
    """
    if entries.query.is_empty():
        return KeysetPage()
    names = [f"-{ORDERS[order]}", "-claim_id"]
    entries = entries.defer("words", "facets")
    if not entries.query.where:
        return keyset_page(query, entries, order=names, size=size, fetch=fetched)
    many = is_many(total(entries) if found is None else found)
    return keyset_page(query, entries, order=names, size=size, fetch=partial(_fetch, many))


def _fetch(many: bool, rows: QuerySet, beyond, order: list[str], number: int) -> list[Entry]:
    if many:
        near = rows.model.objects.filter(**rows.pinned).order_by(*order)
        near = near if beyond is None else near.filter(beyond)
        found = _walk(rows, near, order, number)
        if len(found) == number or not near[WALKED : WALKED + 1].values_list("pk"):
            return found
    return _gather(rows if beyond is None else rows.filter(beyond), order, number)


def _walk(rows: QuerySet, near: QuerySet, order: list[str], number: int) -> list[Entry]:
    """The first `number` of those `rows` that are among the first WALKED of `near`."""
    wanted = rows.order_by(*order)[:number].values(*Entry._fields)
    return [Entry(*row) for row in rows_of(rows, *among(wanted, WALKED, near))]


def _gather(rows: QuerySet, order: list[str], number: int) -> list[Entry]:
    """The first `number` of all `rows`, by no other index than that of words and facets."""
    sql, params = rows.order_by().values(*Entry._fields).query.sql_with_params()
    way = "DESC" if order[0].startswith("-") else "ASC"
    by = ", ".join(f"{name.removeprefix('-')} {way}" for name in order)
    return [Entry(*row) for row in rows_of(rows, GATHER.format(entries=sql, by=by), (*params, number))]
