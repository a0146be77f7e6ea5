"""Mappings: which column of a file becomes which field, and how its values are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from claims.models import ClaimantKind, ImportFormat
from core.names import normalise_name
from exchange.columns import COLUMNS, ColumnKind

from .days import ORDERS, DayError, find_precision
from .problems import Unclear
from .reading.tables import DELIMITER_NAMES, DELIMITERS, QUOTINGS

DATA_SET = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_NEW_KINDS = (
    ClaimantKind.PERSON,
    ClaimantKind.ORGANISATION,
    ClaimantKind.GOVERNMENT,
    ClaimantKind.UNNAMED,
)
"""What a new claimant can be. An outlet's own voice belongs to an outlet, which an import makes none of."""

FLAGS = {
    **dict.fromkeys(("1", "true", "yes", "y"), True),
    **dict.fromkeys(("0", "false", "no", "n"), False),
}


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """How a file is to be read, as far as somebody says so. What is empty the file itself has to tell."""

    date_format: str = ""
    delimiter: str = ""
    quoting: str = ""
    encoding: str = ""
    has_header: bool = True
    format: str = ""

    def __post_init__(self) -> None:
        _check_reading(self)

    @property
    def source_columns(self) -> list[str]:
        """The columns that the file must have."""
        return []

    @property
    def needed_column(self) -> str:
        """The column without which an item of JSON says nothing; empty if none is known."""
        return ""


@dataclass(frozen=True)
class ColumnMapping(FileReading):
    """A mapping, checked.

    `columns` names a column of the file for each field (exchange.columns.COLUMNS) that it fills, by its
    heading or, without headings, by its number from 1. `defaults` fills what a row leaves empty. `values`
    says what words of the file mean. `splits` has the mark between several values. `no_claimant` lists names
    that are nobody's.
    """

    dataset: str
    columns: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    splits: Mapping[str, str] = field(default_factory=dict)
    no_claimant: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_names(self)
        _check_codes(self)
        _check_needs(self)

    @property
    def source_columns(self) -> list[str]:
        return list(dict.fromkeys(self.columns.values()))

    @property
    def needed_column(self) -> str:
        return self.columns["claim"]

    @property
    def day_columns(self) -> list[str]:
        return [self.columns[name] for name in self.columns if COLUMNS[name].kind is ColumnKind.DAY]

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the run: all that is not as it is by default."""
        kept: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value not in ("", {}, frozenset()):
                kept[each.name] = sorted(value) if isinstance(value, frozenset) else value
        return kept


def describe_mapping(kept: Mapping[str, Any]) -> Iterator[str]:
    """Say line by line what a mapping says of each field, then of the file. `kept`: from `as_json`."""
    parts = ("columns", "defaults", "values", "splits")
    columns, defaults, values, splits = (kept.get(name, {}) for name in parts)
    for name in COLUMNS:
        told = [f"column {columns[name]}"] if name in columns else []
        told += [f"several, with {splits[name]} between them"] if name in splits else []
        words = values.get(name, {})
        told += [f"“{theirs}” means {ours or 'nothing'}" for theirs, ours in words.items()]
        told += [f"otherwise {defaults[name]}"] if name in defaults else []
        if told:
            yield f"{name}: {', '.join(told)}"
    for name, value in kept.items():
        if name not in parts and value is not True:
            text = ", ".join(value) if isinstance(value, list) else DELIMITERS.get(value, f"{value}")
            yield f"{name.replace('_', ' ')}: {'no' if value is False else text}"


def read_pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    """Read options such as "claim=statement". Raises Unclear for others, and for what is said twice."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name.strip()):
            raise Unclear(f"--{option} {text}: write it as FIELD=... .")
        if name.strip() in pairs:
            raise Unclear(f"--{option} {name.strip()} is there twice.")
        pairs[name.strip()] = value
    return pairs


