"""What an editor sets once for all rows of an article: topics, day, place, and for whom newcomers speak."""

from collections.abc import Mapping

from claims.models import CitationKind, ClaimantKind, Coverage, Precision

from .rows import CoverageRow, build_row, is_to_save

ArticleDefaults = dict
"""Values of DEFAULT_FIELDS as in a row, and `typed`: names that are not on the record."""

PARTIES_BY_KIND = (ClaimantKind.GOVERNMENT, ClaimantKind.ORGANISATION)
"""An organisation may be of no government: whom it speaks for is said in its row."""
_FIELD_OF = {"said_on_precision": "said_on", "said_on_note": "said_on", "typed": "topics"}
DEFAULT_FIELDS = ("topics", "party", "place", "said_on", "said_on_precision")


def normalise_defaults(values) -> ArticleDefaults:
    """Complete what a page sends; what cannot be read becomes empty."""
    values = values if isinstance(values, dict) else {}
    row = build_row(**{name: values[name] for name in (*DEFAULT_FIELDS, "typed") if name in values})
    return {name: row[name] for name in DEFAULT_FIELDS} | {"typed": row.get("typed", {})}


def read_defaults(coverage: Coverage) -> ArticleDefaults:
    return normalise_defaults(coverage.intake.get("defaults"))


def take_defaults(row: CoverageRow, defaults: ArticleDefaults) -> dict:
    """Return the values that `row` takes from its article: of fields for which it has none of its own.

    What an editor has left empty in a row stays so. A date that is known by the article's day alone gives
    way. Topics are those of new claims, and the party that of claimants who are new and need one. The page's
    script does the same.
    """
    offered = list_offered(row, defaults).items()
    return {name: value for name, value in offered if _FIELD_OF.get(name, name) not in row["left_empty"]}


def list_offered(row: CoverageRow, defaults: ArticleDefaults) -> dict:
    """Return what `row` would take if nothing in it were left empty on purpose."""
    taken: dict = {}
    typed, new_topics = row.get("typed", {}), defaults["typed"].get("topics")
    has_topics = row["topics"] or typed.get("topics")
    if (defaults["topics"] or new_topics) and not has_topics and row["claim"] is None and row["new_claim"]:
        taken["topics"] = defaults["topics"]
        taken |= {"typed": {**typed, "topics": new_topics}} if new_topics else {}
    if defaults["place"] and not row["place"]:
        taken["place"] = defaults["place"]
    is_open = not row["said_on"] or (row["said_on_precision"] == Precision.BY and "said_on" in row["guessed"])
    if defaults["said_on"] and is_open:
        taken |= {name: defaults[name] for name in ("said_on", "said_on_precision")} | {"said_on_note": ""}
    if defaults["party"] is not None and _needs_party(row):
        taken["party"] = defaults["party"]
    return taken


def _needs_party(row: CoverageRow) -> bool:
    is_new = row["claimant"] is None and bool(row["new_name"]) and row["kind"] != CitationKind.OWN_WORDS
    is_own_party = row["speaks_for_itself"] and row["new_kind"] != ClaimantKind.UNNAMED
    has_party = row["party"] is not None or row["new_party"] or is_own_party
    return is_new and not has_party and row["new_kind"] not in PARTIES_BY_KIND


def apply_defaults(rows: list[CoverageRow], defaults: ArticleDefaults) -> list[CoverageRow]:
    return [{**row, **take_defaults(row, defaults)} for row in rows]


def freeze_accepted(
    rows: list[CoverageRow], old_rows: Mapping[str, CoverageRow], defaults: ArticleDefaults
) -> list[CoverageRow]:
    """Give rows that were not accepted in `old_rows` (by id) what they take from their article, for good.

    What somebody has looked at and accepted does not change with the article's defaults. The page's script
    does the same.
    """
    return [
        {**row, **take_defaults(row, defaults), "guessed": []}
        if is_to_save(row) and not is_to_save(old_rows.get(row["id"], {}))
        else row
        for row in rows
    ]
