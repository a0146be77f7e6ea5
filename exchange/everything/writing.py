"""The whole record as a folder of files: one for each table, and a manifest that says what they are."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from core.progress import Progress
from exchange.exporting.files import ExportedFile, make_folder, open_compressed, read_one_moment

from .documents import write_names
from .tables import ACCOUNTS, TABLES, RecordTable, list_accounts

MANIFEST = "manifest.json"
FORMAT = "on-the-record-everything"
PRIVATE = 0o700
ROWS_AT_ONCE = 2_000
DOCUMENTS_AT_ONCE = 200

Row = dict[str, Any]


def export_everything(
    made: Path, *, now: datetime, progress: Callable[[int], Progress] | None = None
) -> list[ExportedFile]:
    """Write everything into the new folder `made`, which only this account can read.

    `progress`: makes a bar for so many rows. Raises FileExistsError.
    """
    if made.exists():
        raise FileExistsError(made)
    with make_folder(made, now, mode=PRIVATE) as part:
        with read_one_moment():
            bar = progress(sum(table.model._base_manager.count() for table in TABLES)) if progress else None
            files, done = [], 0
            for table in (ACCOUNTS, *TABLES):
                files.append(_write_table(part, table, done, bar))
                done += files[-1].rows
            if bar:
                bar.finish()
        manifest = json.dumps(_describe(files, now), ensure_ascii=False, indent=1)
        (part / MANIFEST).write_text(f"{manifest}\n", encoding="utf-8")
    return files


def _write_table(folder: Path, table: RecordTable, done: int, progress: Progress | None) -> ExportedFile:
    with open_compressed(folder, table.file_name) as (lines, measured):
        rows = 0
        for rows, row in enumerate(_read_rows(table), start=1):
            lines.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE).decode())
            if progress and rows % ROWS_AT_ONCE == 0:
                progress.show(done + rows)
    return ExportedFile.of(table.file_name, rows, measured)


def _read_rows(table: RecordTable) -> Iterator[Row]:
    """Read the rows of a table, in their order, with names for ids."""
    values = table.values
    rows = table.model._base_manager.order_by(*table.sorting).values_list(*values.values())
    if table is ACCOUNTS:
        rows = rows.filter(pk__in=_list_accounts())
    lines = (dict(zip(values, row, strict=True)) for row in rows.iterator(chunk_size=ROWS_AT_ONCE))
    if "snapshot" not in values:
        yield from lines
        return
    for batch in cut(lines, DOCUMENTS_AT_ONCE):
        documents = write_names(row["snapshot"] for row in batch)
        yield from ({**row, "snapshot": document} for row, document in zip(batch, documents, strict=True))


def _list_accounts() -> set[int]:
    """List the accounts that the record names. Queries: 1 for each field that names one."""
    found = {
        pk
        for table, field in list_accounts()
        for pk in table.model._base_manager.order_by().values_list(field, flat=True).distinct()
    }
    return found - {None}


def cut(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Cut `rows` into lists of `size`."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _describe(files: list[ExportedFile], now: datetime) -> dict[str, Any]:
    columns = {table.file_name: table.columns for table in (ACCOUNTS, *TABLES)}
    return {
        "format": FORMAT,
        "created": now.isoformat(),
        "files": [
            {
                "name": file.name,
                "rows": file.rows,
                "bytes": file.size,
                "sha256": file.sha256,
                "columns": columns[file.name],
            }
            for file in files
        ],
    }
