"""Rows as a page sends them: as JSON in one field, or as form fields.

Nothing is validated here, and nothing that was typed is lost: a name that is not on the record stays
where it was typed (`row["typed"]`), and becomes an error when the work is saved.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.http import QueryDict

from claims.coverage.article_defaults import ArticleDefaults, normalise_defaults, read_defaults
from claims.coverage.drafts import read_close_reason
from claims.coverage.rows import (
    CoverageRow,
    build_row,
    clean_text,
    forget_former_speaker,
    is_to_save,
    mark_edited,
)
from claims.coverage.selections import build_pasted_row
from claims.coverage.suggest.claimants import ClaimantCandidate, find_all_candidates
from claims.coverage.topics import find_topic_problems, list_typed_topics
from claims.models import Coverage, Topic
from core.query_string import parse_id
from sources.models import Outlet

from .entities import EntityNames, get_label, load_names
from .ready_claims import OPPOSITE, ROW, WORDING, turn_stance

TEXT_FIELDS = (
    *("excerpt", "kind", "part", "stance", "nature", "said_on", "said_on_precision", "said_on_note"),
    *("place", "new_kind", "new_role", "new_party_kind", "capacity", "translated_by"),
)
CLAIM_FIELDS = ("claim", "new_claim", "nature", "topics")
"""What says on which claim a row bears; new topics are typed, see list_typed_topics."""
CHECKBOX_FIELDS = ("accepted", "dropped", "hedged", "speaks_for_itself", "same_name_anyway")
REFERENCE_FIELDS: dict[str, tuple[str, str | None]] = {
    "claimant": ("claimant", "new_name"),
    "party": ("claimant", "new_party"),
    "claim": ("claim", "new_claim"),
    "relayed_by": ("claimant", None),
    "relayed_for": ("claimant", None),
    "via": ("outlet", None),
}
"""Field: the kind of object that it refers to, and the field for a name that is not on the record."""


@dataclass(frozen=True)
class WorkVersion:
    """All that the page of rows sends of a piece of work."""

    rows: list[CoverageRow]
    defaults: ArticleDefaults
    close_reason: str = ""
    """What was typed of why nothing may be recorded."""
    left_out: list[str] = field(default_factory=list)
    """The ids of the rows that are ticked to be left out: an answer to a question, which is not stored."""

    @classmethod
    def read_posted(cls, post: QueryDict, coverage: Coverage) -> Self:
        """Read what a form sends; what it leaves out stays as it is stored."""
        return cls(
            read_rows(post, coverage),
            read_posted_defaults(post, coverage),
            post.get("close_reason", read_close_reason(coverage)),
            post.getlist("leave_out_row"),
        )

    @classmethod
    def read_stored(cls, coverage: Coverage) -> Self:
        return cls(coverage.rows, read_defaults(coverage), read_close_reason(coverage))


def clean_post(post: QueryDict) -> QueryDict:
    """Return `post` without the characters that the database cannot store."""
    cleaned = QueryDict(mutable=True)
    for name, values in post.lists():
        cleaned.setlist(name, [clean_text(value) for value in values])
    return cleaned


def read_rows(post: QueryDict, coverage: Coverage) -> list[CoverageRow]:
    """Read all rows of `coverage`, changed by what `post` contains of them."""
    if "rows" in post:
        return read_json_rows(post.get("rows", ""), coverage.rows)
    bring_back = post.getlist("bring_back")
    ids = post.getlist("row_ids")
    posted_rows = {row["id"]: read_fields(post, row) for row in coverage.rows if row["id"] in ids}
    new = [row for pk in ids if pk not in posted_rows and (row := read_pasted_row(post, pk, coverage))]
    names = load_names(coverage.rows)
    resolve_references([*posted_rows.values(), *new], names)
    take_ready_claims(post, [*posted_rows.values(), *new], coverage.rows)
    read = [
        forget_former_speaker(mark_edited(posted_rows[row["id"]], row), build_row(**row))
        if row["id"] in posted_rows
        else row
        for row in coverage.rows
    ]
    return [row | {"unlikely": ""} if row["id"] in bring_back else row for row in read] + new


def read_posted_defaults(post: QueryDict, coverage: Coverage) -> ArticleDefaults:
    """Read what is set for all rows; what the form leaves out stays as it is."""
    stored = read_defaults(coverage)
    if "defaults" in post:
        try:
            return normalise_defaults(json.loads(post.get("defaults", "")))
        except (ValueError, RecursionError):
            return stored
    if "default-place" not in post:
        return stored
    row = build_row(party=parse_id(post.get("default-party", "")))
    row |= {name: post.get(f"default-{name}", "") for name in ("place", "said_on", "said_on_precision")}
    row["typed"] = {name: post.get(f"default-{name}_text", "").strip() for name in ("party", "topics")}
    resolve_references([row], load_names([row]), ("party",))
    row["typed"]["party"] = row["new_party"]  # kept to be asked about: an article has no new party
    return normalise_defaults(row)


def read_json_rows(text: str, stored: list[CoverageRow]) -> list[CoverageRow]:
    """Parse the rows in `text`; return the stored ones if it is invalid."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return stored
    is_valid = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if is_valid else stored


