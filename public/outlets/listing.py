"""The outlets on record, page by page.

Who is behind each, and what it does with words.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.http import QueryDict

from claims.models import CitationKind
from claims.visibility import outlets_on_record
from core.keyset_pagination import KeysetPage, paginate_by_keyset
from public.charts.share_bar import Share, divide_bar
from sources.models import Outlet

OUTLETS_PER_PAGE = 24
ARTICLES_SUMMED = 20
"""How many cited articles of each outlet, counted from the newest, its row in the list is made from."""

LATEST_ARTICLES = """
SELECT o.id, n.id, n.published_on, n.is_read, c.kind
FROM unnest(%(outlets)s::bigint[]) o (id)
CROSS JOIN LATERAL claims_newest_cited(o.id, %(most)s, NULL) n
CROSS JOIN LATERAL (
    SELECT e.kind
    FROM claims_citation e
    JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
    JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
    WHERE e.article_id = n.id
    OFFSET 0
) c
"""


@dataclass
class OutletRow:
    """An outlet in the list.

    `articles`: its newest cited articles, at most ARTICLES_SUMMED, by id, and whether an editor has read each
    in full; `read_count`: how many of these were.
    """

    outlet: Outlet
    articles: dict[int, bool] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    newest: date | None = None

    @property
    def read_count(self) -> int:
        return sum(self.articles.values())

    @property
    def is_whole(self) -> bool:
        return len(self.articles) < ARTICLES_SUMMED

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.kinds, CitationKind.values)


def list_outlets(query: QueryDict) -> tuple[KeysetPage, list[OutletRow]]:
    """List the outlets that `query` asks for, by name. Queries: 2."""
    page = paginate_by_keyset(query, outlets_on_record(), order=["name", "id"], size=OUTLETS_PER_PAGE)
    rows = {outlet.pk: OutletRow(outlet) for outlet in page.rows}
    with connection.cursor() as cursor:
        cursor.execute(LATEST_ARTICLES, {"outlets": list(rows), "most": ARTICLES_SUMMED})
        for outlet, article, day, is_read, kind in cursor.fetchall():
            row = rows[outlet]
            row.articles[article] = is_read
            row.kinds[kind] += 1
            row.newest = max(filter(None, (row.newest, day)), default=None)
    return page, list(rows.values())
