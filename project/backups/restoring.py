"""Restoring a backup into an empty database."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.migrations.loader import MigrationLoader

from claims.search.common_words import renew_common_words
from claims.search.vectors import read_origin, read_text_search, rebuild_vectors

from . import BackupError, UnfinishedRestoreError
from .encryption import decrypt_by
from .manifest import DUMP, UPLOADS, Manifest, check_files, read_manifest
from .programs import Command, describe_connection, find_program, run
from .tables import find_ours, summarise_tables

SERVER = """
SELECT current_database(), current_setting('server_version_num')::integer / 10000, getdatabaseencoding()
"""
# Extensions that are missing: whether this server has them, and whether we may create them.
EXTENSIONS = """
SELECT name, count(v.name) > 0, bool_or(v.trusted OR NOT v.superuser OR u.usesuper)
FROM unnest(%s::text[]) name LEFT JOIN pg_available_extension_versions v USING (name), pg_user u
WHERE u.usename = current_user AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = name)
GROUP BY name ORDER BY name
"""
NEW_DATABASE = "CREATE DATABASE name OWNER role ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;"
# Words that no vector has any more would be proposed to who mistypes them.
FORGET_WORDS = "TRUNCATE claims_word, claims_searchword"


@dataclass
class Restored:
    """What came of it: sentences about tables that differ from the backup, and what was done besides."""

    manifest: Manifest
    differences: list[str] = field(default_factory=list)
    has_new_search: bool = False
    has_uploads: bool = False


@dataclass(frozen=True)
class Backup:
    """A backup whose files are whole, and how they are read."""

    folder: Path
    manifest: Manifest
    identity: Path | None

    def read(self, name: str, *commands: Command) -> bytes:
        """Return what the last of these programs writes when the first reads a file, decrypted."""
        path = self.folder / self.manifest.find_file(name)
        return run([*decrypt_by(path, self.identity), *commands], path)


def restore_backup(
    folder: Path,
    *,
    identity: Path | None = None,
    programs: Path | None = None,
    tell: Callable[[str], object] = str,
) -> Restored:
    """Restore the backup in `folder` into our database, which has to be empty, and compare every table.

    Then run `migrate`, and make anew what searches look into, if this server treats letters otherwise.
    `identity`: the file with age's key; `programs`: the folder with pg_restore; `tell` is given what is being
    done. All of the dump or nothing is restored. Raises BackupError: UnfinishedRestoreError after the rows.
    """
    manifest = read_manifest(folder)
    _check_migrations(manifest)
    server = _check_database(manifest)
    tell("Comparing the files with the manifest.")
    check_files(folder, manifest)
    backup = Backup(folder, manifest, identity)
    program, _version = find_program("pg_restore", max(server, manifest.dumped_with), programs)
    _prepare_uploads(backup)
    tell(f"Restoring {manifest.rows:,} rows.")
    _restore_dump(backup, program)
    tell("Comparing every table with the manifest.")
    restored = Restored(manifest, compare_tables(manifest))
    if restored.differences:
        return restored
    try:
        _finish(restored, backup, server, tell)
    except (BackupError, DatabaseError, CommandError, OSError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise UnfinishedRestoreError(
            f"{reason}. All rows were restored before that, each as it was. Mend it, empty the database, and"
            " restore the backup once more."
        ) from error
    return restored


def _finish(restored: Restored, backup: Backup, server: int, tell: Callable[[str], object]) -> None:
    """Do what remains to be done after the rows."""
    restored.has_uploads = _restore_uploads(backup)
    tell("Running migrate.")
    call_command("migrate", verbosity=0)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("ANALYZE")
    if _has_other_text_search(backup.manifest, server):
        tell("Making the search anew.")
        _renew_search()
        restored.has_new_search = True


def compare_tables(manifest: Manifest) -> list[str]:
    """Compare every table of the database with a manifest; return a sentence for each that differs."""
    with transaction.atomic(DEFAULT_DB_ALIAS), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        here = summarise_tables(cursor)
    differences = [f"{name} is not in the backup." for name in sorted(here.keys() - manifest.tables)]
    for name, told in manifest.tables.items():
        is_here = here.get(name)
        if is_here is None:
            differences.append(f"{name} is missing.")
        elif is_here.rows != told.rows:
            differences.append(f"{name} has {is_here.rows:,} rows; the backup has {told.rows:,}.")
        elif is_here.checksum != told.checksum:
            differences.append(f"{name} has as many rows as the backup, and some are not the same.")
    return differences


def _check_migrations(manifest: Manifest) -> None:
    ours = MigrationLoader(None).disk_migrations
    for app, names in manifest.migrations.items():
        if unknown := [name for name in names if (app, name) not in ours]:
            raise BackupError(
                f"The backup was made by a newer version of the program ({manifest.product}): this one does"
                f" not know the migration {app}.{unknown[0]}. Install that version, and restore with it."
            )


def _check_database(manifest: Manifest) -> int:
    """Return the major version of the server. Raises BackupError if the database is not fit for it."""
    if ours := find_ours(DEFAULT_DB_ALIAS):
        raise BackupError(
            f"The database is not empty: it has the {ours}, and more. A backup is restored into an empty one,"
            f" made with: {NEW_DATABASE} (In development, stop the demo and move .data/postgres away.)"
        )
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(SERVER)
        database, server, encoding = cursor.fetchone()
    if encoding != "UTF8":
        raise BackupError(f"The database {database} stores text as {encoding}. Make another: {NEW_DATABASE}")
    if server < manifest.server:
        raise BackupError(
            f"The backup is of PostgreSQL {manifest.server}, and this server is {server}: restore into a"
            f" server of version {manifest.server} or newer."
        )
    _check_extensions(manifest, database)
    return int(server)


def _check_extensions(manifest: Manifest, database: str) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(EXTENSIONS, [manifest.extensions])
        missing = cursor.fetchall()
    for name, is_available, may_create in missing:
        if not is_available:
            raise BackupError(
                f"The backup has the extension {name}, which this server lacks. Install it on the server, as"
                " docs/operations.md says."
            )
        if not may_create:
            raise BackupError(
                f"The backup has the extension {name}, which only a superuser may create: have one run"
                f' "CREATE EXTENSION {name};" in the database {database}.'
            )


def _restore_dump(backup: Backup, program: Path) -> None:
    """Restore the dump, whoever owned it: all or nothing. Comments on extensions are their owner's."""
    contents = backup.read(DUMP, [program, "--list"]).decode()
    wanted = [line for line in contents.splitlines() if " COMMENT - EXTENSION " not in line]
    with (
        tempfile.NamedTemporaryFile("w", prefix="otr-list-") as file,
        describe_connection(DEFAULT_DB_ALIAS) as database,
    ):
        file.write("\n".join(wanted) + "\n")
        file.flush()
        words = ["--single-transaction", "--no-owner", "--no-privileges", f"--use-list={file.name}"]
        backup.read(DUMP, [program, *words, f"--dbname={database}"])


