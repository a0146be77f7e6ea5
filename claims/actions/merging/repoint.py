"""Repointing: rows that refer to one row refer to another one afterwards.

Rows that would then be duplicates are combined into one.
"""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Model

from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    CorrectionProposal,
    FactCheck,
    KeyClaim,
    Lead,
    OfferedChange,
    OfferedCitation,
    Report,
    Review,
    State,
    Statement,
    VanishedExcerpt,
)
from sources.models import Article, Outlet

from .journal import Journal, read_rows_with

MOVED_RELATIONS: dict[type[Model], list[tuple[type[Model], list[str]]]] = {
    Claim: [
        (Statement, ["claim_id"]),
        (ClaimRelation, ["claim_id", "other_id"]),
        (FactCheck, ["claim_id"]),
        (Claim.topics.through, ["claim_id"]),
        (KeyClaim, ["claim_id"]),
        (Correction, ["claim_id"]),
        (CorrectionProposal, ["claim_id"]),
        (Report, ["claim_id"]),
        (Lead, ["claim_id"]),
        (OfferedChange, ["claim_id"]),
    ],
    Claimant: [
        # First, so that the statements moved after it are no more second-hand than before.
        (Claimant, ["speaks_for_id"]),
        (Statement, ["claimant_id", "party_id"]),
        (Citation, ["relayed_by_id", "relayed_for_id"]),
        (OfferedCitation, ["relayed_by_id", "relayed_for_id"]),
        (Alias, ["claimant_id"]),
        (Affiliation, ["claimant_id", "party_id"]),
    ],
    Outlet: [(Article, ["outlet_id", "text_from_id"]), (Citation, ["via_id"]), (OfferedCitation, ["via_id"])],
    Statement: [
        (Citation, ["statement_id"]),
        (Review, ["statement_id"]),
        (OfferedCitation, ["statement_id"]),
        (OfferedChange, ["statement_id"]),
    ],
    Citation: [(VanishedExcerpt, ["citation_id"]), (OfferedCitation, ["citation_id"])],
}
"""For each model, the rows that refer to it and move along, and their columns."""

UNMOVED_RELATIONS = {
    "claims.Merge": "says what was merged",
    "claims.MouthpieceWork": "asked for anew when articles or the voice move",
    "claims.Change": "news of what readers saw under that address",
    "claims.ClaimSearch": "follows what readers see of each of the two",
    "claims.ClaimVersion": "what readers saw under that address",
    "claims.ProbableDouble": "settled or dropped by the merge itself",
    "claims.Review.claim": "dropped by the merge itself while it waits",
    "claims.Claimant.outlet": "an outlet's voice is merged, see merge_outlets",
}
"""Relations that a merge does not move, and why.

Tests compare the two lists with the models.
"""

DUPLICATE_KEYS: dict[type[Model], Callable[[dict], tuple | None]] = {
    Statement: lambda r: (
        None
        if r["state"] == State.RETRACTED
        else tuple(
            r[name]
            for name in ("claim_id", "claimant_id", "party_id", "stance", "said_on", "said_on_precision")
        )
    ),
    Citation: lambda r: (r["statement_id"], r["article_id"], r["excerpt"]),
    ClaimRelation: lambda r: (*sorted((r["claim_id"], r["other_id"])), r["kind"]),
    FactCheck: lambda r: (r["claim_id"], r["url"]),
    Claim.topics.through: lambda r: (r["claim_id"], r["topic_id"]),
    Lead: lambda r: (r["claim_id"], r["url"]),
    KeyClaim: lambda r: (r["claim_id"], r["topic_id"]),
    Alias: lambda r: (r["claimant_id"], r["name"]),
    Affiliation: lambda r: (r["claimant_id"], r["party_id"], r["role"], r["since"]),
    Review: lambda r: (r["statement_id"],) if r["outcome"] == "" else None,
    VanishedExcerpt: lambda r: (r["citation_id"], r["capture_id"]),
    OfferedCitation: lambda r: (
        (r["statement_id"], r["article_id"], r["excerpt"])
        if r["outcome"] == ""
        else r["citation_id"] and (r["citation_id"],)
    ),
}
"""For each model, the key that no two rows may share.

It is that of the unique constraints; None for a row that may be a duplicate.
"""

