"""Rows as a page sends them: all of them as one field with JavaScript, or those of one page as fields.

Nothing is judged here, and nothing that was typed is lost: what names nothing on the record stays
where it was typed (`row["typed"]`), and is complained about when the work is saved.
"""

import json

from claims.coverage.selections import build_pasted_row
from claims.coverage.suggest.claimants import find_all_candidates
from claims.models import Coverage, Topic
from editorial.admin.base.forms import is_id
from sources.models import Outlet

from .entities import get_label, load_names

TEXT_FIELDS = (
    *("excerpt", "kind", "part", "stance", "nature", "said_on", "said_on_precision", "said_on_note"),
    *("place", "new_kind", "new_role", "new_party_kind", "capacity", "translated_by"),
)
CHECKBOX_FIELDS = ("accepted", "dropped", "hedged", "speaks_for_itself", "same_name_anyway")
REFERENCE_FIELDS = {
    "claimant": ("claimant", "new_name"),
    "party": ("claimant", "new_party"),
    "claim": ("claim", "new_claim"),
    "relayed_by": ("claimant", None),
    "relayed_for": ("claimant", None),
    "via": ("outlet", None),
}
"""Field: what it points at, and the field for words that name nothing on the record yet."""


def read_rows(post, coverage: Coverage) -> list[dict]:
    """All rows of `coverage` as they are after what `post` says of them."""
    if "rows" in post:
        return read_json_rows(post["rows"], coverage.rows)
    sent = post.getlist("row_ids")
    changed = {row["id"]: read_fields(post, row) for row in coverage.rows if row["id"] in sent}
    new = [read for pk in sent if pk not in changed and (read := read_pasted_row(post, pk, coverage))]
    resolve_references([*changed.values(), *new], post, load_names(coverage.rows))
    return [changed.get(row["id"], row) for row in coverage.rows] + new


def read_json_rows(sent: str, kept: list[dict]) -> list[dict]:
    """The rows in `sent`; those that are `kept` when it is not what our page sends."""
    try:
        rows = json.loads(sent)
    except (ValueError, RecursionError):
        return kept
    fits = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if fits else kept


def read_pasted_row(post, pk: str, coverage: Coverage) -> dict | None:
    """A row whose words were pasted; None while there are none."""
    excerpt = post.get(f"row-{pk}-excerpt", "").strip()
    if not excerpt:
        return None
    row = build_pasted_row(coverage=coverage, rows=coverage.rows, excerpt=excerpt)
    return read_fields(post, row, prefix=f"row-{pk}-", leave_empty=True)


def read_fields(post, row: dict, prefix: str = "", leave_empty: bool = False) -> dict:
    """`row` with what was typed; `leave_empty`: an empty field does not undo what is proposed."""
    prefix = prefix or f"row-{row['id']}-"
    read = dict(row)
    for name in TEXT_FIELDS:
        if prefix + name in post and (post[prefix + name] or not leave_empty):
            read[name] = post[prefix + name]
    for name in CHECKBOX_FIELDS:
        read[name] = post.get(prefix + name) == "on"
    for name in REFERENCE_FIELDS:
        given = post.get(f"{prefix}{name}", "")
        read[name] = int(given) if is_id(given) else None
    read["typed"] = {
        name: post.get(f"{prefix}{name}_text", "").strip() for name in (*REFERENCE_FIELDS, "topics")
    }
    for name, offered in ((name, post.get(f"{prefix}{name}_offer", "")) for name in REFERENCE_FIELDS):
        if is_id(offered):
            read[name], read["typed"][name] = int(offered), None
    return read


def resolve_references(rows: list[dict], post, names: dict) -> None:
    """Turn the names that were typed into rows of the record, wherever they leave no doubt."""
    typed = {
        words
        for row in rows
        for field, words in row["typed"].items()
        if words and field not in ("claim", "via", "topics")
    }
    people = find_all_candidates(typed) if typed else {}
    for row in rows:
        for field, (what, free) in REFERENCE_FIELDS.items():
            words = row["typed"].pop(field)
            if words is None or words == get_label(names, what, row[field]):
                if free:
                    row[free] = ""
                continue
            row[field] = find_single_match(what, words, people)
            store_unmatched(row, field, free, "" if row[field] else words)
        resolve_topic_names(row)


def find_single_match(what: str, words: str, people: dict) -> int | None:
    """The id of what `words` name; None when that is nothing, or in doubt."""
    if what == "claimant":
        found = people.get(words, [])
        return found[0].claimant.pk if len(found) == 1 else None
    if what == "outlet" and words:
        return Outlet.objects.filter(name__iexact=words).values_list("pk", flat=True).first()
    return None


def store_unmatched(row: dict, field: str, free: str | None, words: str) -> None:
    if free:
        row[free] = words
    elif words:
        row["typed"][field] = words


def resolve_topic_names(row: dict) -> None:
    """Topics by name, separated by semicolons."""
    wanted = [" ".join(one.split()) for one in (row["typed"].pop("topics") or "").split(";") if one.strip()]
    known = dict(Topic.objects.filter(name__in=wanted).values_list("name", "pk")) if wanted else {}
    row["topics"] = [known[name] for name in wanted if name in known]
    if unknown := [name for name in wanted if name not in known]:
        row["typed"]["topics"] = "; ".join(unknown)


def find_unresolved(rows: list[dict]) -> dict[str, dict[str, list[str]]]:
    """What was typed into fields where only something on the record will do, as errors by row."""
    errors: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        typed = row.get("typed")
        if row.get("dropped") or not isinstance(typed, dict):
            continue
        for field, words in typed.items():
            filled = row.get("claim" if field == "topics" else field)
            if words and not filled:
                said = f"Nothing on the record is called “{words}”. Choose from what is found."
                errors.setdefault(str(row.get("id", "")), {})[field] = [said]
    return errors


def is_undecided(row: dict) -> bool:
    """Whether this was only proposed: nobody has said yet that it is right, or that it goes."""
    return row.get("proposed") == "finder" and not row.get("accepted") and not row.get("dropped")
