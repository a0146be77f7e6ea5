"""A file that is ready to be read: how it is written, and where its columns are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from claims.models import ImportFormat

from .days import ORDERS, is_year_last, list_orders
from .files import SourceFile, examine_file
from .mapping import ColumnMapping
from .problems import Unclear
from .tables import REASON_COLUMN, Dialect, Record, TableReading, choose_dialect, clean_heading, read_records

REFUSAL = "refused: "
"""How the reason in front of a refused row begins."""


@dataclass
class TableSource:
    """A table. `heading` is its first line as it is; empty without headings.

    `skipped` is 1 if the rows begin with the reason why they were refused before, else 0.
    """

    file: SourceFile
    reading: TableReading
    reading_known: str
    headings: list[str]
    heading: str
    skipped: int

    @property
    def dialect(self) -> Dialect:
        return self.reading.dialect

    @property
    def format(self) -> str:
        return ImportFormat.TSV if self.dialect.delimiter == "\t" else ImportFormat.CSV

    @property
    def size(self) -> int:
        """How many rows it has."""
        return self.reading.records - bool(self.heading)

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.headings)}

    def read(self) -> Iterator[Record]:
        """Read the rows, without the headings. One that is not as wide as the others comes as a problem."""
        records = read_records(self.file, self.dialect)
        width = len(self.headings) + self.skipped
        for record in islice(records, 1 if self.heading else 0, None):
            if record.problem or len(record.values) == width:
                yield self._strip(record)
            else:
                problem = f"has {len(record.values):,} fields instead of {width}"
                yield self._strip(Record(record.line, record.raw, problem=problem))

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
        return replace(record, raw=self.without_reason(record.raw), values=record.values[1:])


def open_table(path: Path, mapping: ColumnMapping) -> TableSource:
    """Find out how a table is to be read. Raises Unclear if that is not certain."""
    file = examine_file(path, mapping.encoding)
    columns = mapping.source_columns if mapping.has_header else []
    reading, known = choose_dialect(
        file, delimiter=mapping.delimiter, quoting=mapping.quoting, columns=columns
    )
    first = next(read_records(file, reading.dialect), None)
    if first is None or first.problem:
        raise Unclear(f"The first row of {path} cannot be read{f': it {first.problem}' if first else ''}.")
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
        if source.headings.count(name) != 1:
            several = "several columns" if name in source.headings else "no column"
            raise Unclear(f"There is {several} {name}. There are: {', '.join(source.headings)}.")
    return source


def settle_date_order(source: TableSource, mapping: ColumnMapping) -> tuple[str, str]:
    """Find the one order of day and month in which all dates can be read, and say how it is known.

    Raises Unclear if both fit everywhere. Empty without such dates.
    """
    if mapping.date_format:
        return mapping.date_format, "as you say"
    columns = [source.positions[name] for name in mapping.day_columns]
    possible, deciding, seen = set(ORDERS), "", ""
    for record in source.read() if columns else ():
        for value in () if record.problem else (record.values[at] for at in columns):
            if is_year_last(value):
                seen = seen or value.strip()
                fitting = possible.intersection(list_orders(value))
                if fitting and len(fitting) < len(possible):
                    possible, deciding = fitting, f"{value.strip()} in line {record.line:,}"
    if not seen:
        return "", ""
    if len(possible) > 1:
        ways = "".join(f"\n  --date-format {order}: {example}" for order, example in ORDERS.items())
        raise Unclear(
            f"Dates such as {seen} can be read in two ways, and both fit everywhere. Say which.{ways}"
        )
    return possible.pop(), deciding
