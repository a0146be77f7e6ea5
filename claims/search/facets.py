"""Facets: the values that can narrow a search.

Also how many claims each would leave.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models.claimant import translate_name
from core.pagination import COUNT_LIMIT
from core.sql_statements import SqlStatement

from .facet_codes import BITS, KINDS, decode_facet, encode_facet
from .planner import is_uncounted, lead_by_index
from .querysets import ClaimSearchQuerySet

VALUES_OFFERED = 12
"""Values offered of each kind."""
OUTLETS_EXPECTED = 12
"""Claimants that are looked at besides: outlets among them are not offered, for they have their own facet."""
SAMPLED_CLAIMS, SAMPLED_MATCHES = 10_000, 1_000
"""The limits of a sample, used where too many claims match to be counted.

Frequent values are then judged from up to SAMPLED_MATCHES matches among the newest SAMPLED_CLAIMS claims.
"""

COUNT_RESULTS = """
WITH these AS MATERIALIZED ({entries} LIMIT %s), counted AS (
    SELECT code, count(*) AS number FROM (SELECT unnest(facets) AS code FROM these) each GROUP BY code
)"""
COUNT_SAMPLE = """
WITH near AS MATERIALIZED ({sample} LIMIT %s), far AS MATERIALIZED (
    SELECT facets FROM ({entries} LIMIT %s) matches WHERE NOT EXISTS (SELECT FROM near)
), counted AS (
    SELECT code, count(*) AS number
    FROM (SELECT unnest(facets) AS code FROM (SELECT * FROM near UNION ALL SELECT * FROM far) these) each
    GROUP BY code
)"""
COUNT_RECORD = "WITH counted AS (SELECT code, sum(change) AS number FROM claims_facetcount GROUP BY code)"
# The most frequent of each kind, then the chosen ones that are not among them; with the names behind ids.
MOST_FREQUENT = """, frequent AS MATERIALIZED (
    SELECT code, number FROM (
        SELECT code, number, row_number() OVER (PARTITION BY code >> 48 ORDER BY number DESC) AS place
        FROM counted WHERE number > 0 AND code BETWEEN %s AND %s) ranked
    WHERE place <= %s + CASE code >> 48 WHEN 4 THEN %s ELSE 0 END
), offered AS (
    SELECT code, number FROM frequent
    UNION ALL
    SELECT code, NULL FROM unnest(%s::bigint[]) AS chosen (code)
    WHERE NOT EXISTS (SELECT FROM frequent f WHERE f.code = chosen.code)
)
SELECT code, number, CASE code >> 48
    WHEN 2 THEN (SELECT name FROM claims_topic WHERE id = code & 281474976710655)
    WHEN 3 THEN (SELECT name FROM claims_claimant WHERE id = code & 281474976710655)
    WHEN 4 THEN (SELECT name FROM claims_claimant WHERE id = code & 281474976710655 AND kind <> 'outlet')
    WHEN 5 THEN (SELECT name FROM sources_outlet WHERE id = code & 281474976710655) END
FROM offered
ORDER BY number DESC NULLS LAST, code
"""
NAMED = ("topic", "party", "claimant", "outlet")
"""The kinds whose values are ids of rows with names, in the order of their codes: from 2."""

VALUE_WORDS = {
    "disputed": gettext_lazy("disputed"),
    "agreed": gettext_lazy("agreed"),
    "asserted": gettext_lazy("asserted"),
    "affirms": gettext_lazy("affirms"),
    "denies": gettext_lazy("denies"),
    "questions": gettext_lazy("questions"),
    "withdraws": gettext_lazy("withdraws"),
}


@dataclass(frozen=True)
class FacetOption:
    """One value that a search can be narrowed to.

    `count` is the number of claims that it leaves, None where there are too many to count.
    """

    value: object
    label: str
    count: int | None
    is_chosen: bool = False


@dataclass(frozen=True)
class FacetQuery:
    """The query for the most frequent values of each kind in a search, of which `total` claims match.

    It comes as statements that can go to the server with others.
    """

    entries: ClaimSearchQuerySet
    chosen: Mapping[str, Iterable]
    total: int

    @property
    def _is_exact(self) -> bool:
        """Whether all matches are counted: up to COUNT_LIMIT, or the whole record.

        Otherwise the values are judged from some of the matches.
        """
        return not self.entries.query.where or not is_uncounted(self.total)

    def build(self) -> list[SqlStatement]:
        """Build the statements, one of which has rows. The search must not be an empty one."""
        bounds = [KINDS.index(kind) + place << BITS for place, kind in ((1, KINDS[0]), (2, KINDS[-1]))]
        offered = [*bounds, VALUES_OFFERED, OUTLETS_EXPECTED, self._chosen_codes]
        if not self.entries.query.where:
            return lead_by_index(self.entries, (COUNT_RECORD + MOST_FREQUENT, offered))
        sql, params = _select_facets(self.entries)
        if self._is_exact:
            query = COUNT_RESULTS.format(entries=sql) + MOST_FREQUENT
            return lead_by_index(self.entries, (query, [*params, COUNT_LIMIT, *offered]))
        sample, values = _select_facets(self.entries.within_first(SAMPLED_CLAIMS))
        query = COUNT_SAMPLE.format(sample=sample, entries=sql) + MOST_FREQUENT
        limits = [*values, SAMPLED_MATCHES, *params, SAMPLED_MATCHES]
        return lead_by_index(self.entries, (query, [*limits, *offered]))

    def read(self, rows: Iterable[tuple]) -> dict[str, list[FacetOption]]:
        """Read the rows of the statements: the options of each kind, in the order of KINDS.

        The most frequent values come first; then those that are chosen but not frequent, without a count.
        """
        options: dict[str, list[FacetOption]] = {kind: [] for kind in KINDS}
        chosen_codes = self._chosen_codes
        for code, number, name in rows:
            kind, value = decode_facet(code)
            is_chosen = code in chosen_codes
            if kind in NAMED and name is None:
                continue
            if is_chosen or len(options[kind]) < VALUES_OFFERED:
                label, count = label_facet(kind, value, name or ""), number if self._is_exact else None
                options[kind].append(FacetOption(value, label, count, is_chosen))
        return options

    @property
    def _chosen_codes(self) -> list[int]:
        codes = (encode_facet(kind, value) for kind, values in self.chosen.items() for value in values)
        return [code for code in dict.fromkeys(codes) if code is not None]


def label_facet(kind: str, value: object, name: str = "") -> str:
    """Label a value for readers, by the name behind it if it has one."""
    if kind == "verified":
        return _("every excerpt verified")
    if kind == "single_outlet":
        return _("a single source")
    if kind != "outlet":
        name = translate_name(name, kind)
    return name or str(VALUE_WORDS.get(str(value), value))


def _select_facets(entries: ClaimSearchQuerySet) -> tuple[str, tuple]:
    return entries.order_by().values("facets").query.sql_with_params()
