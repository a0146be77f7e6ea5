"""The files of a whole export, checked: all there, of this version, and as they were written."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from .tables import ACCOUNTS, TABLES, RecordTable
from .writing import FORMAT, MANIFEST, Row

MAX_MANIFEST = 1_000_000


class NotLoaded(Exception):
    """A folder that cannot be loaded; the message says why."""


@dataclass(frozen=True)
class WholeExport:
    """A folder that holds a whole export of this version."""

    folder: Path
    created: str
    files: dict[str, dict[str, Any]]

    @property
    def rows(self) -> int:
        return sum(file["rows"] for file in self.files.values())

    def read(self, table: RecordTable) -> Iterator[Row]:
        """Read the rows of a table. Raises NotLoaded at the end if they are not those that were written."""
        file = self.files[table.file_name]
        path = self.folder / f"{table.file_name}.gz"
        hashed, size, rows = hashlib.sha256(), 0, 0
        try:
            with gzip.open(path) as lines:
                # One more than there can be: a file that unpacks to far more than it should is not read on.
                while line := lines.readline(file["bytes"] - size + 1):
                    hashed.update(line)
                    size += len(line)
                    if size > file["bytes"]:
                        break
                    rows += 1
                    yield orjson.loads(line)
        except (OSError, EOFError, zlib.error, orjson.JSONDecodeError) as error:
            raise NotLoaded(f"{path} cannot be read: {error}.") from error
        if (size, rows, hashed.hexdigest()) != (file["bytes"], file["rows"], file["sha256"]):
            raise NotLoaded(f"{path} is not as it was written: its SHA-256 is not that of {MANIFEST}.")


def open_export(folder: Path) -> WholeExport:
    """Read the manifest of a whole export. Raises NotLoaded."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            manifest = orjson.loads(file.read(MAX_MANIFEST))
        if manifest["format"] != FORMAT:
            raise NotLoaded(f"{path} is not of an export of everything.")
        export = WholeExport(folder, manifest["created"], {file["name"]: file for file in manifest["files"]})
        for table in (ACCOUNTS, *TABLES):
            if export.files.pop(table.file_name)["columns"] != table.columns:
                raise NotLoaded(
                    f"{table.file_name} has other columns than this version has: "
                    "load it with the version that wrote it."
                )
    except OSError as error:
        raise NotLoaded(f"{path} cannot be read: {error.strerror}.") from error
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise NotLoaded(f"{path} is not of an export of everything that this version can read.") from error
    return WholeExport(folder, manifest["created"], {file["name"]: file for file in manifest["files"]})
