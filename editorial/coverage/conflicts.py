"""Two copies of the same work, changed in two places: what differs, and how to go on."""

from dataclasses import dataclass

from claims.coverage.rows import build_row, next_row_id
from claims.models import Stance

from .entities import get_label, load_names


@dataclass(frozen=True)
class RowDifference:
    """One row that is not the same in both copies, as a few words; None where it is missing."""

    mine: list[str] | None
    theirs: list[str] | None


COMPARED_FIELDS = {
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


def compare_copies(mine: list[dict], theirs: list[dict]) -> list[RowDifference]:
    names = load_names([*mine, *theirs])
    own, other = index_by_id(mine), index_by_id(theirs)
    return [
        RowDifference(
            describe_row(own[key], names) if key in own else None,
            describe_row(other[key], names) if key in other else None,
        )
        for key in dict.fromkeys([*own, *other])
        if not is_same_row(own.get(key), other.get(key))
    ]


def index_by_id(rows: list[dict]) -> dict[str, dict]:
    return {str(row.get("id", "")): row for row in rows}


def is_same_row(one: dict | None, other: dict | None) -> bool:
    """Whether two rows say the same; proposals that were touched or not do not matter."""
    if one is None or other is None:
        return one is other
    ignored = ("guessed", "candidates", "typed")
    complete = [build_row(**row) for row in (one, other)]
    return all(complete[0].get(key) == complete[1].get(key) for key in complete[0] if key not in ignored)


def describe_row(row: dict, names: dict) -> list[str]:
    """A row in a few lines."""
    row = build_row(**row)
    state = "dropped" if row["dropped"] else "accepted" if row["accepted"] else "to check"
    who = get_label(names, "claimant", row["claimant"]) or row["new_name"] or "nobody yet"
    party = get_label(names, "claimant", row["party"]) or row["new_party"]
    stance = dict(Stance.choices).get(row["stance"], "no stance yet")
    claim = get_label(names, "claim", row["claim"]) or row["new_claim"] or "no claim yet"
    lines = [f"{state}: {who}, {stance}{', hedged' if row['hedged'] else ''}", f"claim: {claim}"]
    if party:
        lines.append(f"for: {party}")
    return lines + [f"{name}: {row[key]}" for key, name in COMPARED_FIELDS.items() if row[key]]


def merge_copies(mine: list[dict], theirs: list[dict]) -> list[dict]:
    """Theirs, and beside them each row of mine that differs, under a new id."""
    other, rows = index_by_id(theirs), list(theirs)
    for row in mine:
        if not is_same_row(row, other.get(str(row.get("id", "")))):
            rows.append({**row, "id": next_row_id(rows)})
    return rows
