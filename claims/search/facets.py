"""Facets: the values that can narrow a search.

Also how many claims each would leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pagination import COUNT_LIMIT

from .facet_codes import BITS, KINDS, decode_facet, encode_facet
from .planner import count_results, fetch_rows, is_uncounted
from .querysets import ClaimSearchQuerySet

VALUES_OFFERED = 12
"""Values offered of each kind."""
SAMPLED_CLAIMS, SAMPLED_MATCHES = 10_000, 1_000
"""The limits of a sample, used where too many claims match to be counted.

Frequent values are then judged from up to SAMPLED_MATCHES matches among the newest SAMPLED_CLAIMS claims.
"""

COUNT_RESULTS = """
WITH these AS MATERIALIZED ({entries} LIMIT %s), counted AS (
    SELECT code, count(*) AS number FROM (SELECT unnest(facets) AS code FROM these) each GROUP BY code
)
"""
COUNT_RECORD = "WITH counted AS (SELECT code, sum(change) AS number FROM claims_facetcount GROUP BY code)"
MOST_FREQUENT = """
SELECT code, number FROM (
    SELECT code, number, row_number() OVER (PARTITION BY code >> 48 ORDER BY number DESC) AS place
    FROM counted WHERE number > 0 AND code BETWEEN %s AND %s) ranked
WHERE place <= %s
ORDER BY number DESC, code
"""

NAMES = """
SELECT 'topic', id, name FROM claims_topic WHERE id = ANY (%s)
UNION ALL SELECT 'claimant', id, name FROM claims_claimant WHERE id = ANY (%s)
UNION ALL SELECT 'outlet', id, name FROM sources_outlet WHERE id = ANY (%s)
"""

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


def count_facets(
    entries: ClaimSearchQuerySet,
    chosen: Mapping[str, Iterable] | None = None,
    *,
    limit: int = VALUES_OFFERED,
    total: int | None = None,
) -> dict[str, list[FacetOption]]:
    """Return the `limit` most frequent values of each kind among `entries`.

    The kinds come in the order of KINDS. Values that are chosen but not frequent come too, without a
    count. Counts are exact for the whole record, and where up to COUNT_LIMIT claims match. Otherwise
    they are None, and the values are judged from some of the matches. `total` is count_results(entries)
    if it is known.

    Queries: 2; 1 to 3 more without `total`.
    """
    return _group_by_kind(_count_codes(entries, KINDS, limit, total), _list_codes(chosen or {}), KINDS)


def label_facet(kind: str, value: object, names: Mapping[tuple[str, object], str]) -> str:
    """Label a value for readers.

    `names` has the names of topics, claimants and outlets, by kind and id.
    """
    if kind == "verified":
        return _("every excerpt verified")
    if kind == "single_outlet":
        return _("cited from a single outlet")
    name_kind = "claimant" if kind == "party" else kind
    return names.get((name_kind, value)) or str(VALUE_WORDS.get(str(value), value))


def _list_codes(chosen: Mapping[str, Iterable]) -> set[int]:
    codes = (encode_facet(kind, value) for kind, values in chosen.items() for value in values)
    return {code for code in codes if code is not None}


def _group_by_kind(
    code_counts: tuple[list[tuple[int, int]], bool], chosen: set[int], kinds: Sequence[str]
) -> dict[str, list[FacetOption]]:
    rows, is_exact = code_counts
    missing = chosen - {code for code, _number in rows}
    counts: list[tuple[int, int | None]] = [*rows, *((code, None) for code in missing)]
    names = _read_names([decode_facet(code) for code, _number in counts])
    options: dict[str, list[FacetOption]] = {kind: [] for kind in kinds}
    for code, number in counts:
        kind, value = decode_facet(code)
        if (kind, value) in names or kind not in {"topic", "party", "claimant", "outlet"}:
            label = label_facet(kind, value, names)
            options[kind].append(FacetOption(value, label, number if is_exact else None, code in chosen))
    return options


def _count_codes(
    entries: ClaimSearchQuerySet, kinds: Sequence[str], limit: int, total: int | None
) -> tuple[list[tuple[int, int]], bool]:
    """Count the claims of each value offered, the most frequent value first.

    Returns (code, number) of each value, and whether the numbers are exact.
    """
    if entries.query.is_empty():
        return [], True
    bounds = [KINDS.index(kind) + place << BITS for place, kind in ((1, kinds[0]), (2, kinds[-1]))]
    if not entries.query.where:
        return fetch_rows(entries, COUNT_RECORD + MOST_FREQUENT, [*bounds, limit]), True
    is_common = is_uncounted(count_results(entries) if total is None else total)
    if not is_common:
        return _count_matches(entries, COUNT_LIMIT, bounds, limit), True
    sample = _count_matches(entries.within_first(SAMPLED_CLAIMS), SAMPLED_MATCHES, bounds, limit)
    return sample or _count_matches(entries, SAMPLED_MATCHES, bounds, limit), False


def _count_matches(
    entries: ClaimSearchQuerySet, number: int, bounds: list[int], limit: int
) -> list[tuple[int, int]]:
    """Count the values among the first `number` of these rows.

    Returns (code, number) of each of the `limit` most frequent codes of a kind; all codes are between
    the two `bounds`.
    """
    sql, params = entries.order_by().values("facets").query.sql_with_params()
    query = COUNT_RESULTS.format(entries=sql) + MOST_FREQUENT
    return fetch_rows(entries, query, [*params, number, *bounds, limit])


def _read_names(facets: Iterable[tuple[str, object]]) -> dict[tuple[str, object], str]:
    """Read the names of topics, claimants (parties among them) and outlets.

    They come by kind and id.
    """
    ids: dict[str, list] = {"topic": [], "claimant": [], "outlet": []}
    for kind, value in facets:
        ids.get("claimant" if kind == "party" else kind, []).append(value)
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [ids["topic"], ids["claimant"], ids["outlet"]])
        names = {(kind, pk): name for kind, pk, name in cursor.fetchall()}
    return names | {("party", pk): name for (kind, pk), name in names.items() if kind == "claimant"}
