"""CSV, TSV and the like: how a file is to be read, and its records."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from core.counts import write_count

from ..problems import Problem, Unclear
from .files import MAX_FIELD, TOO_LONG, BoundedLines, RecordTooLong, SourceFile
from .records import Record

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
DELIMITER_NAMES = {name: sign for sign, name in DELIMITERS.items()}
QUOTINGS = ("minimal", "none")
FIRST_RECORDS = 2_000
"""How many records are read to find the delimiter."""


@dataclass(frozen=True)
class Dialect:
    """How a table is written. `quoting`: "minimal" as RFC 4180 has it, or "none"."""

    delimiter: str
    quoting: str

    @property
    def options(self) -> dict[str, Any]:
        if self.quoting == "none":
            return {"delimiter": self.delimiter, "quoting": csv.QUOTE_NONE, "quotechar": None, "strict": True}
        return {"delimiter": self.delimiter, "quoting": csv.QUOTE_MINIMAL, "strict": True}

    def __str__(self) -> str:
        marks = "quoting off" if self.quoting == "none" else "quotation marks around fields (RFC 4180)"
        return f"{DELIMITERS.get(self.delimiter, self.delimiter)}, {marks}"


@dataclass
class TableReading:
    """What a way of reading makes of a file."""

    dialect: Dialect
    records: int = 0
    widths: Counter[int] = field(default_factory=Counter)
    errors: int = 0

    @property
    def fits(self) -> bool:
        return self.errors == 0 and len(self.widths) == 1

    @property
    def shape(self) -> tuple[object, ...]:
        return self.records, self.errors, tuple(sorted(self.widths.items()))

    def __str__(self) -> str:
        widths = ", ".join(
            f"{number:,} of {write_count(width, 'field')}" for width, number in self.widths.most_common(3)
        )
        errors = f", {self.errors:,} that cannot be read" if self.errors else ""
        return f"{self.dialect}: {write_count(self.records, 'row')}, {widths}{errors}"


def read_records(file: SourceFile, dialect: Dialect) -> Iterator[Record]:
    """Read a table record by record. What cannot be read comes as a Record with its problem."""
    csv.field_size_limit(MAX_FIELD)
    with file.open_text() as text:
        lines = BoundedLines(text)
        reader = csv.reader(lines, **dialect.options)
        while True:
            begin = lines.begin()
            try:
                values = next(reader)
            except StopIteration:
                return
            except RecordTooLong:
                yield Record(begin, "", problem=Problem(TOO_LONG, detail=f"up to line {lines.number:,}"))
            except csv.Error as error:
                yield Record(begin, "".join(lines.taken), problem=_explain(error, begin, lines.number))
            else:
                if values:
                    yield Record(begin, "".join(lines.taken), values)


def choose_dialect(
    file: SourceFile, *, delimiter: str = "", quoting: str = "", columns: Collection[str] = ()
) -> tuple[TableReading, str]:
    """Find the one way in which all rows of a table have the same fields.

    `columns`: names that its first row must have. Returns what it makes of the file, and a sentence with
    what other ways would. Raises Unclear where no way or several fit, with what would follow from each.
    """
    delimiters = [delimiter] if delimiter else list(DELIMITERS)
    quotings = [quoting] if quoting else list(QUOTINGS) if file.has_quotation_marks else ["minimal"]
    readings = [
        _try_reading(file, Dialect(sign, marks), columns, limit=FIRST_RECORDS)
        for sign in delimiters
        for marks in quotings
    ]
    possible = [reading for reading in readings if reading is not None]
    if not possible:
        raise Unclear(_explain_none(file, Dialect(delimiters[0], quotings[0]), columns))
    fitting = [reading for reading in possible if reading.fits] or possible
    signs = {reading.dialect.delimiter for reading in fitting}
    if len(signs) != 1:
        raise Unclear(_ask("delimiter", "--delimiter comma, tab, semicolon or bar", fitting))
    return _choose_quoting(file, signs.pop(), quotings, columns)


def _choose_quoting(
    file: SourceFile, sign: str, quotings: list[str], columns: Collection[str]
) -> tuple[TableReading, str]:
    """Read the whole file in each way: a stray quotation mark anywhere would swallow rows."""
    readings = [
        reading
        for marks in quotings
        if (reading := _try_reading(file, Dialect(sign, marks), columns)) is not None
    ]
    fitting = [reading for reading in readings if reading.fits]
    if len(readings) > 1 and len({reading.shape for reading in readings}) == 1:
        return readings[0], str(readings[0])  # the same rows: fields lose the marks around them
    if len(fitting) == 1:
        others = "; ".join(f"not {reading}" for reading in readings if reading is not fitting[0])
        return fitting[0], f"{fitting[0]}{f'; {others}' if others else ''}"
    if len(readings) == 1:
        return readings[0], str(readings[0])
    raise Unclear(_ask("quoting", "--quoting minimal or none", readings))


def _try_reading(
    file: SourceFile, dialect: Dialect, columns: Collection[str], limit: int | None = None
) -> TableReading | None:
    """Read the first records, or all; None if the first one has not the columns that it must have."""
    reading = TableReading(dialect)
    for record in islice(read_records(file, dialect), limit):
        if (
            reading.records == 0
            and columns
            and not set(columns) <= {*map(clean_heading, record.values or ())}
        ):
            return None
        reading.records += 1
        if record.problem:
            reading.errors += 1
        else:
            reading.widths[len(record.values)] += 1
    one_column = len(columns) == 0 and set(reading.widths) <= {1}
    return None if one_column else reading


def clean_heading(text: str) -> str:
    """Return a column's name without a byte order mark and white space around it."""
    return text.strip("\ufeff \t\r\n")


def _explain_none(file: SourceFile, dialect: Dialect, columns: Collection[str]) -> str:
    named = f" with the columns {', '.join(columns)}" if columns else ""
    first = next(read_records(file, dialect), None)
    why = f" Its first row {first.problem}." if first and first.problem else ""
    return f"The file can be read as a table{named} in no way that is known here.{why} Is the mapping right?"


def _ask(what: str, option: str, readings: list[TableReading]) -> str:
    ways = "".join(f"\n  {reading}" for reading in readings)
    return f"The file can be read in several ways. Say its {what} with {option}.{ways}"


def _explain(error: csv.Error, begin: int, end: int) -> Problem:
    message = str(error)
    until = f"up to line {end:,}" if end > begin else ""
    if "unexpected end" in message:
        return Problem("opens a quotation mark that is never closed", detail=until)
    if "field larger" in message:
        return Problem(f"has a field longer than the {MAX_FIELD:,} characters that one may have")
    return Problem("has text after a closing quotation mark", detail=until)
