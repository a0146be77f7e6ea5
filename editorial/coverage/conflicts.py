"""Two versions of the same work: how they differ, and both in one."""

from dataclasses import dataclass

from claims.coverage.rows import CoverageRow, build_row, next_row_id
from claims.models import Stance

from .entities import EntityNames, get_label, load_names


@dataclass(frozen=True)
class RowDifference:
    """One row that differs between the versions, as lines of text.

    None where it is missing.
    """

    own_version: list[str] | None
    other_version: list[str] | None


FIELD_LABELS = {
    "excerpt": "words",
    "said_on": "date",
    "said_on_precision": "precision",
    "said_on_note": "how the date is known",
    "place": "place",
    "capacity": "capacity",
    "new_kind": "kind of claimant",
    "new_role": "role",
    "nature": "nature",
    "kind": "kind",
    "part": "part",
    "translated_by": "translated by",
}


def compare_versions(own_version: list[CoverageRow], other_version: list[CoverageRow]) -> list[RowDifference]:
    names = load_names([*own_version, *other_version])
    my_rows, their_rows = index_by_id(own_version), index_by_id(other_version)
    return [
        RowDifference(
            describe_row(my_rows[pk], names) if pk in my_rows else None,
            describe_row(their_rows[pk], names) if pk in their_rows else None,
        )
        for pk in dict.fromkeys([*my_rows, *their_rows])
        if not is_same_row(my_rows.get(pk), their_rows.get(pk))
    ]


def index_by_id(rows: list[CoverageRow]) -> dict[str, CoverageRow]:
    return {str(row.get("id", "")): row for row in rows}


def is_same_row(own_version: CoverageRow | None, other_version: CoverageRow | None) -> bool:
    """Tell whether two rows say the same; which fields are guesses does not count."""
    if own_version is None or other_version is None:
        return own_version is other_version
    ignored = ("guessed", "reasons", "unlikely", "proposition", "candidates", "typed", "edited")
    my_row, their_row = build_row(**own_version), build_row(**other_version)
    return all(my_row[key] == their_row.get(key) for key in my_row if key not in ignored)


def describe_row(row: CoverageRow, names: EntityNames) -> list[str]:
    """Describe a row in a few lines."""
    row = build_row(**row)
    state = "dropped" if row["dropped"] else "accepted" if row["accepted"] else "to check"
    claimant = get_label(names, "claimant", row["claimant"]) or row["new_name"] or "nobody yet"
    party = get_label(names, "claimant", row["party"]) or row["new_party"]
    stance = dict(Stance.choices).get(row["stance"], "no stance yet")
    claim = get_label(names, "claim", row["claim"]) or row["new_claim"] or "no claim yet"
    lines = [f"{state}: {claimant}, {stance}{', hedged' if row['hedged'] else ''}", f"claim: {claim}"]
    if party:
        lines.append(f"for: {party}")
    return lines + [f"{label}: {row[key]}" for key, label in FIELD_LABELS.items() if row[key]]


def merge_versions(own_version: list[CoverageRow], other_version: list[CoverageRow]) -> list[CoverageRow]:
    """Return their rows, and each of mine that differs under a new id."""
    their_rows, rows = index_by_id(other_version), list(other_version)
    for row in own_version:
        if not is_same_row(row, their_rows.get(str(row.get("id", "")))):
            rows.append({**row, "id": next_row_id(rows)})
    return rows
