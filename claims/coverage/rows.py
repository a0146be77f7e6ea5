"""A row of Add coverage: one proposed citation as typed so far, valid or not.

Rows are stored as JSON in `Coverage.rows`. Input from a page is completed here;
unknown keys are kept.
"""

import datetime
import math
import re
from collections.abc import Iterable
from typing import Any

from core.names import normalise_name
from core.query_string import parse_id

CoverageRow = dict[str, Any]
"""One row of a coverage form; BLANK_ROW shows its keys.

Dates are "YYYY-MM-DD" or as typed; ids are numbers or None.
"""

BLANK_ROW: CoverageRow = {
    "id": "",
    "proposed": "hand",
    "dropped": False,
    "accepted": False,
    "edited": False,
    "guessed": [],
    "reasons": {},  # by guessed field: [a short sentence why, "sure", "likely" or "guess"]
    "candidates": [],
    "unlikely": "",  # why the row probably needs no decision; empty if it may well need one
    "recorded": None,  # the statement that cites these words already, an id
    "left_empty": [],  # fields that stay empty although the article has a value for all rows
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
    "different_from": [],  # claims of the record that the new one is not, as the editor said: ids
    "settled": [],  # wordings that were asked about and stay: its own, and those of rows that it is near
    "proposition": "",  # a suggestion for `new_claim`, which is never taken unasked
    "nature": "",
    "topics": [],
    # How the words reached the article
    "relayed_by": None,
    "relayed_for": None,
    "via": None,
    "translated_by": "",
}
NAME_FIELDS = {"new_name", "new_role", "new_party", "capacity", "place", "translated_by"}
ID_FIELDS = {"claimant", "party", "claim", "relayed_by", "relayed_for", "via", "recorded"}
OFFSET_FIELDS = {"start", "end"}
MAX_FIELD_LENGTH = 5000
"""Longer fields are cut to so many characters: nothing on the record is as long."""
SURENESS = ("sure", "likely", "guess")
"""How sure a reason is of a guessed field."""
MAX_ROWS = 300
"""The number of rows that work on one article may have; pages refuse to add more."""
MAX_DEPTH = 10
"""The depth to which the JSON that a page sends may be nested.

Our own pages nest two levels at most.
"""
# PostgreSQL stores no NUL, and UTF-8 cannot encode half of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_QUOTED = re.compile('^[“„«"]([^“”„«»"]*)[”“»"]$')
_SINGLE_MARKS = str.maketrans("“„«”»", "‘‘‘’’")
_FALSE_WORDS = {"", "0", "false", "off", "no", "none"}


def parse_day(text: str) -> datetime.date | None:
    """Parse "YYYY-MM-DD"; None for anything else."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def build_row(**values) -> CoverageRow:
    """Build a complete row with `values`; see `BLANK_ROW`. Unknown keys are kept."""
    return normalise_row({**BLANK_ROW, **values})


def quote_words(words: str) -> str:
    """Put words into quotation marks, for a sentence of our own: no mark and no full stop comes twice.

    Marks around all of the words are replaced, those inside become single ones.
    """
    words = _QUOTED.sub(r"\1", words.strip(" .")).strip(" .")
    return f"“{words.translate(_SINGLE_MARKS)}”"


def next_row_id(rows: Iterable[CoverageRow]) -> str:
    """Return an id that no row of `rows` has: "r1", "r2"..."""
    used = {str(row.get("id", "")) for row in rows}
    number = len(used) + 1
    while f"r{number}" in used:
        number += 1
    return f"r{number}"


def normalise_rows(rows) -> list[CoverageRow]:
    """Make `rows` storable: complete, each with a unique id, at most MAX_ROWS."""
    normalised: list[CoverageRow] = []
    ids: set[str] = set()
    for values in rows if isinstance(rows, list | tuple) else []:
        if not isinstance(values, dict) or len(normalised) == MAX_ROWS:
            continue
        row = normalise_row({**BLANK_ROW, **values})
        if not row["id"] or row["id"] in ids:
            row["id"] = next_row_id(normalised)
        ids.add(row["id"])
        normalised.append(row)
    return normalised


def normalise_row(row: CoverageRow) -> CoverageRow:
    """Convert every known value to its type; what cannot be read becomes empty."""
    return {clean_text(str(key)): _normalise_value(key, value) for key, value in row.items()}


def clean_text(text: str) -> str:
    """Remove what the database cannot store."""
    return _UNSTORABLE.sub("", text)


def clean_json(value, levels: int = MAX_DEPTH):
    """Make `value` storable as JSON.

    Text is cleaned, numbers are finite, and nesting is limited to `levels`: deeper
    values become None.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict | list | tuple) and not levels:
        return None
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item, levels - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item, levels - 1) for item in value]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return clean_text(str(value))


def _normalise_value(key: str, value):
    if key in ID_FIELDS or key in OFFSET_FIELDS:
        return _parse_number(value)
    if key in ("topics", "different_from"):
        return [number for item in _as_list(value) if (number := _parse_number(item)) is not None]
    if key == "whole":
        span = [_parse_number(item) for item in _as_list(value)]
        return span if len(span) == 2 and None not in span else None
    if key in ("guessed", "left_empty", "settled"):
        return list(dict.fromkeys(clean_text(item) for item in _as_list(value) if isinstance(item, str)))
    if key == "reasons":
        return _normalise_reasons(value)
    if key == "candidates":
        return [_normalise_candidate(item) for item in _as_list(value) if isinstance(item, dict)]
    if key == "typed":
        return _select_texts(value) if isinstance(value, dict) else {}
    if key not in BLANK_ROW:
        return clean_json(value)
    if isinstance(BLANK_ROW[key], bool):
        return value.strip().lower() not in _FALSE_WORDS if isinstance(value, str) else bool(value)
    text = "" if value is None else clean_text(str(value))[:MAX_FIELD_LENGTH].strip()
    return normalise_name(text) if key in NAME_FIELDS else text


