"""Keyset pagination of a search, in each of its orders and in both directions.

Every page costs the same. There are two ways to the first rows of a search. *Walking* along the
index of the order until enough rows match is best if many claims match, and endless if these stand
at the far end. *Gathering* all matches by words and facets, and then sorting them, is best if they
are few. PostgreSQL would guess; here the number is known, and the walk is short: where it does not
meet enough, the matches are gathered.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import dropwhile
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.keyset_pagination import fetch_rows as fetch_page

from .planner import count_results, fetch_rows, is_uncounted
from .querysets import INDEXED, PROMINENCE, SORT_COLUMNS, ClaimSearchQuerySet

ORDERS: dict[str, Sequence[str]] = {
    "disputed": PROMINENCE,
    "covered": ("-covered", "-claim_id"),
    "changed": ("-changed_at", "-claim_id"),
    "published": ("-published_at", "-claim_id"),
}
"""The columns behind each order of a search, besides relevance (see ranking). Each has its index."""

DEFAULT_ORDER = "disputed"
"""Disputed claims first, those with most parties on both sides before others; then the most cited."""

WALK_LENGTH = 10_000
"""The number of rows that a walk passes at most.

Where one claim in a hundred matches, a page needs 2,600.
"""

LONGEST_WALK = 50_000
"""The same where even more rows would have to be gathered."""

# The second way is planned, and gone only where the first one has ended without enough.
WALK_OR_GATHER = """
WITH walked AS MATERIALIZED ({walk})
SELECT CASE WHEN (SELECT count(*) FROM walked) = %s OR NOT EXISTS ({rest})
       THEN ARRAY(SELECT claim_id FROM walked) ELSE ARRAY({gather}) END
"""
GATHER = "SELECT claim_id FROM ({entries} OFFSET 0) matches ORDER BY {columns} LIMIT %s"


def paginate_search(
    query: QueryDict,
    entries: ClaimSearchQuerySet,
    order: str = DEFAULT_ORDER,
    *,
    total: int | None = None,
    size: int = 25,
    load: Callable[[list[int]], list],
    is_strict: bool = False,
) -> KeysetPage:
    """Return the page that the cursors of `query` ask for.

    `load` makes its rows of their ids, in their order, with the columns of SORT_COLUMNS. `order` is a key of
    ORDERS, `total` count_results(entries) if it is known. `is_strict`: as in paginate_by_keyset.

    Queries: 1, seldom 2 or 3, and those of `load`; 1 to 3 more without `total`.
    """
    if entries.query.is_empty():
        return KeysetPage()
    names = strip_pinned(ORDERS[order], entries)
    find_ids = _find_unfiltered
    if entries.query.where:
        is_common = is_uncounted(count_results(entries) if total is None else total)
        find_ids = partial(fetch_first_ids, is_common=is_common)

    def fetch(rows: Any, beyond: Q | None, order: Sequence[str], number: int) -> list:
        return load(find_ids(rows, order, number, beyond=beyond))

    return paginate_by_keyset(query, entries, order=names, size=size, fetch=fetch, is_strict=is_strict)


def strip_pinned(order: Sequence[str], entries: ClaimSearchQuerySet) -> list[str]:
    """Return the order without the columns at its head that have one value in all of these rows.

    An index is then entered where this value stands, also behind the edge of a page.
    """
    return list(dropwhile(lambda name: name.removeprefix("-") in entries.pinned, order))


def _find_unfiltered(
    entries: ClaimSearchQuerySet, order: Sequence[str], number: int, *, beyond: Q | None
) -> list[int]:
    return [row.pk for row in fetch_page(entries.only("pk"), beyond, order, number)]


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

    Queries: 1.
    """
    order = strip_pinned(order, entries)
    gather, gathered = _gather_all(entries if beyond is None else entries.filter(beyond), order, number)
    if not is_common:
        return [pk for (pk,) in fetch_rows(entries, gather, gathered)]
    length = max(WALK_LENGTH, min(expected, LONGEST_WALK))
    window = entries.model.objects.filter(**entries.pinned).order_by(*order)
    if tuple(order) == PROMINENCE and INDEXED in entries.codes:
        window = window.filter(facets__contains=[INDEXED])
    window = window if beyond is None else window.filter(beyond)
    walk, walked = _walk_index(entries, window, length, order, number)
    rest, beyond_walk = window[length : length + 1].values("pk").query.sql_with_params()
    [(ids,)] = fetch_rows(
        entries,
        WALK_OR_GATHER.format(walk=walk, rest=rest, gather=gather),
        [*walked, number, *beyond_walk, *gathered],
    )
    return ids


def _walk_index(
    entries: ClaimSearchQuerySet, window: ClaimSearchQuerySet, length: int, order: Sequence[str], number: int
) -> tuple[str, Sequence]:
    """Return SQL for the ids of the first `number` matches by walking along an index.

    The walk ends after the first `length` rows of `window`.
    """
    matches = entries.within_first(length, window).order_by(*order)[:number].values("claim_id")
    return matches.query.sql_with_params()


def _gather_all(entries: ClaimSearchQuerySet, order: Sequence[str], number: int) -> tuple[str, Sequence]:
    """Return SQL for the ids of the first `number` of all matches.

    They are found by the index of words and facets alone.
    """
    sql, params = entries.order_by().values(*SORT_COLUMNS).query.sql_with_params()
    direction = "DESC" if order[0].startswith("-") else "ASC"
    columns = ", ".join(f"{name.removeprefix('-')} {direction}" for name in order)
    return GATHER.format(entries=sql, columns=columns), (*params, number)
