"""Redaction of old versions: retracted rows are not shown any more.

A version is stored as it was, but the page that shows it leaves out the words of positions, claims,
citations and corrections that were since retracted or removed (docs/decisions/0031-permanent-versions.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from claims.models import State

Snapshot = dict[str, Any]

# The ids are arrays: values of the query, or what SQL finds in snapshots.
PUBLIC_IDS = """
SELECT 'statement', s.id, s.state, s.retraction_reason FROM claims_statement s
JOIN claims_claim c ON c.id = s.claim_id AND (c.state = 'published' OR s.state = 'retracted')
WHERE s.id = ANY ({statements})
UNION ALL SELECT 'citation', e.id, s.state, '' FROM claims_citation e
JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
WHERE e.id = ANY ({citations})
UNION ALL SELECT 'claim', c.id, c.state, '' FROM claims_claim c
WHERE c.id = ANY ({claims}) AND c.state = 'published'
UNION ALL SELECT 'correction', x.id, '', '' FROM claims_correction x WHERE x.id = ANY ({corrections})
"""
PATHS = {
    "statements": "$.statements[*].id",
    "citations": "$.statements[*].citations[*].id",
    "claims": "$.relations[*].claim.id",
    "corrections": "$.corrections[*].id",
}
"""Where a snapshot has the ids."""


@dataclass
class PublicIds:
    """The ids of the rows that may still be read.

    `reasons`: why statements were retracted, by id.
    """

    statements: set[int] = field(default_factory=set)
    citations: set[int] = field(default_factory=set)
    claims: set[int] = field(default_factory=set)
    corrections: set[int] = field(default_factory=set)
    reasons: dict[int, str] = field(default_factory=dict)

    def includes(self, statement: Snapshot) -> bool:
        """Tell whether the statement may be read.

        A statement that a merge combined with an equal one lives on in its citations.
        """
        if statement["id"] in self.reasons:
            return False
        return statement["id"] in self.statements or any(
            citation["id"] in self.citations for citation in statement["citations"] or []
        )


def find_public_ids(snapshots: Iterable[Snapshot]) -> PublicIds:
    """Find the ids in these snapshots that may still be read. Queries: 1."""
    published = [snapshot for snapshot in snapshots if snapshot["state"] == State.PUBLISHED]
    statements = [row for snapshot in published for row in snapshot["statements"]]
    ids = {
        "statements": list({row["id"] for row in statements}),
        "citations": list({citation["id"] for row in statements for citation in row["citations"] or []}),
        "claims": list({row["claim"]["id"] for snapshot in published for row in snapshot["relations"]}),
        "corrections": list({row["id"] for snapshot in published for row in snapshot["corrections"]}),
    }
    if not any(ids.values()):
        return PublicIds()
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC_IDS.format(**{name: f"%({name})s" for name in ids}), ids)
        return read_public_ids(cursor.fetchall())


def select_public_ids(table: str) -> str:
    """Return SQL for the rows of `read_public_ids`; `table` has a column `snapshot`."""
    arrays = {
        name: f"ARRAY(SELECT jsonb_path_query(snapshot, '{path}')::bigint FROM {table})"  # noqa: S608 - names of ours alone
        for name, path in PATHS.items()
    }
    return PUBLIC_IDS.format(**arrays)


def read_public_ids(rows: Iterable[Sequence[Any]]) -> PublicIds:
    """Read rows of (kind, id, state, why a statement was retracted)."""
    public = PublicIds()
    for kind, pk, state, reason in rows:
        if state == State.RETRACTED:
            public.reasons[pk] = reason
        elif kind != "statement" or state == State.PUBLISHED:
            getattr(public, f"{kind}s").add(pk)
    return public


def redact_snapshot(snapshot: Snapshot, public: PublicIds) -> Snapshot:
    """Return the snapshot without what may not be read any more.

    `hidden` holds the ids of the statements left out, with the public reason where there is one. The
    citations left out are counted on each statement as `gone`, relations and corrections on the whole as
    `relations_gone` and `corrections_gone`.
    """
    if snapshot["state"] != State.PUBLISHED:
        return snapshot
    statements, hidden = [], {}
    for row in snapshot["statements"]:
        if not public.includes(row):
            hidden[row["id"]] = public.reasons.get(row["id"], "")
            continue
        citations = row["citations"] or []
        readable = [citation for citation in citations if citation["id"] in public.citations]
        statements.append({**row, "citations": readable, "gone": len(citations) - len(readable)})
    relations = [row for row in snapshot["relations"] if row["claim"]["id"] in public.claims]
    corrections = [row for row in snapshot["corrections"] if row["id"] in public.corrections]
    return {
        **snapshot,
        "statements": statements,
        "hidden": hidden,
        "relations": relations,
        "relations_gone": len(snapshot["relations"]) - len(relations),
        "corrections": corrections,
        "corrections_gone": len(snapshot["corrections"]) - len(corrections),
    }