def _prepare_uploads(backup: Backup) -> None:
    """Make the folder of uploaded files, if the backup has any. Raises BackupError if it cannot be used."""
    if not backup.manifest.find_file(UPLOADS):
        return
    if not shutil.which("tar"):
        raise BackupError("tar is needed for the uploaded files, and there is none here. Install it.")
    folder = settings.IMPORT_FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BackupError(
            f"The folder of uploaded files, {folder}, cannot be written: {error.strerror}. Mend that first."
        ) from error


def _restore_uploads(backup: Backup) -> bool:
    if not backup.manifest.find_file(UPLOADS):
        return False
    words = ["--extract", "--skip-old-files", "--no-same-owner", f"--directory={settings.IMPORT_FOLDER}"]
    backup.read(UPLOADS, ["tar", *words])
    return True


def _has_other_text_search(manifest: Manifest, server: int) -> bool:
    """Return whether searches would miss words here: by other letters, or another PostgreSQL's stems."""
    here, origin = read_text_search(DEFAULT_DB_ALIAS), read_origin(DEFAULT_DB_ALIAS)
    made_by = [found.fingerprint for found in (here, origin) if found]
    return len({*made_by, manifest.fingerprint}) > 1 or server != manifest.server


def _renew_search() -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(FORGET_WORDS)
    rebuild_vectors()
    renew_common_words()
