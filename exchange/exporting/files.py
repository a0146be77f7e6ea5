"""Files of an export: compressed, the same bytes for the same text, in a folder that is whole or absent."""

import gzip
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction

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

    @classmethod
    def of(cls, name: str, rows: int, measured: Measured) -> "ExportedFile":
        return cls(name, rows, measured.size, measured.hash.hexdigest())


@contextmanager
def open_compressed(folder: Path, name: str) -> Iterator[tuple[TextIO, Measured]]:
    """Open NAME.gz for writing; the second value measures what is in it."""
    with (
        _open_measured(folder / f"{name}.gz") as measured,
        io.TextIOWrapper(io.BufferedWriter(measured), encoding="utf-8", newline="") as text,
    ):
        yield text, measured


def compress(path: Path) -> Measured:
    """Write a file as NAME.gz in its folder, in its stead; return what measures it."""
    with path.open("rb") as unpacked, _open_measured(path.with_name(f"{path.name}.gz")) as measured:
        shutil.copyfileobj(unpacked, measured)
    path.unlink()
    return measured


@contextmanager
def _open_measured(path: Path) -> Iterator[Measured]:
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
    ):
        yield Measured(packed)


@contextmanager
def make_folder(made: Path, now: datetime, *, mode: int) -> Iterator[Path]:
    """Yield a folder to be filled, which is `made` afterwards, with `mode`; after a failure there is none."""
    made.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(made.parent, now)
    part = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=made.parent))
    try:
        yield part
        part.chmod(mode)
        part.rename(made)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _clear_up(folder: Path, now: datetime) -> None:
    """Remove what exports have left that were killed; one that is still being written is younger."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < (now - OLDEST_UNFINISHED).timestamp():
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def read_one_moment() -> Iterator[None]:
    """Read everything in the block as it is at one moment; inside a transaction, as that one sees it."""
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
