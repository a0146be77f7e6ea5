"""Two copies of the same work, changed in two places: what differs, and how to go on."""

from dataclasses import dataclass

from claims import coverage
from claims.models import Stance

from .entities import label, names_in


@dataclass(frozen=True)
class Difference:
    """One row that is not the same in both copies, as a few words; None where it is missing."""

    mine: list[str] | None
    theirs: list[str] | None


SHOWN = {
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


def differences(mine: list[dict], theirs: list[dict]) -> list[Difference]:
    names = names_in([*mine, *theirs])
    own, other = by_id(mine), by_id(theirs)
    return [
        Difference(
            describe(own[key], names) if key in own else None,
            describe(other[key], names) if key in other else None,
        )
        for key in dict.fromkeys([*own, *other])
        if not same(own.get(key), other.get(key))
    ]


def by_id(rows: list[dict]) -> dict[str, dict]:
    return {str(row.get("id", "")): row for row in rows}


def same(one: dict | None, other: dict | None) -> bool:
    """Whether two rows say the same; proposals that were touched or not do not matter."""
    if one is None or other is None:
        return one is other
    ignored = ("guessed", "candidates", "typed")
    complete = [coverage.new_row(**row) for row in (one, other)]
    return all(complete[0].get(key) == complete[1].get(key) for key in complete[0] if key not in ignored)


def describe(row: dict, names: dict) -> list[str]:
    """A row in a few lines."""
    row = coverage.new_row(**row)
    state = "dropped" if row["dropped"] else "accepted" if row["accepted"] else "to check"
    who = label(names, "claimant", row["claimant"]) or row["new_name"] or "nobody yet"
    party = label(names, "claimant", row["party"]) or row["new_party"]
    stance = dict(Stance.choices).get(row["stance"], "no stance yet")
    claim = label(names, "claim", row["claim"]) or row["new_claim"] or "no claim yet"
    lines = [f"{state}: {who}, {stance}{', hedged' if row['hedged'] else ''}", f"claim: {claim}"]
    if party:
        lines.append(f"for: {party}")
    return lines + [f"{name}: {row[key]}" for key, name in SHOWN.items() if row[key]]


def both(mine: list[dict], theirs: list[dict]) -> list[dict]:
    """Theirs, and beside them each row of mine that differs, under a new id."""
    other, rows = by_id(theirs), list(theirs)
    for row in mine:
        if not same(row, other.get(str(row.get("id", "")))):
            rows.append({**row, "id": coverage.next_id(rows)})
    return rows
