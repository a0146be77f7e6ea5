"""Tables: where their columns are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from claims.models import ImportFormat

from ..mapping import FileReading
from ..problems import Problem, Unclear, list_names
from .files import SourceFile
from .records import REASON_COLUMN, Record
from .tables import Dialect, TableReading, choose_dialect, clean_heading, read_records

REFUSAL = "refused: "
"""How the reason in front of a refused row begins."""


@dataclass
class TableSource:
    """A table. `columns` are its headings, or numbers from 1.

    `heading` is its first line as it is; empty without headings. `skipped` is 1 if the rows begin with the
    reason why they were refused before, else 0.
    """

    file: SourceFile
    reading: TableReading
    reading_known: str
    columns: list[str]
    heading: str
    skipped: int

    @property
    def dialect(self) -> Dialect:
        return self.reading.dialect

    @property
    def format(self) -> str:
        return ImportFormat.TSV if self.dialect.delimiter == "\t" else ImportFormat.CSV

    @property
    def unit(self) -> str:
        return "line"

    @property
    def size(self) -> int:
        """How many rows it has."""
        return self.reading.records - bool(self.heading)

    def describe(self) -> str:
        return f"Table: {self.reading_known}"

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.columns)}

    def read(self) -> Iterator[Record]:
        """Read the rows, without the headings. One that is not as wide as the others comes as a problem."""
        records = read_records(self.file, self.dialect)
        width = len(self.columns) + self.skipped
        for record in islice(records, 1 if self.heading else 0, None):
            if record.problem or len(record.values) == width:
                yield self._strip(record)
            else:
                problem = Problem(f"has not the {width:,} fields of a row", detail=f"{len(record.values):,}")
                yield self._strip(Record(record.line, record.raw, problem=problem))

    def find(self, values: list[str], column: str) -> str:
        """Return the text in a column."""
        return values[self.positions[column]]

    def format_heading(self) -> str:
        """Return the headings, with one for the reasons in front."""
        reason = f"{REASON_COLUMN}{self.dialect.delimiter}"
        return f"{reason}{end_line(self.heading)}" if self.heading else ""

    def format_refused(self, raw: str, problem: Problem) -> str:
        """Write a refused row as it was, with the reason in front."""
        reason = f"{REFUSAL}{problem}"
        if self.dialect.quoting == "none":
            reason = " ".join(reason.split()).replace(self.dialect.delimiter, " ")
        elif any(mark in reason for mark in (self.dialect.delimiter, '"', "\n", "\r")):
            doubled = reason.replace('"', '""')
            reason = f'"{doubled}"'
        return f"{reason}{self.dialect.delimiter}{end_line(raw)}"

    def without_reason(self, raw: str) -> str:
        """Return a row as it is, without the reason in front of it."""
        return self._reason.sub("", raw, count=1) if self.skipped else raw

    @cached_property
    def _reason(self) -> re.Pattern[str]:
        mark = re.escape(self.dialect.delimiter)
        field = f"[^{mark}]*" if self.dialect.quoting == "none" else f'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
        return re.compile(f"\\A{field}{mark}")

    def _strip(self, record: Record) -> Record:
        if not self.skipped:
            return record
        values = None if record.problem else record.values[1:]
        return replace(record, raw=self.without_reason(record.raw), values=values)


def end_line(raw: str) -> str:
    return raw if raw.endswith(("\n", "\r")) else f"{raw}\n"


def open_table(file: SourceFile, mapping: FileReading) -> TableSource:
    """Find out how a table is to be read. Raises Unclear if that is not certain."""
    columns = mapping.source_columns if mapping.has_header else []
    reading, known = choose_dialect(
        file, delimiter=mapping.delimiter, quoting=mapping.quoting, columns=columns
    )
    first = next(read_records(file, reading.dialect), None)
    if first is None or first.problem:
        raise Unclear(
            f"The first row of {file.path} cannot be read{f': it {first.problem}' if first else ''}."
        )
    if mapping.has_header:
        names = [clean_heading(name) for name in first.values]
        skipped = int(names[0] == REASON_COLUMN)
        source = TableSource(file, reading, known, names[skipped:], first.raw, skipped)
        source.heading = source.without_reason(first.raw)
    else:
        skipped = int(first.values[0].startswith(REFUSAL))
        numbers = [str(number) for number in range(1, len(first.values) - skipped + 1)]
        source = TableSource(file, reading, known, numbers, "", skipped)
    for name in mapping.source_columns:
        if source.columns.count(name) != 1:
            several = "several columns" if name in source.columns else "no column"
            raise Unclear(f"There is {several} {name}. There are: {list_names(source.columns)}.")
    return source