PROOF = ("capture_id", "start", "end", "prefix", "suffix", "recurs", "proved_at")


def repoint(journal: Journal, model: type[Model], duplicate: int, target: int) -> None:
    """Make all rows that refer to row `duplicate` of `model` refer to row `target`."""
    for child, columns in MOVED_RELATIONS.get(model, ()):
        _repoint(journal, child, columns, duplicate, target)


def _repoint(journal: Journal, child: type[Model], columns: list[str], duplicate: int, target: int) -> None:
    find_key = DUPLICATE_KEYS.get(child, lambda row: None)
    target_rows, moving = _read_rows_of(child, columns, duplicate, target)
    taken = {find_key(row): row for row in target_rows if find_key(row)}
    changes = defaultdict(list)
    for row in moving:
        new = {name: target for name in columns if row[name] == duplicate}
        moved = row | new
        twin = taken.get(find_key(moved)) if find_key(moved) else None
        if _is_self_relation(child, moved):
            journal.note("The two were recorded as different: that record goes.")
            journal.remove(child, row["id"])
        elif twin:
            _combine_rows(journal, child, row, twin)
        else:
            taken[find_key(moved)] = moved
            changes[tuple(new)].append(row["id"])
    for names, ids in changes.items():
        journal.change(child, ids, **dict.fromkeys(names, target))


def _read_rows_of(
    child: type[Model], columns: list[str], duplicate: int, target: int
) -> tuple[list[dict], list[dict]]:
    """Read the rows that refer to `target` only, and those that refer to `duplicate`.

    Both are in order of id. Rows of `target` are read only for models that can have duplicates.
    """
    ends = [duplicate, target] if child in DUPLICATE_KEYS else [duplicate]
    of_target: list[dict] = []
    moving: list[dict] = []
    for row in read_rows_with(child, columns, ends):
        (moving if any(row[name] == duplicate for name in columns) else of_target).append(row)
    return of_target, moving


def _is_self_relation(child: type[Model], row: dict) -> bool:
    if child is ClaimRelation:
        return row["claim_id"] == row["other_id"]
    return child is Affiliation and row["claimant_id"] == row["party_id"]


def _combine_rows(journal: Journal, child: type[Model], row: dict, twin: dict) -> None:
    """Combine two rows that would be duplicates: `twin` stays and `row` goes.

    All that refers to `row` refers to `twin` afterwards.
    """
    if child is Statement:
        _note_combined_statements(journal, row, twin)
        if row["state"] == State.PUBLISHED and twin["state"] == State.DRAFT:
            journal.change(Statement, [twin["id"]], state=State.PUBLISHED)
    if child is Citation and row["proved_at"] and not twin["proved_at"]:
        journal.change(Citation, [twin["id"]], **{name: row[name] for name in PROOF})
    repoint(journal, child, row["id"], twin["id"])
    journal.remove(child, row["id"])


def _note_combined_statements(journal: Journal, row: dict, twin: dict) -> None:
    claimant = Claimant.objects.get(pk=twin["claimant_id"])

    def label_of(column: str) -> str:
        return str(getattr(Statement._meta.get_field(column), "verbose_name", column))

    sentence = (
        f"{claimant} {row['stance']}, said on {row['said_on']}: an equal statement is there; they become one."
    )
    differences = [
        f"{label_of(column)} “{_display_value(row[column])}” gives way to “{_display_value(twin[column])}”"
        for column in ("hedged", "capacity", "place", "said_on_note")
        if row[column] != twin[column]
    ]
    journal.note(f"{sentence} Where they differ, {'; '.join(differences)}." if differences else sentence)


def _display_value(value) -> str:
    return {True: "yes", False: "no"}.get(value, value)