def _normalise_reasons(values) -> dict[str, list[str]]:
    """Normalise why each field was guessed; what gives no reason in words is left out."""
    reasons = {}
    for name, value in values.items() if isinstance(values, dict) else ():
        why, sure = [*_as_list(value), "", ""][:2]
        if isinstance(why, str) and why.strip():
            sure = sure if sure in SURENESS else "guess"
            reasons[clean_text(str(name))] = [clean_text(why)[:MAX_FIELD_LENGTH], sure]
    return reasons


def _normalise_candidate(values: dict) -> dict:
    """Normalise a claimant that may be meant: see ClaimantCandidate.to_json."""
    ids = {name: _parse_number(values.get(name)) for name in ("claimant", "party")}
    return {"name": "", "party_name": "", "capacity": "", **_select_texts(values, exclude=ids), **ids}


def _select_texts(values: dict, exclude: Iterable[str] = ()) -> dict[str, str]:
    return {
        clean_text(key): clean_text(text)[:MAX_FIELD_LENGTH]
        for key, text in values.items()
        if isinstance(text, str) and key not in exclude
    }


def _as_list(value) -> list:
    return list(value) if isinstance(value, list | tuple) else []


def _parse_number(value) -> int | None:
    """Parse an id or an offset, which JSON may hold as a number; None for all else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return parse_id(int(value) if isinstance(value, float) else str(value).strip())


MACHINE_FIELDS = frozenset(
    (
        *("id", "proposed", "dropped", "accepted", "edited", "guessed", "reasons", "candidates", "unlikely"),
        *("start", "end", "whole", "proposition", "recorded", "different_from", "settled"),
    )
)
"""What nobody types: decisions about a row, its guesses, and where its words stand."""


def mark_edited(row: CoverageRow, old_row: CoverageRow) -> CoverageRow:
    """Mark `row` as edited if a field that somebody types differs from the one in `old_row`."""
    row, old_row = build_row(**row), build_row(**old_row)
    is_changed = list_typed_values(row) != list_typed_values(old_row)
    return {**row, "edited": row["edited"] or old_row["edited"] or is_changed}


def list_typed_values(row: CoverageRow) -> list:
    """List what is typed of a row; white space, which browsers change, counts as one space."""
    values = [row[key] for key in BLANK_ROW if key not in MACHINE_FIELDS]
    typed = sorted(item for item in row.get("typed", {}).items() if item[1])
    return [" ".join(value.split()) if isinstance(value, str) else value for value in (*values, *typed)]


def is_to_save(row: CoverageRow) -> bool:
    """Whether the row becomes part of the record: accepted, and not dropped."""
    return bool(row.get("accepted")) and not row.get("dropped")


def is_undecided(row: CoverageRow) -> bool:
    """Whether a row is neither accepted nor dropped."""
    return not row.get("accepted") and not row.get("dropped")


def is_worked_on(row: CoverageRow) -> bool:
    """Whether somebody has put work into a row: edited a proposal, or chosen the words themselves."""
    is_own = row.get("proposed") != "finder" and bool(row.get("excerpt"))
    return bool(row.get("edited")) or is_own


def is_unlikely(row: CoverageRow) -> bool:
    """Whether a row asks for no decision, and nobody has taken it up.

    It is probably no position, is recorded already, or was left out before.
    """
    is_taken_up = is_worked_on(row) and not row.get("left_out_before")
    return bool(row.get("unlikely")) and is_undecided(row) and not is_taken_up


def clear_changed_guesses(row: CoverageRow, old_row: CoverageRow | None) -> CoverageRow:
    """Remove from `guessed` and `reasons` the fields whose value differs from the one in `old_row`.

    A value that came with a reason of its own is another guess, and stays one.
    """
    if old_row is None:
        return row
    reasons = {
        name: reason
        for name, reason in row["reasons"].items()
        if row.get(name) == old_row.get(name) or reason != old_row["reasons"].get(name)
    }
    guessed = [name for name in row["guessed"] if row.get(name) == old_row.get(name) or name in reasons]
    return {**row, "guessed": guessed, "reasons": reasons}


SPEAKER_FIELDS = (
    *("new_kind", "new_role", "party", "new_party", "new_party_kind", "speaks_for_itself", "capacity"),
)
"""What says of a speaker who they are and for whom they speak."""


def forget_former_speaker(row: CoverageRow, old_row: CoverageRow) -> CoverageRow:
    """Empty what was proposed for the speaker before, if `row` names another one than `old_row`.

    What somebody typed stays.
    """
    names = ("claimant", "new_name")
    if all(row[name] == old_row[name] for name in names):
        return row
    proposed = {*old_row["guessed"], *old_row["reasons"]}
    former = {
        name: BLANK_ROW[name] for name in SPEAKER_FIELDS if name in proposed and row[name] == old_row[name]
    }
    return {**row, **former}
