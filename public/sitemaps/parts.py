"""The parts of the sitemap, cut by id so that none has to be counted.

Part 3 of the claims holds those with ids from 150,000 to 199,999, however many of them readers may see.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from claims.models import Claimant, ClaimSearch, Topic
from claims.models.claim import build_claim_url
from claims.models.search import IDS_PER_PART
from claims.visibility import cited_articles, outlets_on_record
from core.keyset_pagination import MAX_BIGINT
from core.sql_statements import SqlStatement, fetch_results
from sources.models import Article, Outlet

ROWS_AT_ONCE = 2_000
"""How many rows are in memory while a part is written."""

PAGES = (
    *("home", "claim_list", "topic_list", "claimant_list", "outlet_list", "compare", "changes", "about"),
    *("data", "integrity", "policies", "vocabulary"),
)
"""URL names of the pages that there is one of."""

NUMBERS = """
WITH RECURSIVE part (number) AS (
    (SELECT pk / {size} FROM ({rows}) visible ORDER BY pk LIMIT 1)
    UNION ALL
    SELECT (
        SELECT pk / {size} FROM ({rows}) visible
        WHERE pk >= (part.number + 1) * {size} ORDER BY pk LIMIT 1
    ) FROM part WHERE part.number IS NOT NULL
)
SELECT number, {changed_at} FROM part WHERE number IS NOT NULL
"""
"""The parts that are not empty: from the first row of each to the first after its end."""

CHANGED_AT = "(SELECT max(changed_at) FROM claims_claimsearch WHERE claim_id / {size} = part.number)"
"""When readers last saw a claim of the part change. Of other pages it is not known."""


@dataclass(frozen=True)
class PageAddress:
    """The path of a page, or of a part of the sitemap; of claims with when readers last saw them change."""

    path: str
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class PageKind:
    """Pages of one kind: `query` returns those that readers may see, `read` makes an address of `columns`."""

    query: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    read: Callable[..., PageAddress]


def _read_claim(pk: int, text: str, changed_at: datetime.datetime) -> PageAddress:
    return PageAddress(build_claim_url(pk, text), changed_at)


def _read_named(model: type[Claimant | Outlet | Topic]) -> Callable[[int, str], PageAddress]:
    return lambda pk, name: PageAddress(model(pk=pk, name=name).get_absolute_url())


def _read_article(pk: int) -> PageAddress:
    return PageAddress(Article(pk=pk).get_absolute_url())


KINDS = {
    "claims": PageKind(ClaimSearch.objects.all, ("pk", "claim__text", "changed_at"), _read_claim),
    "topics": PageKind(Topic.objects.on_record, ("pk", "name"), _read_named(Topic)),
    "claimants": PageKind(Claimant.objects.on_record, ("pk", "name"), _read_named(Claimant)),
    "outlets": PageKind(outlets_on_record, ("pk", "name"), _read_named(Outlet)),
    "articles": PageKind(cited_articles, ("pk",), _read_article),
}
"""The kinds of pages that there are many of, by the names of their parts."""


def list_parts() -> list[PageAddress]:
    """List the parts that have an address in them. Queries: 1."""
    results = fetch_results(*(number_parts(kind) for kind in KINDS.values()))
    return [
        PageAddress(reverse("sitemap_part", args=[name, number]), changed_at)
        for name, rows in zip(KINDS, results, strict=True)
        for number, changed_at in rows
    ]


def number_parts(kind: PageKind) -> SqlStatement:
    """Return what numbers the parts of a kind, and says when each last changed."""
    sql, params = kind.query().values("pk").query.sql_with_params()
    changed_at = CHANGED_AT.format(size=IDS_PER_PART) if "changed_at" in kind.columns else "NULL"
    return NUMBERS.format(size=IDS_PER_PART, rows=sql, changed_at=changed_at), (*params, *params)


def has_part(name: str, number: int) -> bool:
    """Tell whether there is an address in a part. Queries: at most 1."""
    is_known = name in KINDS and (number + 1) * IDS_PER_PART <= MAX_BIGINT
    return is_known and query_part(KINDS[name], number).exists()


def read_part(name: str, number: int) -> Iterator[PageAddress]:
    """Read the addresses of a part that there is, a few at a time. Queries: 1.

    In a transaction: outside of one a connection pooler would not find the cursor again.
    """
    kind = KINDS[name]
    with transaction.atomic(savepoint=False):
        for row in query_part(kind, number).iterator(chunk_size=ROWS_AT_ONCE):
            yield kind.read(*row)


def query_part(kind: PageKind, number: int) -> QuerySet[Any]:
    """Query the columns of the rows of one part."""
    rows = kind.query().filter(pk__gte=number * IDS_PER_PART, pk__lt=(number + 1) * IDS_PER_PART)
    return rows.order_by("pk").values_list(*kind.columns)


def list_pages() -> list[PageAddress]:
    """List the pages that there is one of."""
    return [PageAddress(reverse(name)) for name in PAGES]
