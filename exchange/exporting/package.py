"""The export as a folder: the files, and what describes them (https://datapackage.org).

    claims.jsonl        a claim in each line, with everything below it
    citations.csv       a row for each citation
    datapackage.json    what the files are, with their sizes, hashes and columns

The files lie compressed, as NAME.gz; hashes and sizes are those of what is in them. A folder is there at once
and whole, or not at all.
"""

import gzip
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction

from core.progress import Progress

from .records import count_claims, read_records
from .table import COLUMNS, TableWriter

SCHEMA = 1
"""The version of the structure of both files. It grows when what a column is called or means changes."""

DESCRIPTION = "datapackage.json"
CLAIMS = "claims.jsonl"
CITATIONS = "citations.csv"
FOLDERS_KEPT = 2
UNFINISHED = "unfinished-"
OLDEST_UNFINISHED = timedelta(days=1)


class Measured(io.RawIOBase):
    """A stream that hands on what is written, and knows its length and its SHA-256."""

    def __init__(self, onto: Any) -> None:
        self.onto = onto
        self.hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.onto.write(piece)
        self.hash.update(piece)
        self.size += len(piece)
        return len(piece)


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export: `rows` without a heading; `size` in bytes and `sha256` of what is in it."""

    name: str
    rows: int
    size: int
    sha256: str


def export_record(
    folder: Path, *, now: datetime, licence: str = "", progress: Callable[[int], Progress] | None = None
) -> Path:
    """Write what readers see of all claims now into a new folder inside `folder`, and return that one.

    Of older ones the last stays, for whoever is just reading it. `progress`: makes a bar for so many claims.
    """
    made = folder / f"{now:%Y-%m-%dT%H%M%SZ}"
    if made.exists():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    _clear_up(folder, now)
    part = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        is_whole = not connection.in_atomic_block
        with transaction.atomic():
            if is_whole:
                with connection.cursor() as cursor:  # everything as it is at one moment
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            files = _write_files(part, progress(count_claims()) if progress else None)
        description = json.dumps(_describe(files, now, licence), ensure_ascii=False, indent=1)
        (part / DESCRIPTION).write_text(f"{description}\n", encoding="utf-8")
        part.chmod(0o755)  # whoever serves the site may be another account
        part.rename(made)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    for old in list_exports(folder)[:-FOLDERS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return made


def _clear_up(folder: Path, now: datetime) -> None:
    """Remove what exports have left that were killed; one that is still being written is younger."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < (now - OLDEST_UNFINISHED).timestamp():
            shutil.rmtree(left, ignore_errors=True)


def list_exports(folder: Path) -> list[Path]:
    """List the exports inside `folder`, the newest last."""
    return sorted(path.parent for path in folder.glob(f"*Z/{DESCRIPTION}"))


def _write_files(folder: Path, progress: Progress | None) -> list[ExportedFile]:
    with (
        _open(folder, CLAIMS) as (lines, lines_measured),
        _open(folder, CITATIONS) as (cells, cells_measured),
    ):
        table = TableWriter(cells)
        claims = 0
        for claims, record in enumerate(read_records(), start=1):
            lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            table.write(record)
            if progress:
                progress.show(claims)
        if progress:
            progress.finish()
    return [
        ExportedFile(CLAIMS, claims, lines_measured.size, lines_measured.hash.hexdigest()),
        ExportedFile(CITATIONS, table.rows, cells_measured.size, cells_measured.hash.hexdigest()),
    ]


@contextmanager
def _open(folder: Path, name: str) -> Iterator[tuple[TextIO, Measured]]:
    """Open a file that lies compressed, the same bytes for the same text."""
    with (
        (folder / f"{name}.gz").open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
    ):
        measured = Measured(packed)
        with io.TextIOWrapper(io.BufferedWriter(measured), encoding="utf-8", newline="") as text:
            yield text, measured


def _describe(files: Sequence[ExportedFile], now: datetime, licence: str) -> dict[str, Any]:
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
        CLAIMS: {"format": "jsonl", "mediatype": "application/jsonl"},
        CITATIONS: {"format": "csv", "mediatype": "text/csv", **table},
    }
    return {
        "name": "on-the-record",
        "title": "On the Record: who says what, who disputes it, and the words that show it",
        "version": str(SCHEMA),
        "created": now.isoformat(),
        "rights": licence,
        "resources": [
            {
                "name": file.name.partition(".")[0],
                "path": file.name,
                "encoding": "utf-8",
                "bytes": file.size,
                "hash": f"sha256:{file.sha256}",
                "rows": file.rows,
                **formats[file.name],
            }
            for file in files
        ],
    }
