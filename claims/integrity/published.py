"""The public part of the chain, as readers get it with the nightly files.

Of versions and changes they get every leaf; of what only editors see, the digests of which seals are made and
nothing else. A leaf tells nothing of its row by itself: so what is withdrawn later stays in the chain, and
out of the files. Of each claim that readers see, they get what its last version was hashed from.

Read it in one transaction of REPEATABLE READ.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from claims.models import Change, ClaimVersion
from core.sql_statements import stream_rows

from .heads import TIME

PUBLIC = [ClaimVersion._meta.db_table, Change._meta.db_table]

CHAIN = """
SELECT s.number, s.sealed_at, encode(s.previous, 'hex'), encode(s.head, 'hex'), encode(l.digest, 'hex'),
    l.table_name, l.operation, l.made_in, r.ids, r.leaves
FROM sources_historyseal s JOIN sources_historyleaves l ON l.seal = s.number
LEFT JOIN LATERAL (SELECT l.ids, ARRAY(SELECT encode(leaf, 'hex') FROM unnest(l.leaves) AS leaf) AS leaves
                   WHERE l.table_name = ANY (%s)) r ON true
ORDER BY l.seal, l.id
"""
VERSIONS = """
WITH wanted AS (
    SELECT c.key, v.* FROM claims_claim c LEFT JOIN LATERAL (
        SELECT * FROM claims_claimversion v WHERE v.claim_id = c.id ORDER BY v.number DESC LIMIT 1) v ON true
    WHERE c.state = 'published'
), hashed AS (
    SELECT DISTINCT ON (u.row_id) u.row_id, l.salt, l.shape
    FROM sources_historyleaves l, unnest(l.ids) AS u (row_id)
    WHERE l.table_name = 'claims_claimversion' AND l.seal IS NOT NULL ORDER BY u.row_id, l.id DESC
), columns AS (
    SELECT attname::text AS name FROM pg_attribute
    WHERE attrelid = 'claims_claimversion'::regclass AND attnum > 0 AND NOT attisdropped
), shapes AS (
    SELECT id, private, ARRAY(SELECT name FROM columns EXCEPT SELECT unnest(s.columns)) AS later
    FROM sources_historyshape s WHERE table_name = 'claims_claimversion'
)
SELECT w.key, w.id, encode(sha256(h.salt || convert_to('claims_claimversion ' || w.id, 'UTF8')), 'hex'),
    sources_leaf_text(h.salt, 'claims_claimversion', w.id, to_jsonb(w) - 'key' - s.later, s.private)
FROM wanted w LEFT JOIN hashed h ON h.row_id = w.id LEFT JOIN shapes s ON s.id = h.shape
ORDER BY w.key COLLATE "C"
"""


def read_chain() -> Iterator[dict[str, Any]]:
    """Read the seals, the first one first, each with what it is made of."""
    for (number, at, previous, head), rows in groupby(stream_rows(CHAIN, [PUBLIC]), itemgetter(0, 1, 2, 3)):
        yield {
            "seal": number,
            "sealed_at": at.strftime(TIME),
            "previous": previous,
            "head": head,
            "statements": [_describe_statement(*row[4:]) for row in rows],
        }


def read_versions() -> Iterator[dict[str, Any]]:
    """Read what the last version of each published claim was hashed from, by the key of the claim.

    `salt` and `row` are empty of what is not sealed yet.
    """
    for key, pk, salt, row in stream_rows(VERSIONS):
        yield {"claim": key, "id": pk, "salt": salt, "row": row}


def _describe_statement(
    digest: str, table: str, operation: str, made_in: int, ids: list[int] | None, leaves: list[str] | None
) -> str | dict[str, Any]:
    if ids is None or leaves is None:
        return digest
    rows = list(zip(ids, leaves, strict=True))
    return {"table": table, "operation": operation, "made_in": made_in, "rows": rows}
