"""Claims that changed after a cursor, by which copies of the record follow it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from api.registry import ChangedRows, Resource
from claims.merges import find_surviving_claims
from claims.models import Citation, Claim, MirrorEntry, MirrorKind, State, Statement
from claims.versions.mirror import place_entries, read_entries
from core.models import mask_key

from .notes import select_corrections, select_fact_checks, select_relations

SEEN: Mapping[str, Any] = {
    MirrorKind.STATEMENT: Statement.objects.published,
    MirrorKind.CITATION: Citation.objects.published,
    MirrorKind.FACT_CHECK: select_fact_checks,
    MirrorKind.RELATION: select_relations,
    MirrorKind.CORRECTION: select_corrections,
}
"""What selects the rows below claims that readers see, by kind."""


def find_changed_claims(resource: Resource, cursor: str, size: int) -> ChangedRows:
    """Find the claims that changed after this cursor, each once, and what is gone.

    Everything is told as it is now. Where that has changed since the entry was made, another entry follows.
    Queries: those of placing and loading, 1 for the entries, 1 for each kind of what is gone, and 2 for
    claims that are gone.
    """
    place_entries()
    page = read_entries(cursor, size)
    by_kind: dict[str, dict[int, MirrorEntry]] = defaultdict(dict)
    for entry in page.entries:
        by_kind[entry.kind].pop(entry.row_id, None)  # each at its last place
        by_kind[entry.kind][entry.row_id] = entry
    claims = by_kind.pop(MirrorKind.CLAIM, {})
    rows = resource.load(list(claims))
    seen = {row.pk for row in rows}
    removed = _describe_claims([entry for pk, entry in claims.items() if pk not in seen])
    for kind, entries in by_kind.items():
        removed += _describe_below(SEEN[kind](), entries)
    return ChangedRows(rows, removed, page.cursor)


def _describe_claims(entries: Sequence[MirrorEntry]) -> list[dict[str, Any]]:
    """Describe claims that are gone. Queries: 2, or 0 without any."""
    if not entries:
        return []
    ids = [entry.row_id for entry in entries]
    retracted = _read_notices(Claim.objects.filter(pk__in=ids, state=State.RETRACTED))
    survivors = find_surviving_claims(ids)
    return [_describe(entry, retracted.get(entry.row_id), survivors.get(entry.row_id)) for entry in entries]


def _describe_below(seen: QuerySet[Any], entries: Mapping[int, MirrorEntry]) -> Iterable[dict[str, Any]]:
    """Describe rows below claims, of one kind, that are gone. Queries: 1, and 1 for statements."""
    still_seen = set(seen.filter(pk__in=entries).values_list("pk", flat=True))
    gone = [entry for pk, entry in entries.items() if pk not in still_seen]
    notices = {}
    if seen.model is Statement:
        retracted = Statement.objects.filter(pk__in=entries, state=State.RETRACTED)
        notices = _read_notices(retracted.filter(claim__state=State.PUBLISHED))
    return [_describe(entry, notices.get(entry.row_id)) for entry in gone]


def _read_notices(retracted: QuerySet[Any]) -> dict[int, tuple[Any, ...]]:
    rows = retracted.values_list("pk", "retracted_at", "retraction_reason")
    return {pk: notice for pk, *notice in rows}


def _describe(
    entry: MirrorEntry, notice: Sequence[Any] | None, successor: Claim | None = None
) -> dict[str, Any]:
    retracted_at, reason = notice or (None, "")
    return {
        "kind": entry.kind,
        "id": entry.row_id,
        "key": mask_key(entry.key),
        "retracted_at": retracted_at,
        "notice": reason,
        "merged_into": successor and successor.pk,
    }
