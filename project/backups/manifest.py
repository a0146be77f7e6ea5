"""The manifest of a backup: what it was made of and by what, and what has to be in it."""

import dataclasses
import hashlib
import json
import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from . import BackupError

FORMAT = 1
NAME = "manifest.json"
DUMP, UPLOADS = "record.dump", "uploads.tar"


@dataclass(frozen=True)
class TableSummary:
    """How many rows a table has, and the sum of the hashes of all (see `tables.py`)."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class FileSummary:
    """The size of a file in bytes, and the SHA-256 of what it holds, in hexadecimal digits."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    `product`: our version; `postgresql`: that of the server; `dumped_with`: the major version of pg_dump;
    `text_search`: what treats letters there, and `fingerprint`, how; `migrations`: names by app;
    `left_out`: tables of which the backup has no rows, with the reason.
    """

    made_at: str
    product: str
    postgresql: str
    dumped_with: int
    text_search: str
    fingerprint: str
    extensions: list[str]
    migrations: dict[str, list[str]]
    left_out: dict[str, str]
    tables: dict[str, TableSummary]
    files: dict[str, FileSummary]

    @property
    def server(self) -> int:
        """Return the major version of the server."""
        return int(self.postgresql.split(".")[0])

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def find_file(self, name: str) -> str:
        """Return the name of a file as it is called here, encrypted or not; "" if there is none."""
        return next((file for file in self.files if file == name or file.startswith(f"{name}.")), "")

    def as_json(self) -> str:
        return json.dumps({"format": FORMAT, **dataclasses.asdict(self)}, indent=1, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the backup in `folder`. Raises BackupError if it is none that we can read."""
    path = folder / NAME
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        number = content.pop("format")
        if number != FORMAT:
            raise BackupError(f"{path} has format {number}, and this version of the program reads {FORMAT}.")
        tables = {name: TableSummary(**each) for name, each in content.pop("tables").items()}
        files = {name: FileSummary(**each) for name, each in content.pop("files").items()}
        return Manifest(tables=tables, files=files, **content)
    except FileNotFoundError:
        raise BackupError(f"{folder} is no backup: it has no {NAME}.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{path} is damaged, or no manifest of a backup.") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare the files of a backup with its manifest. Raises BackupError for the first that differs."""
    for name, told in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{path} is missing. Get this backup again, or take another one.")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != told.sha256:
            raise BackupError(
                f"{path} is damaged: its SHA-256 is not that of the manifest. Take another backup."
            )


def write_file(path: Path, chunks: Iterable[bytes]) -> FileSummary:
    """Write a new file that only its owner can read, to the disk itself, and return what is in it."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return FileSummary(size, digest.hexdigest())


def read_product() -> str:
    """Return our version, as pyproject.toml has it."""
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"])