def read_values(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Read options such as "stance:pro=affirms,contra=denies,neutral="."""
    values: dict[str, dict[str, str]] = {}
    for text in texts:
        name, sign, words = text.partition(":")
        if not sign:
            raise Unclear(f"--values {text}: write it as FIELD:theirs=ours,theirs=ours .")
        values.setdefault(name.strip(), {}).update(read_pairs(words.split(","), f"values {name}:"))
    return values


def make_mapping(options: Mapping[str, Any], stored: Mapping[str, Any] | None = None) -> ColumnMapping:
    """Make a mapping of the options of the command, which add to a `stored` one or replace what it says."""
    kept: Mapping[str, Any] = stored or {}
    values = {**kept.get("values", {})}
    for name, words in read_values(options["values"]).items():
        values[name] = {**values.get(name, {}), **words}
    return build_mapping(
        {
            **{name: options[name] or kept.get(name, "") for name in ("dataset", *READING)},
            "map": {**kept.get("map", {}), **read_pairs(options["map"], "map")},
            "default": {**kept.get("default", {}), **read_pairs(options["default"], "default")},
            "values": values,
            "split": {**kept.get("split", {}), **read_pairs(options["split"], "split")},
            "no_claimant": [*kept.get("no_claimant", []), *options["no_claimant"]],
        }
    )


def build_mapping(stored: Mapping[str, Any]) -> ColumnMapping:
    """Build a mapping of what mapping_file.read_mapping_file returns. Raises Unclear."""
    return ColumnMapping(
        dataset=stored.get("dataset", ""),
        columns=stored.get("map", {}),
        defaults=stored.get("default", {}),
        values=stored.get("values", {}),
        splits=stored.get("split", {}),
        no_claimant=frozenset(map(normalise_name, stored.get("no_claimant", []))),
        **_list_reading(stored),
    )


def build_reading(stored: Mapping[str, Any]) -> FileReading:
    """Build what a mapping says of how the file is to be read, and nothing else. Raises Unclear."""
    return FileReading(**_list_reading(stored))


READING = ("date_format", "delimiter", "quoting", "encoding", "header", "format")
"""What a mapping says of how the file is to be read."""


def _list_reading(stored: Mapping[str, Any]) -> dict[str, Any]:
    texts: dict[str, Any] = {name: stored.get(name, "") for name in READING}
    texts["delimiter"] = DELIMITER_NAMES.get(texts["delimiter"], texts["delimiter"])
    texts["has_header"] = texts.pop("header") != "none"
    return texts


def _check_names(mapping: ColumnMapping) -> None:
    if not DATA_SET.fullmatch(mapping.dataset):
        raise Unclear("A data set needs a short name of small letters, digits, - and _: --dataset speeches.")
    for option, names in (
        ("map", mapping.columns),
        ("default", mapping.defaults),
        ("values", mapping.values),
        ("split", mapping.splits),
    ):
        if unknown := [name for name in names if name not in COLUMNS]:
            raise Unclear(f"--{option}: there is no field {unknown[0]}. Fields are {', '.join(COLUMNS)}.")
    if empty := [name for name, column in mapping.columns.items() if not column.strip()]:
        raise Unclear(f"--map {empty[0]}= names no column.")
    for name, column in mapping.columns.items():
        if not mapping.has_header and not (column.isascii() and column.isdigit() and int(column) > 0):
            raise Unclear(f"--map {name}={column}: without headings a column is a number from 1 up.")


def _check_codes(mapping: ColumnMapping) -> None:
    for name, default in mapping.defaults.items():
        _check_code(name, default)
    for name, words in mapping.values.items():
        for ours in words.values():
            _check_code(name, ours)
    for name in mapping.splits:
        if COLUMNS[name].kind not in (ColumnKind.NAMES, ColumnKind.ADDRESSES):
            raise Unclear(f"--split {name}: this field holds one value.")


def _check_reading(mapping: FileReading) -> None:
    if len(mapping.delimiter) > 1 or mapping.delimiter in ('"', "\n", "\r"):
        raise Unclear(f"--delimiter {mapping.delimiter}: use {', '.join(DELIMITER_NAMES)}, or one character.")
    if mapping.format not in ("", ImportFormat.CLAIM_REVIEW):
        raise Unclear(f"--format {mapping.format}: use {ImportFormat.CLAIM_REVIEW}, or leave it out.")
    if mapping.quoting not in ("", *QUOTINGS):
        raise Unclear(f"--quoting {mapping.quoting}: use {' or '.join(QUOTINGS)}.")
    if mapping.date_format not in ("", *ORDERS) and "%" not in mapping.date_format:
        raise Unclear(f"--date-format: use {', '.join(ORDERS)} or a pattern such as %d.%m.%Y.")
    if "%" in mapping.date_format:
        try:
            find_precision(mapping.date_format)
        except DayError as error:
            raise Unclear(f"--date-format {mapping.date_format} {error}.") from error


def list_codes(name: str) -> tuple[str, ...]:
    """List the words that a field of kind CODE can hold in an import."""
    return tuple(_NEW_KINDS) if name in ("claimant_kind", "party_kind") else COLUMNS[name].codes


def _check_code(name: str, value: str) -> None:
    kind = COLUMNS[name].kind
    codes = list_codes(name) if kind is ColumnKind.CODE else tuple(FLAGS) if kind is ColumnKind.FLAG else ()
    if codes and value and value not in codes:
        raise Unclear(f"{name} cannot be “{value}”. It is one of {', '.join(codes)}.")


def _check_needs(mapping: ColumnMapping) -> None:
    filled = {*mapping.columns, *mapping.defaults}
    if "claim" not in mapping.columns:
        raise Unclear("Say which column holds the proposition: --map claim=COLUMN.")
    if "nature" not in filled:
        raise Unclear("Say what kind of propositions these are: --default nature=fact, or map a column.")
    if "claimant" in filled and "stance" not in filled:
        raise Unclear(
            "Say which position the claimants take: --default stance=affirms, or --map stance=COLUMN."
        )
    if "review_address" in filled and not {"reviewer", "rating"} <= filled:
        raise Unclear("A fact-check needs reviewer, review_address and rating: map all three.")
