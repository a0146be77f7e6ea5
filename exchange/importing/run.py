"""One import of one file, from its first row to its report."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pghistory
from django.contrib.auth.models import User
from django.db import transaction

from claims.models import ImportRun, ImportState

from .mapping import ColumnMapping
from .problems import RowRefused, Unclear
from .reading.records import Record, Source
from .reading.sources import open_source, settle_date_order
from .report import ImportReport, RefusedRows
from .rows import ImportRow, RowReader
from .storing.writing import BatchWriter


@dataclass
class ImportOptions:
    """How an import is run. `refused_path`: where refused rows go; `show` is told how many rows are done.

    `keep_going`: store the rows that can be, batch by batch; `resume`: go on with a run that was interrupted.
    """

    by: User
    now: datetime.datetime
    refused_path: Path
    dry_run: bool = False
    keep_going: bool = False
    resume: bool = False
    show: Callable[[int], None] = lambda _rows: None


class NothingStored(Exception):
    """Raised to roll an import back."""


@dataclass
class FileImport:
    """An import of one file: all or nothing, or batch by batch."""

    batch: ClassVar[int] = 5_000
    """How many rows are stored in one transaction."""
    source: Source
    mapping: ColumnMapping
    options: ImportOptions
    report: ImportReport = field(init=False)
    _read: int = 0
    """How many records of the file have been read."""
    run: ImportRun | None = field(init=False, default=None)
    """None before it begins. Nothing is left of it where nothing is stored."""
    has_refused_file: bool = field(init=False, default=False)
    """Whether there are refused rows in their file: what is too long to be kept is in none."""

    def __post_init__(self) -> None:
        self.report = ImportReport(unit=self.source.unit)

    def execute(self) -> None:
        """Import the file; the report then says what became of it."""
        source, options = self.source, self.options
        mapped = self.mapping.source_columns
        told = {*mapped, *(column.partition(".")[0] for column in mapped)}
        self.report.not_there = [name for name in mapped if name not in source.columns]
        self.report.not_mapped = [name for name in source.columns if name not in told]
        in_one = options.dry_run or not options.keep_going
        reason = f"Imported from {source.file.name}."
        try:
            with (
                pghistory.context(user=options.by.pk, reason=reason, **{"import": source.file.sha256}),
                transaction.atomic() if in_one else nullcontext(),
            ):
                run = self.run = self._resume() if options.resume else self._begin()
                with RefusedRows(
                    options.refused_path, source, kept=run.checkpoint.get("refused", 0)
                ) as refused:
                    self._store(run, refused)
                self.has_refused_file = refused.is_made
                self._finish(run)
                if options.dry_run or (in_one and not self.report.is_whole):
                    raise NothingStored
        except NothingStored:
            pass

    @property
    def would_store(self) -> bool:
        """Whether rows are stored, or would be but for the dry run."""
        return self.report.is_whole or (self.options.keep_going and self.report.accepted > 0)

    def write_report(self) -> Iterator[str]:
        """Write what came of it, line by line."""
        verb = "Would import" if self.options.dry_run else "Imported"
        verb = verb if self.would_store else "Nothing is imported. Could be taken"
        return self.report.write(verb, is_stored=self.would_store)

    def _store(self, run: ImportRun, refused: RefusedRows) -> None:
        writer = self._make_writer(run)
        for done, batch in enumerate(cut(self._read_rows(refused), self.batch), start=1):
            with transaction.atomic():
                for result in writer.store(batch):
                    self.report.add(result)
                    if result.problem:
                        refused.add(result.row.raw, result.problem)
                self._note_checkpoint(run, refused)
            self.options.show(self._read)
            if done & (done - 1) == 0:  # 1, 2, 4, 8...: plans follow the tables as they grow
                writer.analyse_tables()

    def _read_rows(self, refused: RefusedRows) -> Iterator[ImportRow]:
        for record in islice(self.source.read(), self._read, None):
            self._read += 1
            try:
                if record.problem:
                    raise RowRefused.of(record.problem)
                row = self._read_row(record)
            except RowRefused as refusal:
                self.report.refuse(record.line, record.raw, refusal.problem)
                refused.add(record.raw, refusal.problem)
            else:
                yield row

    def _make_writer(self, run: ImportRun) -> BatchWriter:
        return BatchWriter(run, self.mapping.dataset, self.options.now, made=self.report.made)

    @cached_property
    def _reader(self) -> RowReader:
        return RowReader(self.mapping)

    def _read_row(self, record: Record) -> ImportRow:
        return self._reader.read(record.line, record.raw, partial(self.source.find, record.values))

    def _begin(self) -> ImportRun:
        return ImportRun.objects.create(
            begun_at=self.options.now,
            begun_by=self.options.by,
            file_name=self.source.file.name[-255:],
            sha256=self.source.file.sha256,
            format=self.source.format,
            mapping=self.mapping.as_json(),
        )

    def _resume(self) -> ImportRun:
        """Find the interrupted run of this very file, and go on where it was. Raises Unclear."""
        runs = ImportRun.objects.filter(sha256=self.source.file.sha256, state=ImportState.RUNNING)
        run = runs.order_by("-pk").first()
        if run is None:
            raise Unclear(
                f"No import of this very {self.source.file.name} was interrupted. "
                "A file that was changed is begun anew."
            )
        if run.mapping != json.loads(json.dumps(self.mapping.as_json())):
            raise Unclear("The interrupted import had another mapping. Use the same one, or begin anew.")
        self._read = run.checkpoint.get("records", 0)
        self.report.restore(run.checkpoint.get("report", {}))
        return run

    def _note_checkpoint(self, run: ImportRun, refused: RefusedRows) -> None:
        """Note how far the run has come. Raises Unclear if another process has, or the run was undone."""
        earlier = run.checkpoint
        run.checkpoint = {"records": self._read, "refused": refused.flush(), "report": self.report.as_json()}
        changed = ImportRun.objects.filter(pk=run.pk, checkpoint=earlier, state=ImportState.RUNNING)
        if not changed.update(checkpoint=run.checkpoint):
            raise Unclear("Another process goes on with this import, or somebody has undone it.")

    def _finish(self, run: ImportRun) -> None:
        running = ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING)
        counts = self.report.as_json()
        if not running.update(state=ImportState.FINISHED, finished_at=self.options.now, counts=counts):
            raise Unclear("Somebody has undone this import.")


def prepare_import(path: Path, mapping: ColumnMapping, options: ImportOptions) -> FileImport:
    """Find out how a file is to be read. Raises Unclear if that is not certain."""
    source = open_source(path, mapping)
    order, order_known = settle_date_order(source, mapping)
    work = FileImport(source, replace(mapping, date_format=order), options)
    work.report.reading = [
        f"Encoding: {source.file.encoding} ({source.file.encoding_known}).",
        f"{source.describe()}.",
        *([f"Dates: {order} ({order_known})."] if order_known else []),
    ]
    return work


def cut(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    """Cut `rows` into lists of `size`, without reading further than asked."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
