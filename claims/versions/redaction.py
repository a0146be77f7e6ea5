"""What of an old version may still be read: nothing that has been taken back since.

A version is kept as it was, but the page that shows it leaves out the words of positions, claims,
citations and corrections that were since retracted or removed (docs/decisions/0031-permanent-versions.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from claims.models import State

Snapshot = dict[str, Any]

STILL_PUBLIC = """
SELECT 'statement', s.id, s.state, s.retraction_reason FROM claims_statement s
JOIN claims_claim c ON c.id = s.claim_id AND (c.state = 'published' OR s.state = 'retracted')
WHERE s.id = ANY (%(statements)s)
UNION ALL SELECT 'citation', e.id, s.state, '' FROM claims_citation e
JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
WHERE e.id = ANY (%(citations)s)
UNION ALL SELECT 'claim', c.id, c.state, '' FROM claims_claim c
WHERE c.id = ANY (%(claims)s) AND c.state = 'published'
UNION ALL SELECT 'correction', x.id, '', '' FROM claims_correction x WHERE x.id = ANY (%(corrections)s)
"""


@dataclass
class PublicIds:
    """The ids of what may still be read; `reasons` says of retracted statements why they were."""

    statements: set[int] = field(default_factory=set)
    citations: set[int] = field(default_factory=set)
    claims: set[int] = field(default_factory=set)
    corrections: set[int] = field(default_factory=set)
    reasons: dict[int, str] = field(default_factory=dict)

    def shows(self, statement: Snapshot) -> bool:
        """A statement that a merge made one with its twin is gone, but its citations stand there now."""
        if statement["id"] in self.reasons:
            return False
        return statement["id"] in self.statements or any(
            citation["id"] in self.citations for citation in statement["citations"] or []
        )


def find_public_ids(snapshots: Iterable[Snapshot]) -> PublicIds:
    """What of these may still be read, in one query."""
    shown = [snapshot for snapshot in snapshots if snapshot["state"] == State.PUBLISHED]
    statements = [row for snapshot in shown for row in snapshot["statements"]]
    asked = {
        "statements": list({row["id"] for row in statements}),
        "citations": list({citation["id"] for row in statements for citation in row["citations"] or []}),
        "claims": list({row["claim"]["id"] for snapshot in shown for row in snapshot["relations"]}),
        "corrections": list({row["id"] for snapshot in shown for row in snapshot["corrections"]}),
    }
    found = PublicIds()
    if not any(asked.values()):
        return found
    with connection.cursor() as cursor:
        cursor.execute(STILL_PUBLIC, asked)
        for kind, pk, state, reason in cursor.fetchall():
            if state == State.RETRACTED:
                found.reasons[pk] = reason
            elif kind != "statement" or state == State.PUBLISHED:
                getattr(found, f"{kind}s").add(pk)
    return found


def redact_snapshot(snapshot: Snapshot, public: PublicIds) -> Snapshot:
    """The snapshot without what may not be read any more; `hidden` holds the ids of statements that are
    left out, with the public reason where there is one. Citations left out are counted on each statement
    as `gone`, relations and corrections on the whole as `relations_gone` and `corrections_gone`."""
    if snapshot["state"] != State.PUBLISHED:
        return snapshot
    shown, hidden = [], {}
    for row in snapshot["statements"]:
        if not public.shows(row):
            hidden[row["id"]] = public.reasons.get(row["id"], "")
            continue
        cited = row["citations"] or []
        kept = [citation for citation in cited if citation["id"] in public.citations]
        shown.append({**row, "citations": kept, "gone": len(cited) - len(kept)})
    relations = [row for row in snapshot["relations"] if row["claim"]["id"] in public.claims]
    corrections = [row for row in snapshot["corrections"] if row["id"] in public.corrections]
    return {
        **snapshot,
        "statements": shown,
        "hidden": hidden,
        "relations": relations,
        "relations_gone": len(snapshot["relations"]) - len(relations),
        "corrections": corrections,
        "corrections_gone": len(snapshot["corrections"]) - len(corrections),
    }
