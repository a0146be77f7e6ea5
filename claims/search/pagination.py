"""A search in pages, in any of its orders, both ways; each page as quick as the first.

There are two ways to the first rows of a search. *Walking* along the index of the order until enough rows
are found is best if many claims are found, and endless if these stand at the far end. *Gathering* all that
are found by words and facets, and then sorting them, is best if they are few. PostgreSQL would guess; here
it is known how many there are, and the walk is short: where it does not meet enough, they are gathered.
"""

from functools import partial

from django.db.models import QuerySet
from django.http import QueryDict

from claims.search.planner import is_many, total
from core.keyset_pagination import KeysetPage, fetch_rows, paginate_by_keyset

from .planner import SORTED_BY, among, rows_of

ORDERS = {
    "changed": "changed_at",
    "published": "published_at",
    "disputed": "contested",
    "covered": "covered",
}
"""What a search can be sorted by (besides relevance, see ranking), and the field. All descend."""

WALKED = 10_000
"""How many rows are walked along at most. Where one claim in a hundred is found, a page needs 2,600."""

GATHER = "SELECT claim_id FROM ({entries} OFFSET 0) found ORDER BY {by} LIMIT %s"


def page_of(
    query: QueryDict, entries: QuerySet, order: str = "published", *, found: int | None = None, size: int = 25
) -> KeysetPage:
    """The page that `query` asks for by its cursors; its rows come as `entries` have them, related ones too.
    `order`: a key of ORDERS. `found`: total(entries), if it is known.

    Two queries, seldom three or four; one to three more if `found` is not given.
    """
    if entries.query.is_empty():
        return KeysetPage()
    names = [f"-{ORDERS[order]}", "-claim_id"]
    fetch = fetch_rows
    if entries.query.where:
        many = is_many(total(entries) if found is None else found)
        fetch = partial(_fetch, many)
    return paginate_by_keyset(query, entries, order=names, size=size, fetch=fetch)


def _fetch(many: bool, rows: QuerySet, beyond, order: list[str], number: int) -> list:
    near = rows.model.objects.filter(**rows.pinned).order_by(*order)
    near = near if beyond is None else near.filter(beyond)
    wanted = rows if beyond is None else rows.filter(beyond)
    ids = _walk(rows, near, order, number) if many else _gather(wanted, order, number)
    if many and len(ids) < number and near[WALKED : WALKED + 1].values_list("pk"):
        ids = _gather(wanted, order, number)
    found = rows.filter(pk__in=ids).in_bulk() if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _walk(rows: QuerySet, near: QuerySet, order: list[str], number: int) -> list[int]:
    """The ids of the first `number` of those `rows` that are among the first WALKED of `near`."""
    wanted = rows.order_by(*order)[:number].values("claim_id")
    return [pk for (pk,) in rows_of(rows, *among(wanted, WALKED, near))]


def _gather(rows: QuerySet, order: list[str], number: int) -> list[int]:
    """The ids of the first `number` of all `rows`, by no other index than that of words and facets."""
    sql, params = rows.order_by().values(*SORTED_BY).query.sql_with_params()
    way = "DESC" if order[0].startswith("-") else "ASC"
    by = ", ".join(f"{name.removeprefix('-')} {way}" for name in order)
    return [pk for (pk,) in rows_of(rows, GATHER.format(entries=sql, by=by), (*params, number))]