def read_pasted_row(post: QueryDict, pk: str, coverage: Coverage) -> CoverageRow | None:
    """Read a row whose words were pasted; None without words."""
    excerpt = post.get(f"row-{pk}-excerpt", "").strip()
    if not excerpt:
        return None
    row = build_pasted_row(coverage=coverage, rows=coverage.rows, excerpt=excerpt)
    return read_fields(post, row, prefix=f"row-{pk}-", ignore_empty=True)


def read_fields(
    post: QueryDict, row: CoverageRow, prefix: str = "", ignore_empty: bool = False
) -> CoverageRow:
    """Read the fields of a row.

    `ignore_empty`: an empty field does not undo a proposal.
    """
    prefix = prefix or f"row-{row['id']}-"
    posted_row = dict(row)
    for name in TEXT_FIELDS:
        if prefix + name in post and (post[prefix + name] or not ignore_empty):
            posted_row[name] = post[prefix + name]
    for name in CHECKBOX_FIELDS:
        posted_row[name] = post.get(prefix + name) == "on"
    for name in REFERENCE_FIELDS:
        posted_row[name] = parse_id(post.get(f"{prefix}{name}", ""))
    posted_row["typed"] = {
        name: post.get(f"{prefix}{name}_text", "").strip() for name in (*REFERENCE_FIELDS, "topics")
    }
    different = [pk for ids in post.getlist(f"{prefix}different_from") for pk in ids.split(",")]
    posted_row["different_from"] = [*row["different_from"], *different]
    posted_row["settled"] = [*row["settled"], *post.getlist(f"{prefix}settled")]
    posted_row["left_empty"] = read_left_empty(post, row, posted_row, prefix)
    for name in REFERENCE_FIELDS:
        if (pk := parse_id(post.get(f"{prefix}{name}_offer", ""))) is not None:
            posted_row[name], posted_row["typed"][name] = pk, None
    return posted_row


def read_left_empty(post: QueryDict, row: CoverageRow, posted_row: CoverageRow, prefix: str) -> list[str]:
    """Read which fields stay empty: those ticked or cleared, and earlier ones that the form did not show."""
    shown = post.getlist(f"{prefix}left_empty_shown")
    kept = [name for name in row["left_empty"] if name not in shown]
    cleared = [name for name in ("place", "said_on") if row[name] and not posted_row[name]]
    if (row["party"] is not None or row["new_party"]) and not posted_row["typed"]["party"]:
        cleared.append("party")
    return list(dict.fromkeys([*kept, *post.getlist(f"{prefix}left_empty"), *cleared]))


