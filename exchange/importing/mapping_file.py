"""Mappings in TOML: the options of the command under the same names."""

import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from .problems import Unclear
from .reading.claim_review import MAPPING

MAX_SIZE = 100_000
"""Bytes of a mapping; the longest lists of names fit."""


def read_mapping_file(content: bytes) -> dict[str, Any]:
    """Read a mapping from TOML, for mapping.make_mapping. Raises Unclear.

    Its tables are `map`, `default`, `split` and `values` (a table for each field); `no_claimant` is a list of
    names; dataset, date_format, delimiter, quoting, encoding, header and format are texts.
    """
    if len(content) > MAX_SIZE:
        raise Unclear(f"A mapping has at most {MAX_SIZE:,} bytes.")
    try:
        stored = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unclear(f"The mapping is no TOML: {error}.") from error
    for name, value in stored.items():
        if name not in _SHAPES:
            raise Unclear(f"A mapping has no {name}. It has {', '.join(_SHAPES)}.")
        is_fitting, shape = _SHAPES[name]
        if not is_fitting(value):
            raise Unclear(f"In the mapping {name} is {shape}.")
    return stored


def write_mapping_file(stored: Mapping[str, Any]) -> str:
    """Write a mapping as TOML, as `read_mapping_file` reads it; what is empty is left out."""
    tables = {name: stored[name] for name in ("map", "default", "split") if stored.get(name)}
    tables |= {f"values.{name}": words for name, words in stored.get("values", {}).items() if words}
    lines = []
    for name, value in stored.items():
        if isinstance(value, str) and value:
            lines.append(f"{name} = {_quote(value)}")
        elif isinstance(value, list) and value:
            lines.append(f"{name} = [{', '.join(map(_quote, value))}]")
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{_quote(key)} = {_quote(value)}" for key, value in table.items())]
    return "\n".join([*lines, ""])


def add_built_in(stored: dict[str, Any]) -> dict[str, Any]:
    """Add to a mapping what is known of its format, where it says nothing else."""
    built_in = MAPPING if stored.get("format") else {}
    return {**stored, **{name: {**values, **stored.get(name, {})} for name, values in built_in.items()}}


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_table_of_tables(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_table, value.values()))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_TEXT = _is_text, "a text"
_TABLE = _is_table, "a table of texts"
_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "dataset": _TEXT,
    "map": _TABLE,
    "default": _TABLE,
    "values": (_is_table_of_tables, "a table for each field: [values.stance]"),
    "split": _TABLE,
    "no_claimant": (_is_list, "a list of names"),
    "date_format": _TEXT,
    "delimiter": _TEXT,
    "quoting": _TEXT,
    "encoding": _TEXT,
    "header": _TEXT,
    "format": _TEXT,
}
