"""A row of Add coverage: one proposed citation, as an editor has typed it so far, valid or not.

Rows are kept as JSON in `Coverage.rows`. Whatever a page sends is made into complete rows here;
keys that are not known stay as they are.
"""

import math
import re
from collections.abc import Iterable

CoverageRow = dict
"""See `BLANK` for its keys. Dates are "YYYY-MM-DD" or as typed; ids are numbers or None."""

BLANK_ROW: CoverageRow = {
    "id": "",
    "proposed": "hand",
    "dropped": False,
    "accepted": False,
    "guessed": [],
    "candidates": [],
    # The words
    "excerpt": "",
    "start": None,
    "end": None,
    "whole": None,
    "kind": "quote",
    "part": "body",
    "speaker": "",
    "cue": "",
    "mention": "",
    # Whose they are
    "claimant": None,
    "new_name": "",
    "new_kind": "",
    "new_role": "",
    "party": None,
    "new_party": "",
    "new_party_kind": "",
    "speaks_for_itself": False,
    "same_name_anyway": False,
    "capacity": "",
    # The position
    "stance": "",
    "hedged": False,
    "said_on": "",
    "said_on_precision": "day",
    "said_on_note": "",
    "place": "",
    # The claim
    "claim": None,
    "new_claim": "",
    "nature": "",
    "topics": [],
    # How the words came
    "relayed_by": None,
    "relayed_for": None,
    "via": None,
    "translated_by": "",
}
ID_FIELDS = {"claimant", "party", "claim", "relayed_by", "relayed_for", "via"}
OFFSET_FIELDS = {"start", "end"}
MAX_FIELD_LENGTH = 5000
"""A field that is longer than this, in characters, is cut: nothing on the record is as long."""
MOST_ROWS = 300
MAX_DEPTH = 10
"""How deep what a page sends may be nested. Ours is at most two levels deep."""
LARGEST_ID = 2**63 - 1
# PostgreSQL keeps no NUL, and UTF-8 has no code for half of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_FALSE_WORDS = {"", "0", "false", "off", "no", "none"}


def split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def build_row(**given) -> CoverageRow:
    """A complete row with `given`; see `BLANK`. Unknown keys are kept."""
    return normalise_row({**BLANK_ROW, **given})


def next_row_id(rows: Iterable[CoverageRow]) -> str:
    """An id that no row of `rows` has: "r1", "r2"..."""
    used = {str(row.get("id", "")) for row in rows}
    number = len(used) + 1
    while f"r{number}" in used:
        number += 1
    return f"r{number}"


def normalise_rows(rows) -> list[CoverageRow]:
    """`rows` as they can be kept: complete, each with an id of its own, at most MOST_ROWS."""
    kept: list[CoverageRow] = []
    seen: set[str] = set()
    for given in rows if isinstance(rows, list | tuple) else []:
        if not isinstance(given, dict) or len(kept) == MOST_ROWS:
            continue
        row = normalise_row({**BLANK_ROW, **given})
        if not row["id"] or row["id"] in seen:
            row["id"] = next_row_id(kept)
        seen.add(row["id"])
        kept.append(row)
    return kept


def normalise_row(row: CoverageRow) -> CoverageRow:
    """`row` with every known key in its own type; what cannot be read is empty."""
    return {clean_text(str(key)): _normalise_value(key, value) for key, value in row.items()}


def clean_text(text: str) -> str:
    """`text` as the database can keep it."""
    return _UNSTORABLE.sub("", text)


def clean_json(value, levels: int = MAX_DEPTH):
    """`value` as the database can keep it as JSON: clean text, and numbers that have a value. Nothing
    is left of what is nested deeper than `levels`."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict | list | tuple) and not levels:
        return None
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(one, levels - 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(one, levels - 1) for one in value]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return clean_text(str(value))


def _normalise_value(key: str, value):
    if key in ID_FIELDS or key in OFFSET_FIELDS:
        return _parse_number(value)
    if key == "topics":
        return [number for one in _as_list(value) if (number := _parse_number(one)) is not None]
    if key == "whole":
        span = [_parse_number(one) for one in _as_list(value)]
        return span if len(span) == 2 and None not in span else None
    if key == "guessed":
        return list(dict.fromkeys(clean_text(one) for one in _as_list(value) if isinstance(one, str)))
    if key == "candidates":
        return [_normalise_candidate(one) for one in _as_list(value) if isinstance(one, dict)]
    if key == "typed":
        return _select_texts(value) if isinstance(value, dict) else {}
    if key not in BLANK_ROW:
        return clean_json(value)
    if isinstance(BLANK_ROW[key], bool):
        return value.strip().lower() not in _FALSE_WORDS if isinstance(value, str) else bool(value)
    return "" if value is None else clean_text(str(value))[:MAX_FIELD_LENGTH].strip()


def _normalise_candidate(given: dict) -> dict:
    """Who may be meant: see Candidate.as_json."""
    ids = {name: _parse_number(given.get(name)) for name in ("claimant", "party")}
    return {"name": "", "party_name": "", "capacity": "", **_select_texts(given, besides=ids), **ids}


def _select_texts(given: dict, besides: Iterable[str] = ()) -> dict[str, str]:
    """What is text in `given`; all else is left out."""
    return {
        clean_text(key): clean_text(words)[:MAX_FIELD_LENGTH]
        for key, words in given.items()
        if isinstance(words, str) and key not in besides
    }


def _as_list(value) -> list:
    return list(value) if isinstance(value, list | tuple) else []


def _parse_number(value) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    text = str(int(value)) if isinstance(value, float) else str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    return number if (number := int(text)) <= LARGEST_ID else None


def clear_changed_guesses(row: CoverageRow, before: CoverageRow | None) -> CoverageRow:
    """`row` without those `guessed` fields whose value is another than in `before`."""
    if before is None or not row["guessed"]:
        return row
    still = [name for name in row["guessed"] if row.get(name) == before.get(name)]
    return {**row, "guessed": still}