def take_ready_claims(post: QueryDict, posted: list[CoverageRow], stored: list[CoverageRow]) -> None:
    """Take what was chosen: the suggested wording, the claim of another row, or the opposite of a claim."""
    rows = {row["id"]: row for row in [*stored, *posted]}
    for row in posted:
        given = post.get(f"row-{row['id']}-claim_offer", "")
        choice, is_opposite = given.removeprefix(OPPOSITE), given.startswith(OPPOSITE)
        if choice == WORDING and row["proposition"]:
            row.update(claim=None, new_claim=row["proposition"])
        elif choice.startswith(ROW) and (other := rows.get(choice.removeprefix(ROW))):
            row.update({name: other[name] for name in CLAIM_FIELDS})
            row["typed"]["topics"] = other.get("typed", {}).get("topics", "")
        elif is_opposite and (claim := parse_id(choice)) is not None:
            row.update(claim=claim, new_claim="")
        else:
            continue
        if is_opposite:
            turn_stance(row)


def resolve_references(
    rows: list[CoverageRow], names: EntityNames, fields: Collection[str] = tuple(REFERENCE_FIELDS)
) -> None:
    """Replace typed names in `fields` of `rows`, and topics, by ids where there is no doubt."""
    typed_names = {
        words
        for row in rows
        for name, words in row["typed"].items()
        if words and name not in ("claim", "via", "topics")
    }
    candidates = find_all_candidates(typed_names) if typed_names else {}
    for row in rows:
        for name in fields:
            kind, free_field = REFERENCE_FIELDS[name]
            words = row["typed"].pop(name)
            if words is None or words == get_label(names, kind, row[name]):
                if free_field:
                    row[free_field] = ""
                continue
            row[name] = find_single_match(kind, words, candidates)
            store_unmatched(row, name, free_field, "" if row[name] else words)
        resolve_topic_names(row)


def find_single_match(kind: str, words: str, candidates: dict[str, list[ClaimantCandidate]]) -> int | None:
    """Return the id of what `words` name; None for nothing, or for several."""
    if kind == "claimant":
        matches = candidates.get(words, [])
        return matches[0].claimant.pk if len(matches) == 1 else None
    if kind == "outlet" and words:
        return Outlet.objects.filter(name__iexact=words).values_list("pk", flat=True).first()
    return None


def store_unmatched(row: CoverageRow, name: str, free_field: str | None, words: str) -> None:
    if free_field:
        row[free_field] = words
    elif words:
        row["typed"][name] = words


def resolve_topic_names(row: CoverageRow) -> None:
    """Replace typed names of topics, separated by semicolons, by their ids."""
    typed_names = (row["typed"].pop("topics") or "").split(";")
    names = [" ".join(name.split()) for name in typed_names if name.strip()]
    topic_ids = dict(Topic.objects.filter(name__in=names).values_list("name", "pk")) if names else {}
    row["topics"] = [topic_ids[name] for name in names if name in topic_ids]
    if unknown := [name for name in names if name not in topic_ids]:
        row["typed"]["topics"] = "; ".join(unknown)


def find_unresolved(
    rows: list[CoverageRow], *, may_add_topics: bool, accepted: bool = False
) -> dict[str, dict[str, list[str]]]:
    """Find names that are not on the record but have to be, as errors.

    `accepted`: look at `rows` as if all were accepted. `may_add_topics`: a topic may be new.
    """
    errors: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        typed = row.get("typed")
        if not (accepted or is_to_save(row)) or not isinstance(typed, dict):
            continue
        found = {
            name: [f"Nothing on the record is called “{words}”. Choose from what is found."]
            for name, words in typed.items()
            if words and not row.get("claim" if name == "topics" else name)
        }
        if may_add_topics and found.pop("topics", []):
            found |= find_new_topic_problems(row)
        if found:
            errors.setdefault(str(row.get("id", "")), {}).update(found)
    return errors


def find_new_topic_problems(values: Mapping) -> dict[str, list[str]]:
    """Find what keeps the topics typed in a row, or for all rows, from being added, as errors."""
    problems = find_topic_problems(list_typed_topics(values))
    return {"topics": problems} if problems else {}
