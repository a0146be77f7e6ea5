"""One import of one file, from its first row to its report."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import pghistory
from django.contrib.auth.models import User
from django.db import transaction

from claims.models import ImportRun, ImportState

from .mapping import ColumnMapping
from .problems import RowRefused
from .reading.records import Source
from .report import ImportReport, RefusedRows
from .rows import ImportRow, RowReader
from .storing.writing import BatchWriter

BATCH = 5_000


@dataclass
class ImportOptions:
    """How an import is run. `refused_path`: where refused rows go; `show` is told how many rows are done."""

    by: User
    now: datetime.datetime
    refused_path: Path
    dry_run: bool
    show: Callable[[int], None]


class NothingStored(Exception):
    """Raised to roll an import back."""


@dataclass
class FileImport:
    """An import of one file, all or nothing."""

    source: Source
    mapping: ColumnMapping
    options: ImportOptions
    report: ImportReport = field(init=False)

    def __post_init__(self) -> None:
        self.report = ImportReport(unit=self.source.unit)

    def execute(self) -> bool:
        """Import the file. Returns whether no row was refused: only then is it stored."""
        source, options = self.source, self.options
        mapped = self.mapping.source_columns
        told = {*mapped, *(column.partition(".")[0] for column in mapped)}
        self.report.not_there = [name for name in mapped if name not in source.columns]
        self.report.not_mapped = [name for name in source.columns if name not in told]
        refused = RefusedRows(options.refused_path, source)
        reason = f"Imported from {source.file.path.name}."
        try:
            with refused, pghistory.context(user=options.by.pk, reason=reason), transaction.atomic():
                run = self._begin()
                self._store(run, refused)
                self._finish(run)
                if options.dry_run or not self.report.is_whole:
                    raise NothingStored
        except NothingStored:
            pass
        return self.report.is_whole

    def _store(self, run: ImportRun, refused: RefusedRows) -> None:
        writer = BatchWriter(run, self.mapping.dataset, self.options.now, made=self.report.made)
        done = 0
        for batch in cut(self._read_rows(refused), BATCH):
            for result in writer.store(batch):
                self.report.add(result)
                if result.problem:
                    refused.add(result.row.raw, result.problem)
            done += len(batch)
            self.options.show(done)

    def _read_rows(self, refused: RefusedRows) -> Iterator[ImportRow]:
        reader = RowReader(self.mapping)
        for record in self.source.read():
            try:
                if record.problem:
                    raise RowRefused.of(record.problem)
                yield reader.read(record.line, record.raw, partial(self.source.find, record.values))
            except RowRefused as refusal:
                self.report.refuse(record.line, record.raw, refusal.problem)
                refused.add(record.raw, refusal.problem)

    def _begin(self) -> ImportRun:
        return ImportRun.objects.create(
            begun_at=self.options.now,
            begun_by=self.options.by,
            file_name=self.source.file.path.name[-255:],
            sha256=self.source.file.sha256,
            format=self.source.format,
            mapping=self.mapping.as_json(),
        )

    def _finish(self, run: ImportRun) -> None:
        run.state = ImportState.FINISHED
        run.finished_at = self.options.now
        run.counts = self.report.as_json()
        run.save()


def cut(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    """Cut `rows` into lists of `size`, without reading further than asked."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
