"""What would become of the first rows of a file. Nothing is written for it."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from claims.models import ImportRun, Precision
from exchange.columns import COLUMNS

from .days import ReadDay
from .mapping import ColumnMapping
from .problems import Problem, RowRefused, Unclear, rename_options
from .reading.records import Record, Source
from .reading.sources import open_source, settle_date_order
from .rows import ImportRow, RowReader
from .storing.known import load_known_rows
from .storing.plan import Plan, RowOutcome, RowResult

SHOWN = 20
SHOWN_RAW = 300
"""How many characters of a value are shown of a row that cannot be taken."""


@dataclass(frozen=True)
class PreviewedRow:
    """A row of the file: what would become of it, what it says by field, and what is wrong with it."""

    line: int
    outcome: str
    values: list[tuple[str, str]]
    problems: list[str]


@dataclass(frozen=True)
class Preview:
    """The first rows of a file. `unit`: what the number of a row counts; `unclear`: what has to be said."""

    reading: str
    unit: str
    rows: list[PreviewedRow]
    unclear: str = ""

    def rename_options(self, names: Mapping[str, str]) -> "Preview":
        """Return it with these names in place of the command's options."""
        rows = [
            replace(row, problems=[rename_options(problem, names) for problem in row.problems])
            for row in self.rows
        ]
        return replace(self, rows=rows, unclear=rename_options(self.unclear, names))


def preview_import(path: Path, mapping: ColumnMapping, *, by: User, now: datetime.datetime) -> Preview:
    """Show the first SHOWN rows of a file as an import by this mapping would take them.

    Raises Unclear for a file that cannot be read. Queries: at most 20.
    """
    source = open_source(path, mapping)
    order, unclear = mapping.date_format, ""
    try:
        order, _known = settle_date_order(source, mapping)
    except Unclear as error:
        unclear = str(error)
    reader = RowReader(replace(mapping, date_format=order))
    results: list[RowResult] = []
    unread: dict[int, list[tuple[str, str]]] = {}
    for record in islice(source.read(), SHOWN):
        try:
            if record.problem:
                raise RowRefused.of(record.problem)
            row = reader.read(record.line, record.raw, partial(source.find, record.values))
        except RowRefused as refusal:
            row = ImportRow(record.line, record.raw)
            unread[len(results)] = _list_unread(record, source, mapping)
            results.append(RowResult(row, RowOutcome.REFUSED, refusal.problem))
        else:
            results.append(RowResult(row, RowOutcome.CREATED))
    planned = _plan([each.row for each in results if not each.problem], mapping, by, now)
    shown = [
        _show(each, unread[at]) if at in unread else _show(next(planned)) for at, each in enumerate(results)
    ]
    return Preview(source.describe(), source.unit, shown, unclear)


def _list_unread(record: Record, source: Source, mapping: ColumnMapping) -> list[tuple[str, str]]:
    """List what a row that cannot be taken says in the mapped columns; all of it, if it has no columns."""
    if record.problem:
        return [("the row", record.raw.strip()[:SHOWN_RAW])] if record.raw.strip() else []
    shown = []
    for name, column in mapping.columns.items():
        try:
            text = source.find(record.values, column)
        except RowRefused:
            continue
        told = ", ".join(text) if isinstance(text, list) else text
        shown.append((COLUMNS[name].meaning, told.encode(errors="replace").decode()[:SHOWN_RAW]))
    return [(meaning, text) for meaning, text in shown if text.strip()]


def _plan(
    rows: list[ImportRow], mapping: ColumnMapping, by: User, now: datetime.datetime
) -> Iterator[RowResult]:
    """Decide what becomes of rows, with ids that no table gives out."""
    plan = Plan(ImportRun(pk=0, begun_by=by), mapping.dataset, now, load_known_rows(rows), _make_ids())
    for row in rows:
        plan.add(row)
    return iter(plan.results)


def _make_ids() -> Callable[[str], int]:
    given: Counter[str] = Counter()

    def next_id(label: str) -> int:
        given[label] += 1
        return -given[label]

    return next_id


def _show(result: RowResult, unread: list[tuple[str, str]] | None = None) -> PreviewedRow:
    problems = [result.problem] if result.problem else [*result.kept_without, *result.notes]
    values = [(name, _write(getattr(result.row, name))) for name in COLUMNS]
    shown = unread or [(COLUMNS[name].meaning, text) for name, text in values if text]
    return PreviewedRow(result.row.line, result.outcome, shown, [*map(_tell, problems)])


def _tell(problem: Problem) -> str:
    sentence = str(problem)
    if problem.column:  # what is wrong with a value is said of its column
        return f"“{problem.column}” {replace(problem, column='')}."
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _write(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, ReadDay):
        return (
            str(value.day) if value.precision == Precision.DAY else f"{value.day} ({value.precision.label})"
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""
