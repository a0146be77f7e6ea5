"""Keyset pagination of a search, in each of its orders and in both directions.

Every page costs the same. There are two ways to the first rows of a search. *Walking* along the
index of the order until enough rows match is best if many claims match, and endless if these stand
at the far end. *Gathering* all matches by words and facets, and then sorting them, is best if they
are few. PostgreSQL would guess; here the number is known, and the walk is short: where it does not
meet enough, the matches are gathered.
"""

from collections.abc import Callable, Sequence
from functools import partial

from django.db.models import Q
from django.http import QueryDict

from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.keyset_pagination import fetch_rows as fetch_page

from .planner import count_results, fetch_rows, is_uncounted
from .querysets import SORT_COLUMNS, ClaimSearchQuerySet

ORDERS = {
    "changed": "changed_at",
    "published": "published_at",
    "disputed": "contested",
    "covered": "covered",
}
"""The field behind each order of a search, besides relevance (see ranking).

All descend.
"""

WALK_LENGTH = 10_000
"""The number of rows that a walk passes at most.

Where one claim in a hundred matches, a page needs 2,600.
"""

LONGEST_WALK = 50_000
"""The same where even more rows would have to be gathered."""

GATHER = "SELECT claim_id FROM ({entries} OFFSET 0) matches ORDER BY {columns} LIMIT %s"


def paginate_search(
    query: QueryDict,
    entries: ClaimSearchQuerySet,
    order: str = "published",
    *,
    total: int | None = None,
    size: int = 25,
) -> KeysetPage:
    """Return the page that the cursors of `query` ask for.

    Its rows come as `entries` have them, with their related rows. `order` is a key of ORDERS, `total`
    count_results(entries) if it is known.

    Queries: 2, seldom 3 or 4; 1 to 3 more without `total`.
    """
    if entries.query.is_empty():
        return KeysetPage()
    names = [f"-{ORDERS[order]}", "-claim_id"]
    fetch: Callable = fetch_page
    if entries.query.where:
        is_common = is_uncounted(count_results(entries) if total is None else total)
        fetch = partial(_fetch_page, is_common)
    return paginate_by_keyset(query, entries, order=names, size=size, fetch=fetch)


def _fetch_page(
    is_common: bool, entries: ClaimSearchQuerySet, beyond: Q | None, order: Sequence[str], number: int
) -> list:
    ids = fetch_first_ids(entries, order, number, beyond=beyond, is_common=is_common)
    rows = entries.filter(pk__in=ids).in_bulk() if ids else {}
    return [rows[pk] for pk in ids if pk in rows]


def fetch_first_ids(
    entries: ClaimSearchQuerySet,
    order: Sequence[str],
    number: int,
    *,
    beyond: Q | None = None,
    is_common: bool = True,
    expected: int = 0,
) -> list[int]:
    """Return the ids of the first `number` rows of a search, in an order that has an index.

    With `beyond`, of those that meet it. `is_common`: whether walking along the index is worth trying.
    `expected`: how many rows would have to be gathered instead, if that is known.

    Queries: 1 to 3.
    """
    walked = max(WALK_LENGTH, min(expected, LONGEST_WALK))
    window = entries.model.objects.filter(**entries.pinned).order_by(*order)
    window = window if beyond is None else window.filter(beyond)
    further = entries if beyond is None else entries.filter(beyond)
    if is_common:
        ids = _walk_index(entries, window, walked, order, number)
        if len(ids) == number or not window[walked : walked + 1].values_list("pk"):
            return ids
    return _gather_all(further, order, number)


def _walk_index(
    entries: ClaimSearchQuerySet, window: ClaimSearchQuerySet, walked: int, order: Sequence[str], number: int
) -> list[int]:
    """Return the ids of the first `number` matches by walking along an index.

    The walk ends after the first `walked` rows of `window`.
    """
    matches = entries.within_first(walked, window).order_by(*order)[:number].values("claim_id")
    sql, params = matches.query.sql_with_params()
    return [pk for (pk,) in fetch_rows(entries, sql, params)]


def _gather_all(entries: ClaimSearchQuerySet, order: Sequence[str], number: int) -> list[int]:
    """Return the ids of the first `number` of all matches.

    They are found by the index of words and facets alone.
    """
    sql, params = entries.order_by().values(*SORT_COLUMNS).query.sql_with_params()
    direction = "DESC" if order[0].startswith("-") else "ASC"
    columns = ", ".join(f"{name.removeprefix('-')} {direction}" for name in order)
    gather = GATHER.format(entries=sql, columns=columns)
    return [pk for (pk,) in fetch_rows(entries, gather, (*params, number))]
