"""Writing a backup."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

from claims.search.vectors import read_text_search
from exchange.importing.uploads import sync_folder

from . import BackupError
from .encryption import choose_suffix, encrypt_by
from .manifest import DUMP, NAME, UPLOADS, FileSummary, Manifest, read_product, write_file
from .programs import Command, describe_connection, find_program, stream
from .tables import LEFT_OUT, summarise_tables

SERVER = "SELECT split_part(current_setting('server_version'), ' ', 1), pg_export_snapshot()"
EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
# While pg_dump works, this transaction only holds its snapshot.
PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0"


@dataclass(frozen=True)
class Snapshot:
    """A moment of the database that another program can read as well."""

    cursor: CursorWrapper
    postgresql: str
    name: str


def write_backup(
    parent: Path,
    *,
    now: datetime,
    recipient: str = "",
    programs: Path | None = None,
    tell: Callable[[str], object] = str,
) -> tuple[Path, Manifest]:
    """Write a backup into a new folder in `parent`; return the folder and what is in it.

    People can go on working meanwhile: it holds one moment of the database. `recipient`: for whom it is
    encrypted; `programs`: the folder with pg_dump; `tell` is given a sentence if uploaded files could not be
    read, and are not in it. Raises BackupError; then there is no folder.
    """
    folder = parent / f"record-{now:%Y%m%d-%H%M%S}"
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if folder.exists():
        raise BackupError(f"{folder} is there already. Try again in a second.")
    encrypt_by(recipient)
    warnings: list[str] = []
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        try:
            manifest = _fill(unfinished, now, recipient, programs, warnings.append)
            write_file(unfinished / NAME, [manifest.as_json().encode()])
            sync_folder(unfinished)
            unfinished.rename(folder)
            sync_folder(parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    except OSError as error:
        raise BackupError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
    if unread := [line for line in warnings if line.startswith("tar: ")]:
        tell(f"Not in the backup are uploaded files that tar could not read ({len(unread)}). {unread[0]}")
    return folder, manifest


def _fill(
    folder: Path, now: datetime, recipient: str, programs: Path | None, warn: Callable[[str], object]
) -> Manifest:
    text_search = read_text_search(DEFAULT_DB_ALIAS)
    with _take_snapshot() as snapshot:
        program, version = find_program("pg_dump", int(snapshot.postgresql.split(".")[0]), programs)
        with describe_connection(DEFAULT_DB_ALIAS) as database:
            files: dict[str, Command] = {DUMP: [program, *_describe_dump(snapshot, database)]}
            if settings.IMPORT_FOLDER.is_dir():
                files[UPLOADS] = _pack(settings.IMPORT_FOLDER)
            written = {
                f"{name}{choose_suffix(recipient)}": _write(folder, name, command, recipient, warn)
                for name, command in files.items()
            }
        snapshot.cursor.execute(EXTENSIONS)
        return Manifest(
            made_at=now.isoformat(timespec="seconds"),
            product=read_product(),
            postgresql=snapshot.postgresql,
            dumped_with=version,
            text_search=text_search.server if text_search else "",
            fingerprint=text_search.fingerprint if text_search else "",
            extensions=[name for (name,) in snapshot.cursor.fetchall()],
            migrations=_list_migrations(),
            left_out=LEFT_OUT,
            tables=summarise_tables(snapshot.cursor),
            files=written,
        )


@contextmanager
def _take_snapshot() -> Iterator[Snapshot]:
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(PATIENT)
        cursor.execute(SERVER)
        yield Snapshot(cursor, *cursor.fetchone())


def _describe_dump(snapshot: Snapshot, database: str) -> list[str]:
    words = ["--format=custom", "--no-unlogged-table-data", f"--snapshot={snapshot.name}"]
    return [*words, *(f"--exclude-table-data={name}" for name in LEFT_OUT), f"--dbname={database}"]


def _pack(folder: Path) -> Command:
    return [
        "tar",
        "--create",
        "--ignore-failed-read",
        "--warning=no-file-changed",
        "--directory",
        folder,
        ".",
    ]


def _write(
    folder: Path, name: str, command: Command, recipient: str, warn: Callable[[str], object]
) -> FileSummary:
    path = folder / f"{name}{choose_suffix(recipient)}"
    return write_file(path, stream([command, *encrypt_by(recipient)], warn=warn))


def _list_migrations() -> dict[str, list[str]]:
    applied = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations()
    found: dict[str, list[str]] = {}
    for app, name in sorted(applied):
        found.setdefault(app, []).append(name)
    return found
