"""Two versions of the same work: how they differ, and both in one."""

from dataclasses import dataclass

from claims.coverage.article_defaults import ArticleDefaults
from claims.coverage.rows import CoverageRow, build_row, is_worked_on, next_row_id
from claims.coverage.topics import list_typed_topics
from claims.models import CitationKind, ClaimantKind, Nature, Part, Precision, Stance

from .entities import EntityNames, get_label, load_names
from .form_data import REFERENCE_FIELDS, WorkVersion


@dataclass(frozen=True)
class Difference:
    """One row that differs between the versions, or what is set for all rows, as lines of text.

    None where a row is missing.
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
LABELS_OF_DEFAULTS = {
    "topics": "Topics of new claims",
    "place": "Where it was said",
    "said_on": "When it was said",
    "party": "For whom newcomers speak",
}
"""What the form calls each field that is set for all rows."""
CHOICES = {
    "new_kind": ClaimantKind,
    "new_party_kind": ClaimantKind,
    "nature": Nature,
    "kind": CitationKind,
    "part": Part,
}


def compare_versions(own_version: WorkVersion, other_version: WorkVersion) -> list[Difference]:
    """List what differs: what is not said in a row first, then each row."""
    versions = (own_version, other_version)
    names = load_names(
        [row for version in versions for row in (*version.rows, build_row(**version.defaults))]
    )
    mine, theirs = (describe_frame(version, names) for version in versions)
    my_rows, their_rows = (index_by_id(version.rows) for version in versions)
    differences = [Difference(mine, theirs)] if mine != theirs else []
    return differences + [
        Difference(
            describe_row(my_rows[pk], names) if pk in my_rows else None,
            describe_row(their_rows[pk], names) if pk in their_rows else None,
        )
        for pk in dict.fromkeys([*my_rows, *their_rows])
        if not is_same_row(my_rows.get(pk), their_rows.get(pk))
    ]


def describe_frame(version: WorkVersion, names: EntityNames) -> list[str]:
    """Describe what is set for all rows, and why nothing may be recorded, in a few lines."""
    row = build_row(**version.defaults)
    lines = [
        f"{label}: {words}"
        for name, label in LABELS_OF_DEFAULTS.items()
        if (words := _tell(row, name, names))
    ]
    if version.close_reason:
        lines.append(f"Why nothing is recorded: {version.close_reason}")
    return ["For all rows", *lines] if lines else ["For all rows: nothing"]


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
        return get_label(names, kind, value) or (row[free_field] if free_field else "") or typed
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


def merge_versions(own_version: WorkVersion, other_version: WorkVersion) -> WorkVersion:
    """Return the rows of both, and what either sets for all rows: see merge_rows and merge_defaults.

    No row is ticked to be left out: of some there are two now.
    """
    return WorkVersion(
        merge_rows(own_version.rows, other_version.rows),
        merge_defaults(own_version.defaults, other_version.defaults),
        own_version.close_reason or other_version.close_reason,
    )


def merge_defaults(mine: ArticleDefaults, theirs: ArticleDefaults) -> ArticleDefaults:
    """Return the topics of both; place, day and party are mine, or theirs where mine is empty."""
    of_day = mine if mine["said_on"] else theirs
    of_party = mine if mine["party"] is not None or mine["typed"].get("party") else theirs
    new_topics = dict.fromkeys([*list_typed_topics(mine), *list_typed_topics(theirs)])
    return {
        "topics": list(dict.fromkeys([*mine["topics"], *theirs["topics"]])),
        "place": mine["place"] or theirs["place"],
        "said_on": of_day["said_on"],
        "said_on_precision": of_day["said_on_precision"],
        "party": of_party["party"],
        "typed": {"topics": "; ".join(new_topics), "party": of_party["typed"].get("party", "")},
    }


def merge_rows(own_version: list[CoverageRow], other_version: list[CoverageRow]) -> list[CoverageRow]:
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
