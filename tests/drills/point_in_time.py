"""Point-in-time recovery, as docs/operations.md describes it, on servers of our own.

The server keeps its log in an archive. Between saves a base backup is made; later somebody drops a table and
deletes rows, and the disk is lost. From the base backup and the archive the database comes back as it was
just before.
"""

import shutil
import time
from pathlib import Path
from typing import Any

import psycopg

from project.backups.manifest import TableSummary
from project.backups.tables import summarise_tables
from project.cluster.servers import ClusterServer
from project.embedded.cluster import find_programs

from .programs import manage, private_folder, require, require_soundness, run_program
from .site import PASSWORD, copy_folder, make_template

SAVES = 100
SECONDS_TO_ARCHIVE = 60
SAVE = "INSERT INTO claims_topic (name, summary) VALUES (%s, '')"
ACCIDENT = (
    "DROP TABLE claims_embedding",
    "DELETE FROM claims_topic WHERE name LIKE 'after the backup %'",
    "UPDATE sources_article SET title = 'x' || title",
)


def recover_to_a_moment() -> str:
    """Lose a database after an accident, and have it back as it was just before."""
    with private_folder(find_programs() / "postgres") as folder:
        archive = folder / "archive"
        archive.mkdir()
        first = ClusterServer("the server", folder / "first", PASSWORD)
        first.account.take_ownership(archive)
        second = ClusterServer("the recovered server", folder / "second", PASSWORD)
        try:
            copy_folder(make_template()[0], first.folder)
            keep_log(first, archive)
            save(first, "before the backup")
            copy_base(first, folder / "base")
            save(first, "after the backup")
            moment, before = first.ask("SELECT clock_timestamp()::text"), summarise(first)
            time.sleep(0.05)  # the next commit is later than the moment
            have_accident(first)
            finish_archive(first)
            first.kill()
            shutil.rmtree(first.folder)  # the disk is lost
            began = time.monotonic()
            recover(second, folder / "base", archive, moment)
            seconds = time.monotonic() - began
            after = summarise(second)
            different = [name for name in before | after if before.get(name) != after.get(name)]
            require(not different, f"not as they were at the moment: {', '.join(different)}")
            save(second, "after the recovery")
            require_soundness(second.build_url())
            manage(second.build_url(), "check", "--database", "default", "--fail-level", "ERROR")
        finally:
            for server in (first, second):
                server.kill()
        rows = sum(summary.rows for summary in before.values())
        return (
            f"{rows:,} rows of {len(before)} tables are back as they were at the moment before an accident, "
            f"{2 * SAVES} saves around the base backup among them; recovery took {seconds:.1f} s"
        )


def connect(server: ClusterServer) -> psycopg.Connection[Any]:
    return psycopg.connect(server.build_url(), autocommit=True)


def keep_log(server: ClusterServer, archive: Path) -> None:
    """Start a server, have it keep its log, and begin it again with that."""
    server.start()
    with server.connect() as connection:
        connection.execute("ALTER SYSTEM SET archive_mode = on")
        command = f"test ! -f {archive}/%f && cp %p {archive}/%f.part && mv {archive}/%f.part {archive}/%f"
        connection.execute(f"ALTER SYSTEM SET archive_command = '{command}'")
    server.stop()
    server.start()


def save(server: ClusterServer, when: str) -> None:
    """Save rows, each in a transaction of its own."""
    with connect(server) as connection:
        for number in range(SAVES):
            connection.execute(SAVE, [f"{when} {number}"])


def copy_base(server: ClusterServer, folder: Path) -> None:
    """Make a base backup while the server runs, and check it by its own manifest."""
    folder.mkdir(mode=0o700)
    server.account.take_ownership(folder)
    source = server.build_url("postgres", "")
    copy = ["--pgdata", folder, "--dbname", source, "--wal-method=none", "--checkpoint=fast"]
    run_program(server, ["pg_basebackup", *copy])
    run_program(server, ["pg_verifybackup", "--no-parse-wal", folder])


def summarise(server: ClusterServer) -> dict[str, TableSummary]:
    """Count the rows of every table, with their checksums."""
    with psycopg.connect(server.build_url()) as connection, connection.cursor() as cursor:
        return summarise_tables(cursor)  # type: ignore[arg-type]


def have_accident(server: ClusterServer) -> None:
    with connect(server) as connection:
        for statement in ACCIDENT:
            connection.execute(statement)
    save(server, "after the accident")


def finish_archive(server: ClusterServer) -> None:
    """Wait until all of the log is in the archive."""
    last = server.ask("SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + SECONDS_TO_ARCHIVE
    while (server.ask("SELECT last_archived_wal FROM pg_stat_archiver") or "") < last:
        require(time.monotonic() < deadline, "the log does not get into the archive")
        time.sleep(0.1)


def recover(server: ClusterServer, base: Path, archive: Path, moment: str) -> None:
    """Start a server on the base backup, and have it replay the log up to a moment."""
    base.rename(server.folder)
    with (server.folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"archive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n")
        settings.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = promote\n")
    (server.folder / "recovery.signal").touch()
    (server.folder / "recovery.signal").chmod(0o644)
    server.account.take_ownership(server.folder / "recovery.signal")
    server.start()
    deadline = time.monotonic() + SECONDS_TO_ARCHIVE
    while server.ask("SELECT pg_is_in_recovery()"):
        require(time.monotonic() < deadline, "the recovery does not end")
        time.sleep(0.1)
