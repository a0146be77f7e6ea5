"""Two versions of the same work: how they differ, and both in one."""

from dataclasses import dataclass

from claims.coverage.rows import CoverageRow, build_row, is_worked_on, next_row_id
from claims.models import CitationKind, ClaimantKind, Nature, Part, Precision, Stance

from .entities import EntityNames, get_label, load_names
from .form_data import REFERENCE_FIELDS


@dataclass(frozen=True)
class RowDifference:
    """One row that differs between the versions, as lines of text.

    None where it is missing.
    """

    own_version: list[str] | None
    other_version: list[str] | None


FIELD_LABELS = {
    "excerpt": "Words",
    "claimant": "Who",
    "party": "For whom",
    "new_kind": "What kind of claimant",
    "new_role": "Role",
    "speaks_for_itself": "Speaks for itself",
    "same_name_anyway": "Somebody else of the same name",
    "new_party_kind": "What kind of party",
    "claim": "Claim",
    "nature": "Nature",
    "topics": "Topics",
    "said_on": "Said on",
    "said_on_note": "How the date is known",
    "place": "Where",
    "capacity": "In which role",
    "kind": "Kind of words",
    "part": "Part of the article",
    "relayed_by": "Second-hand: who passes it on",
    "relayed_for": "… and for which party",
    "via": "Agency that the article credits",
    "translated_by": "Translated by",
    "left_empty": "Left empty, whatever is set for all rows",
}
"""What the form calls each field."""
CHOICES = {
    "new_kind": ClaimantKind,
    "new_party_kind": ClaimantKind,
    "nature": Nature,
    "kind": CitationKind,
    "part": Part,
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
    state = "Dropped" if row["dropped"] else "Accepted" if row["accepted"] else "To check"
    stance = dict(Stance.choices).get(row["stance"], "no stance yet")
    lines = [f"{state}: {stance}{', hedged' if row['hedged'] else ''}"]
    return lines + [
        f"{label}: {words}" for name, label in FIELD_LABELS.items() if (words := _tell(row, name, names))
    ]


def _tell(row: CoverageRow, name: str, names: EntityNames) -> str:
    """Tell what a field says, as the form would; empty for nothing."""
    value, typed = row[name], row.get("typed", {}).get(name, "")
    if name in REFERENCE_FIELDS:
        kind, free_field = REFERENCE_FIELDS[name]
        return get_label(names, kind, value) or (row[free_field] if free_field else typed)
    if name == "topics":
        return "; ".join(filter(None, [*(get_label(names, "topic", pk) for pk in value), typed]))
    if name == "said_on":
        precision = dict(Precision.choices).get(row["said_on_precision"], "")
        return f"{value} ({precision})" if value else ""
    if name == "left_empty":
        return ", ".join(FIELD_LABELS.get(field, field) for field in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(dict(CHOICES[name].choices).get(value, value)) if name in CHOICES else value


def merge_versions(own_version: list[CoverageRow], other_version: list[CoverageRow]) -> list[CoverageRow]:
    """Return the rows of both; of a row that differs, the version that somebody worked on.

    Where both were worked on, or neither, mine comes behind theirs under a new id.
    """
    rows = list(other_version)
    for row in own_version:
        ids = [str(other.get("id", "")) for other in rows]
        pk = str(row.get("id", ""))
        place = ids.index(pk) if pk in ids else None
        theirs = None if place is None else rows[place]
        if is_same_row(row, theirs):
            continue
        if place is None:
            rows.append({**row, "id": next_row_id(rows)})
        elif _is_touched(row) == _is_touched(rows[place]):
            rows.insert(place + 1, {**row, "id": next_row_id(rows)})
        elif _is_touched(row):
            rows[place] = row
    return rows


def _is_touched(row: CoverageRow) -> bool:
    return is_worked_on(row) or bool(row.get("accepted") or row.get("dropped"))
