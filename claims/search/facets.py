"""What a search can be narrowed to, and how many claims that would leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sources.paging import COUNTED

from .codes import KINDS, code_of, facet_of

OFFERED = 12
"""How many values of a kind are offered."""

FOUND = """
WITH these AS MATERIALIZED ({entries} LIMIT %s), counted AS (
    SELECT code, count(*) AS number FROM these, unnest(facets) AS code GROUP BY code
)
"""
KEPT = "WITH counted AS (SELECT code, sum(change) AS number FROM claims_facetcount GROUP BY code)"
OFFER = """
SELECT code, number, {beyond} FROM (
    SELECT code, number, row_number() OVER (PARTITION BY code >> 48 ORDER BY number DESC, code) AS place
    FROM counted WHERE number > 0 AND code >> 48 = ANY (%s)) ranked
WHERE place <= %s OR code = ANY (%s)
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
    entries: QuerySet, chosen: Mapping[str, Iterable] | None = None, *, limit: int = OFFERED
) -> dict[str, list[Option]]:
    """For every kind, in the order of KINDS, its `limit` most frequent values among `entries` (a search as
    it stands), and what is chosen already, also if nothing has it. At most two queries.

    Counts are exact where the search finds up to COUNTED claims, and for the whole record (a search
    without any choice). Otherwise they are None, and which values are frequent is judged from some of
    the claims found.
    """
    return _facets(entries, _codes(chosen or {}), KINDS, limit)


def options(entries: QuerySet, kind: str, *, limit: int = OFFERED) -> list[Option]:
    """The same of one kind."""
    return _facets(entries, set(), (kind,), limit)[kind]


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


def _facets(entries: QuerySet, chosen: set[int], kinds: Iterable[str], limit: int) -> dict[str, list[Option]]:
    rows, exact = _counted(entries, chosen, kinds, limit)
    missing = chosen - {code for code, _number in rows}
    found = [(facet_of(code), code, number) for code, number in [*rows, *((code, 0) for code in missing)]]
    names = _names([facet for facet, _code, _number in found])
    offered: dict[str, list[Option]] = {kind: [] for kind in kinds}
    for (kind, value), code, number in found:
        if (kind, value) in names or kind not in {"topic", "party", "claimant", "outlet"}:
            label = label_of(kind, value, names)
            offered[kind].append(Option(value, label, number if exact else None, code in chosen))
    return offered


def _counted(
    entries: QuerySet, chosen: set[int], kinds: Iterable[str], limit: int
) -> tuple[list[tuple[int, int]], bool]:
    """(code, number) of what is offered, the most frequent first; whether the numbers are of all."""
    if entries.query.is_empty():
        return [], True
    wanted = [[KINDS.index(kind) + 1 for kind in kinds], limit, list(chosen)]
    with connection.cursor() as cursor:
        if not entries.query.where:
            cursor.execute(KEPT + OFFER.format(beyond="false"), wanted)
        else:
            sql, params = entries.order_by().values("facets").query.sql_with_params()
            query = FOUND.format(entries=sql) + OFFER.format(beyond="(SELECT count(*) > %s FROM these)")
            cursor.execute(query, [*params, COUNTED + 1, COUNTED, *wanted])
        rows = cursor.fetchall()
    return [(code, number) for code, number, _beyond in rows], not (rows and rows[0][2])


def _names(found: Iterable[tuple[str, object]]) -> dict[tuple[str, object], str]:
    """The names of topics, claimants (parties among them) and outlets, by kind and id."""
    ids: dict[str, list] = {"topic": [], "claimant": [], "outlet": []}
    for kind, value in found:
        ids.get("claimant" if kind == "party" else kind, []).append(value)
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [ids["topic"], ids["claimant"], ids["outlet"]])
        names = {(kind, pk): name for kind, pk, name in cursor.fetchall()}
    return names | {("party", pk): name for (kind, pk), name in names.items() if kind == "claimant"}
