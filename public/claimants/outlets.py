"""How a claimant's words reach readers, and in which outlets.

Quoted, paraphrased, or second-hand.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from claims.models import Claimant
from public.charts.share_bar import Share, divide_bar
from sources.models import Outlet

from .profile import STATEMENTS_SUMMED, build_own_statements_sql

WAYS = ("quote", "paraphrase", "second_hand", "own_words")
"""The ways in which words are carried, in the order in which readers see them."""

WORDS_BY_OUTLET_SQL = """
WITH {own}
SELECT o.id, o.name, CASE WHEN c.relayed_by_id IS NULL THEN c.kind ELSE 'second_hand' END AS way, count(*)
FROM own
JOIN claims_citation c ON c.statement_id = own.id
JOIN sources_article a ON a.id = c.article_id
JOIN sources_outlet o ON o.id = a.outlet_id
WHERE %(as_of)s::date IS NULL OR a.published_on IS NULL OR a.published_on <= %(as_of)s
GROUP BY o.id, o.name, way
"""


@dataclass
class WordsByOutlet:
    """How often words were carried in which way, in all and by each outlet."""

    ways: Counter[str] = field(default_factory=Counter)
    outlets: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    names: dict[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.ways.total()

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.ways, WAYS)

    def list_outlets(self, limit: int) -> list[tuple[Outlet, int, list[Share]]]:
        """List the outlets that carried them most often: how often, and in which ways."""
        ranked = sorted(self.outlets.items(), key=lambda item: (-item[1].total(), self.names[item[0]]))
        return [
            (Outlet(pk=pk, name=self.names[pk]), ways.total(), divide_bar(ways, WAYS))
            for pk, ways in ranked[:limit]
        ]


def load_words_by_outlet(claimant: Claimant, *, as_of: date | None = None) -> WordsByOutlet:
    """Load how a claimant's newest statements were carried.

    At most STATEMENTS_SUMMED statements are read. Queries: 1.
    """
    words = WordsByOutlet()
    values = {"who": claimant.pk, "as_of": as_of, "most": STATEMENTS_SUMMED}
    with connection.cursor() as cursor:
        cursor.execute(WORDS_BY_OUTLET_SQL.format(own=build_own_statements_sql(claimant)), values)
        for outlet, name, way, number in cursor.fetchall():
            words.ways[way] += number
            words.outlets[outlet][way] += number
            words.names[outlet] = name
    return words
