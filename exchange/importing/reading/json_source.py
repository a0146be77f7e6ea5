"""JSON Lines and lists of JSON: where the columns of each item are."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TextIO

from claims.models import ImportFormat
from core.counts import write_count

from ..problems import Problem, RowRefused, escape_value
from .files import SourceFile
from .json_items import read_lines, read_list
from .records import REASON_COLUMN, Record

MAX_COLUMNS = 1_000
"""How many keys of a file are told."""
_REASON = re.compile(rf'\A\s*\{{\s*"{REASON_COLUMN}"\s*:\s*"(?:[^"\\]|\\.)*"\s*,?\s*')

READERS: dict[str, Callable[[TextIO], Iterator[Record]]] = {
    ImportFormat.JSON_LINES: read_lines,
    ImportFormat.JSON_LIST: read_list,
}


@dataclass
class JsonSource:
    """Items of JSON. A column is a key, or a path of keys and numbers as "claim.author.0.name"."""

    file: SourceFile
    format: str
    columns: list[str] = field(default_factory=list)
    size: int = 0
    first_problem: str = ""
    """Which item is the first that cannot be read, and why."""

    @property
    def unit(self) -> str:
        return "item" if self.format == ImportFormat.JSON_LIST else "line"

    def describe(self) -> str:
        return f"JSON: {write_count(self.size, 'item')}, {ImportFormat(self.format).label}"

    def read(self) -> Iterator[Record]:
        """Read the items. One that is no object comes as a problem."""
        with self.file.open_text() as text:
            for record in READERS[self.format](text):
                if record.problem:
                    yield record
                elif not isinstance(record.values, dict):
                    yield Record(record.line, record.raw, problem=Problem("is no JSON object"))
                elif REASON_COLUMN in record.values:
                    del record.values[REASON_COLUMN]
                    yield Record(record.line, _REASON.sub("{", record.raw, count=1), record.values)
                else:
                    yield record

    def find(self, values: dict[str, Any], column: str) -> str | list[str]:
        """Return the text at a key or path; empty if there is none. Raises RowRefused for what is no text."""
        value = values.get(column) if column in values else _follow(values, column.split("."))
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
        return _write(value, column)

    def survey(self, columns: list[str]) -> None:
        """Read through the file once: how many items it has, and which columns."""
        keys: Counter[str] = Counter()
        wanted = {*columns}
        for record in self.read():
            self.size += 1
            if record.problem:
                self.first_problem = self.first_problem or f"{self.unit} {record.line:,}: {record.problem}"
            else:
                keys.update(islice(record.values, max(MAX_COLUMNS - len(keys), 0)))
                found = {each for each in wanted if _has(record.values, each)}
                keys.update(found)
                wanted -= found
        self.columns = list(keys)

    def format_heading(self) -> str:
        return ""

    def format_refused(self, raw: str, problem: Problem) -> str:
        """Write a refused item as JSON on one line, with the reason as its first key."""
        reason = json.dumps(f"refused: {problem}")
        line = " ".join(raw.split("\n")).replace("\r", " ").strip()
        if line.startswith("{") and line.endswith("}"):
            rest = line[1:].lstrip()
            return f'{{"{REASON_COLUMN}": {reason}{"" if rest == "}" else ", "}{rest}\n'
        return f'{{"{REASON_COLUMN}": {reason}, "item": {json.dumps(line)}}}\n'


def _has(values: dict[str, Any], column: str) -> bool:
    return column in values or _follow(values, column.split(".")) is not None


def _follow(value: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return None
    return value


def _write(value: Any, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    kind = "a list" if isinstance(value, list) else "an object"
    raise RowRefused(f"holds {kind} where a text belongs", column, escape_value(json.dumps(value)))
