"""The export as a folder: the files, and what describes them (https://datapackage.org).

    claims.jsonl        a claim in each line, with everything below it
    citations.csv       a row for each citation
    citations.parquet   the same rows with types, where duckdb is installed
    history.jsonl       the hash chain of the history: a seal in each line
    versions.jsonl      what the last version of each claim was hashed from
    check_history.py    the program that compares these with each other
    datapackage.json    what the files are, with their sizes, hashes and columns

The files lie compressed, as NAME.gz; hashes and sizes are those of what is in them. A folder is there at once
and whole, or not at all.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.integrity.published import read_chain, read_versions
from claims.integrity.sealing import seal_history
from claims.versions.mirror import find_last_cursor, place_entries
from core.progress import Progress

from .files import ExportedFile, compress, make_folder, open_compressed, read_one_moment
from .parquet import ParquetFailed, write_parquet
from .records import count_claims, read_records, write_record
from .table import COLUMNS, TableWriter

SCHEMA = 1
"""The version of the structure of both files. It grows when what a column is called or means changes."""

DESCRIPTION = "datapackage.json"
CLAIMS = "claims.jsonl"
CITATIONS = "citations.csv"
PARQUET = "citations.parquet"
HISTORY = "history.jsonl"
VERSIONS = "versions.jsonl"
CHECK = "check_history.py"
FOLDERS_KEPT = 7
"""A week of nights: whoever follows the record from a file has found it by then."""
READABLE = 0o755
"""The mode of a folder: whoever serves the site may be another account."""


def export_record(
    folder: Path, *, now: datetime, licence: str = "", progress: Callable[[int], Progress] | None = None
) -> Path:
    """Write what readers see of all claims now into a new folder inside `folder`, and return that one.

    Of older ones the last few stay, at addresses of their own. `progress`: makes a bar for so many claims.
    Raises ParquetFailed, if that is all that failed, when everything else is written.
    """
    made = folder / f"{now:%Y-%m-%dT%H%M%SZ}"
    if made.exists():
        return made
    failure: ParquetFailed | None = None
    with make_folder(made, now, mode=READABLE) as part:
        place_entries()
        seal_history()
        with read_one_moment():
            cursor = find_last_cursor()
            files = _write_files(part, progress(count_claims()) if progress else None)
            history = [
                _write_rows(part, HISTORY, map(write_record, read_chain())),
                _write_rows(part, VERSIONS, map(write_record, read_versions())),
            ]
        try:
            if write_parquet(part / f"{CITATIONS}.gz", part / PARQUET):
                files.append(ExportedFile.of(PARQUET, files[-1].rows, compress(part / PARQUET)))
        except ParquetFailed as error:
            failure = error
        program = (settings.BASE_DIR / "docs" / CHECK).read_text("utf-8").splitlines(keepends=True)
        files += [*history, _write_rows(part, CHECK, program)]
        description = json.dumps(_describe(files, now, licence, cursor), ensure_ascii=False, indent=1)
        (part / DESCRIPTION).write_text(f"{description}\n", encoding="utf-8")
    for old in list_exports(folder)[:-FOLDERS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    if failure:
        raise ParquetFailed(f"{failure} The other files of the export are there: {made}") from failure
    return made


def discard_exports(folder: Path) -> None:
    """Remove the files of all nights, and those of large searches: something in them was taken down."""
    for old in [*list_exports(folder), folder / "searches"]:
        shutil.rmtree(old, ignore_errors=True)


def list_exports(folder: Path) -> list[Path]:
    """List the exports inside `folder`, the newest last; their names are in the addresses of their files."""
    return sorted(path.parent for path in folder.glob(f"*Z/{DESCRIPTION}"))


def _write_files(folder: Path, progress: Progress | None) -> list[ExportedFile]:
    with (
        open_compressed(folder, CLAIMS) as (lines, lines_measured),
        open_compressed(folder, CITATIONS) as (cells, cells_measured),
    ):
        table = TableWriter(cells)
        claims = 0
        for claims, record in enumerate(read_records(), start=1):
            lines.write(write_record(record))
            table.write(record)
            if progress:
                progress.show(claims)
        if progress:
            progress.finish()
    return [
        ExportedFile.of(CLAIMS, claims, lines_measured),
        ExportedFile.of(CITATIONS, table.rows, cells_measured),
    ]


def _write_rows(folder: Path, name: str, lines: Iterable[str]) -> ExportedFile:
    rows = 0
    with open_compressed(folder, name) as (file, measured):
        for rows, line in enumerate(lines, start=1):  # noqa: B007 - how many there were
            file.write(line)
    return ExportedFile.of(name, rows, measured)


def _describe(files: Sequence[ExportedFile], now: datetime, licence: str, cursor: str) -> dict[str, Any]:
    """Describe the files; `cursor`: from where to ask the API what changed since."""
    table = {
        "schema": {
            "fields": [
                {"name": column.name, "type": column.type, "description": column.meaning}
                for column in COLUMNS
            ],
            "missingValues": [""],
        }
    }
    formats: dict[str, dict[str, Any]] = {
        CLAIMS: {"format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"},
        CITATIONS: {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", **table},
        PARQUET: {"format": "parquet", "mediatype": "application/vnd.apache.parquet", **table},
        HISTORY: {"format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"},
        VERSIONS: {"format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"},
        CHECK: {"format": "py", "mediatype": "text/x-python", "encoding": "utf-8"},
    }
    return {
        "name": "on-the-record",
        "title": "On the Record: who says what, who disputes it, and the words that show it",
        "version": str(SCHEMA),
        "created": now.isoformat(),
        "rights": licence,
        "changed_since": cursor,
        "resources": [
            {
                "name": "citations-parquet" if file.name == PARQUET else file.name.partition(".")[0],
                "path": file.name,
                "bytes": file.size,
                "hash": f"sha256:{file.sha256}",
                "rows": file.rows,
                **formats[file.name],
            }
            for file in files
        ],
    }
