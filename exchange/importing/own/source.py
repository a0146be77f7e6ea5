"""Our own public files as a source: one record for each claim, in the form that claims.jsonl has.

The rows of one claim stand together in citations.csv; they become one record. What the table does not hold
(keys of people, notes, relations) is empty in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from claims.models import ImportFormat
from core.counts import write_count
from exchange.cells import unguard_cell
from exchange.exporting.table import BETWEEN_NAMES, COLUMNS

from ..problems import Problem, Unclear
from ..reading.files import SourceFile, examine_file
from ..reading.json_items import count_lines
from ..reading.json_source import JsonSource
from ..reading.records import REASON_COLUMN, Record
from ..reading.table_source import REFUSAL, end_line
from ..reading.tables import Dialect, read_records

OF_CLAIMS = frozenset(("key", "proposition", "nature", "status", "statements", "topics", "version"))
"""By which keys an item of claims.jsonl is known."""
HEADINGS = [column.name for column in COLUMNS]
DIALECT = Dialect(",", "minimal")

Cells = dict[str, str]


def open_own_source(path: Path) -> "OwnJsonSource | OwnTableSource | None":
    """Open one of our own files; None if it is something else. Raises Unclear where it cannot be read."""
    file = examine_file(path)
    if file.encoding not in ("utf-8", "utf-8-sig"):
        return None
    with file.open_text() as text:
        begin = text.read(1)
    if begin == "{":
        lines = OwnJsonSource(file, ImportFormat.JSON_LINES)
        first = next((record for record in lines.read() if not record.problem), None)
        if first is None or not first.values.keys() >= OF_CLAIMS:
            return None
        with file.open_text() as text:
            lines.size = count_lines(text)
        return lines
    heading = next(read_records(file, DIALECT), None)
    if heading is None or heading.problem:
        return None
    names = list(heading.values)
    skipped = int(names[0] == REASON_COLUMN)
    if names[skipped:] != HEADINGS:
        return None
    table = OwnTableSource(file, bool(skipped))
    table.survey()
    return table


class OwnJsonSource(JsonSource):
    """claims.jsonl."""

    def describe(self) -> str:
        return f"claims.jsonl of an export: {write_count(self.size, 'claim')}"


@dataclass
class OwnTableSource:
    """citations.csv, a record for each claim. `has_reasons`: rows begin with why they were refused before."""

    file: SourceFile
    has_reasons: bool
    columns: list[str] = field(default_factory=list)
    size: int = 0
    _kinds: dict[str, str] = field(default_factory=dict)
    """The kinds of everybody who is named with one, by name."""
    format = ImportFormat.CSV
    unit = "line"

    def describe(self) -> str:
        return f"citations.csv of an export: {write_count(self.size, 'claim')}"

    def survey(self) -> None:
        """Read the file through: how many claims it has, and of which kind everybody is."""
        for claim in self._group():
            self.size += 1
            for row in claim:
                cells = row.values if row.problem is None else {}
                for name in ("claimant", "party"):
                    self._kinds.setdefault(cells.get(name, ""), cells.get(f"{name}_kind", ""))

    def read(self) -> Iterator[Record]:
        """Read the claims. One of which a row cannot be read comes as a problem."""
        for rows in self._group():
            raw = "".join(end_line(row.raw) for row in rows)
            problem = next((row.problem for row in rows if row.problem), None)
            values = None if problem else self._build_claim([row.values for row in rows])
            yield Record(rows[0].line, raw, values, problem)

    def find(self, values: Any, column: str) -> str:
        raise Unclear("Our own files need no mapping.")

    def format_heading(self) -> str:
        return f"{REASON_COLUMN},{','.join(HEADINGS)}\r\n"

    def format_refused(self, raw: str, problem: Problem) -> str:
        """Write the rows of a refused claim as they were, with the reason in front of each."""
        reason = f"{REFUSAL}{problem}".replace('"', '""')
        lines, unfinished = [], False
        for line in raw.splitlines(keepends=True):
            lines.append(line if unfinished else f'"{reason}",{line}')
            unfinished ^= line.count('"') % 2 == 1
        return "".join(lines)

    def _group(self) -> Iterator[list[Record]]:
        """Read the rows of one claim after the other."""
        for _key, rows in groupby(self._read_rows(), key=lambda row: row.values and row.values["claim_key"]):
            yield list(rows)

    def _read_rows(self) -> Iterator[Record]:
        records = read_records(self.file, DIALECT)
        next(records)
        for record in records:
            raw, cells = record.raw, record.values
            if record.problem is None and self.has_reasons and len(cells) > 1:
                raw, cells = raw[_measure_cell(raw) :], cells[1:]
            if record.problem is None and len(cells) != len(HEADINGS):
                problem = Problem("has not the fields of a row", detail=f"{len(cells):,}")
                yield Record(record.line, raw, problem=problem)
            elif record.problem is None:
                yield Record(record.line, raw, dict(zip(HEADINGS, map(unguard_cell, cells), strict=True)))
            else:
                yield record

    def _build_claim(self, rows: list[Cells]) -> dict[str, Any]:
        first = rows[0]
        topics = first["topics"].split(BETWEEN_NAMES) if first["topics"] else []
        by_statement = groupby(rows, key=lambda row: row["statement_key"])
        return {
            "key": first["claim_key"],
            "proposition": first["claim"],
            "nature": first["nature"],
            "status": first["status"],
            "topics": [{"key": "", "name": name} for name in topics],
            "statements": [self._build_statement(list(several)) for _key, several in by_statement],
        }

    def _build_statement(self, rows: list[Cells]) -> dict[str, Any]:
        first = rows[0]
        told = ("capacity", "stance", "said_on", "precision", "place", "standing")
        return {
            "key": first["statement_key"],
            "claimant": self._build_claimant(first["claimant"]),
            "party": self._build_claimant(first["party"]),
            "hedged": first["hedged"] == "true",
            **{name: first[name] for name in told},
            "citations": [self._build_citation(row) for row in rows if row["citation_key"]],
        }

    def _build_citation(self, row: Cells) -> dict[str, Any]:
        relayed = ("relayed_by", "relayed_for")
        article = {name: row[name] for name in ("published_on", "language", "address", "archive")}
        return {
            "key": row["citation_key"],
            "excerpt": row["excerpt"],
            "kind": row["excerpt_kind"],
            "part": row["part"],
            "article": {**article, "title": row["article"], "outlet": self._build_outlet(row)},
            "via": {"name": row["via"]} if row["via"] else None,
            **{name: self._build_claimant(row[name]) if row[name] else None for name in relayed},
            "proof": {"sha256": row["sha256"]} if row["sha256"] else None,
        }

    def _build_outlet(self, row: Cells) -> dict[str, Any]:
        if not row["outlet_speaks_for"]:
            return {"name": row["outlet"]}
        party = self._build_claimant(row["outlet_speaks_for"])
        return {
            "name": row["outlet"],
            "speaks_for": {"party": party, "source": row["outlet_speaks_for_source"]},
        }

    def _build_claimant(self, name: str) -> dict[str, str]:
        return {"name": name, "kind": self._kinds.get(name, "")}


def _measure_cell(raw: str) -> int:
    """Return how long the first cell of a row is, with the comma behind it."""
    if not raw.startswith('"'):
        return raw.index(",") + 1
    at = 1
    while raw[at] != '"' or raw[at + 1] == '"':
        at += 2 if raw[at] == '"' else 1
    return at + 2
