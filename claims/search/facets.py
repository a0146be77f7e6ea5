"""What a search can be narrowed to, and how many claims that would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.search.planner import is_many, total
from core.pagination import COUNT_LIMIT

from .facet_codes import BITS, KINDS, code_of, facet_of
from .planner import among, rows_of

OFFERED = 12
"""How many values of a kind are offered."""
WALKED, LOOKED_AT = 10_000, 1_000
"""Among how many of the newest claims up to how many are taken, to see which values are frequent where too
many are found to count them."""

FOUND = """
WITH these AS MATERIALIZED ({entries} LIMIT %s), counted AS (
    SELECT code, count(*) AS number FROM (SELECT unnest(facets) AS code FROM these) each GROUP BY code
)
"""
KEPT = "WITH counted AS (SELECT code, sum(change) AS number FROM claims_facetcount GROUP BY code)"
OFFER = """
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


@dataclass(frozen=True)
class Option:
    """One value that a search can be narrowed to.

    `count`: how many claims that leaves, or None where the search finds too many to count them.
    """

    value: object
    label: str
    count: int | None
    is_chosen: bool = False


def facets(
    entries: QuerySet,
    chosen: Mapping[str, Iterable] | None = None,
    *,
    limit: int = OFFERED,
    found: int | None = None,
) -> dict[str, list[Option]]:
    """For every kind, in the order of KINDS, its `limit` most frequent values among `entries` (a search as
    it stands), and what is chosen already though it is none of these (without a count). `found`:
    total(entries), if it is known. Two queries, and one to three more if it is not.

    Counts are exact where the search finds up to COUNTED claims, and for the whole record (a search
    without any choice). Otherwise they are None, and which values are frequent is judged from some of
    the claims found.
    """
    return _facets(_counted(entries, KINDS, limit, found), _codes(chosen or {}), KINDS)


def options(entries: QuerySet, kind: str, *, limit: int = OFFERED) -> list[Option]:
    """The same of one kind."""
    return _facets(_counted(entries, (kind,), limit, None), set(), (kind,))[kind]


def label_of(kind: str, value: object, names: Mapping[tuple[str, object], str]) -> str:
    """What readers call a value. `names`: of topics, claimants and outlets, by kind and id."""
    words = {
        "disputed": _("disputed"),
        "agreed": _("agreed"),
        "asserted": _("asserted"),
        "affirms": _("affirms"),
        "denies": _("denies"),
        "questions": _("questions"),
        "withdraws": _("withdraws"),
    }
    if kind == "verified":
        return _("every excerpt verified")
    if kind == "single_outlet":
        return _("cited from a single outlet")
    kind = "claimant" if kind == "party" else kind
    return names.get((kind, value)) or words.get(value) or str(value)


def _codes(chosen: Mapping[str, Iterable]) -> set[int]:
    codes = {code_of(kind, value) for kind, values in chosen.items() for value in values}
    return codes - {None}


def _facets(
    counted: tuple[list[tuple[int, int]], bool], chosen: set[int], kinds: Sequence[str]
) -> dict[str, list[Option]]:
    rows, exact = counted
    missing = chosen - {code for code, _number in rows}
    found = [(facet_of(code), code, number) for code, number in [*rows, *((code, None) for code in missing)]]
    names = _names([facet for facet, _code, _number in found])
    offered: dict[str, list[Option]] = {kind: [] for kind in kinds}
    for (kind, value), code, number in found:
        if (kind, value) in names or kind not in {"topic", "party", "claimant", "outlet"}:
            label = label_of(kind, value, names)
            offered[kind].append(Option(value, label, number if exact else None, code in chosen))
    return offered


def _counted(
    entries: QuerySet, kinds: Sequence[str], limit: int, found: int | None
) -> tuple[list[tuple[int, int]], bool]:
    """(code, number) of what is offered, the most frequent first; whether the numbers are of all."""
    if entries.query.is_empty():
        return [], True
    wanted = [*(KINDS.index(kind) + place << BITS for place, kind in ((1, kinds[0]), (2, kinds[-1]))), limit]
    if not entries.query.where:
        return rows_of(entries, KEPT + OFFER, wanted), True
    many = is_many(total(entries) if found is None else found)
    facets_of = entries.order_by().values("facets")
    if many:
        sql, params = among(facets_of, WALKED)
        rows = rows_of(entries, FOUND.format(entries=sql) + OFFER, [*params, LOOKED_AT, *wanted])
        if rows:
            return rows, False
    sql, params = facets_of.query.sql_with_params()
    looked_at = LOOKED_AT if many else COUNT_LIMIT
    return rows_of(entries, FOUND.format(entries=sql) + OFFER, [*params, looked_at, *wanted]), not many


def _names(found: Iterable[tuple[str, object]]) -> dict[tuple[str, object], str]:
    """The names of topics, claimants (parties among them) and outlets, by kind and id."""
    ids: dict[str, list] = {"topic": [], "claimant": [], "outlet": []}
    for kind, value in found:
        ids.get("claimant" if kind == "party" else kind, []).append(value)
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [ids["topic"], ids["claimant"], ids["outlet"]])
        names = {(kind, pk): name for kind, pk, name in cursor.fetchall()}
    return names | {("party", pk): name for (kind, pk), name in names.items() if kind == "claimant"}
