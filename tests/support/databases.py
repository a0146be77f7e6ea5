"""Databases made as copies of another.

PostgreSQL makes a copy in a fraction of a second.

The migrations and the Moscow record take seconds. One process of the run makes a database of each, to which
nobody connects afterwards; every process gets a copy, and so do tests. A copy that several tests share is
read-only for PostgreSQL itself, so they cannot disturb each other.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from psycopg import sql
from psycopg.errors import LockNotAvailable

from project.embedded.cluster import SITE_ROLE

# Not WITH (FORCE): that is refused to all but superusers while autovacuum is at work there.
DROP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = {text} AND usename = current_user",
    "DROP DATABASE IF EXISTS {name}",
)

# The databases that all processes of a run copy.
EMPTY = "test_record_run_empty"
MOSCOW = "test_record_run_moscow"

# What migrations put there, and tests find: tables that are never emptied.
FILLED_BY_MIGRATIONS = {
    *("auth_group", "auth_group_permissions", "auth_permission", "django_content_type"),
    "claims_stamp",
}
JOBS = {"procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers"}
"""The tables of background jobs, which Django does not manage."""
LARGE = 2**18  # bytes
PATIENCE, PAUSE = 60, 0.02  # seconds


@contextlib.contextmanager
def first_of_run(mark: Path) -> Iterator[bool]:
    """Yield whether this process is the first of the run to do something; the others wait until it is done.

    `mark`: a file that is written once it is done, in a folder that all processes of the run share.
    """
    with mark.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield not os.fstat(file.fileno()).st_size
        file.write("done")


def close_connections() -> None:
    """Close every connection of this process.

    A database cannot be copied or dropped while somebody is connected to it.
    """
    for each in connections.all(initialized_only=True):
        each.close()
        each.close_pool()


def copy_database(source: str, name: str, *, read_only: bool = False) -> None:
    """Make the database `name` as a copy of `source`.

    Nobody may be connected to `source`.
    """
    statements = [
        *DROP,
        "CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY",
        "ALTER DATABASE {name} SET jit = off",  # as `migrate` did in the source: settings are not copied
    ]
    if read_only:
        statements.append("ALTER DATABASE {name} SET default_transaction_read_only = on")
    names = {"name": sql.Identifier(name), "text": sql.Literal(name), "source": sql.Identifier(source)}
    _run([sql.SQL(statement).format(**names) for statement in statements])


def drop_database(name: str) -> None:
    names = {"name": sql.Identifier(name), "text": sql.Literal(name)}
    _run([sql.SQL(statement).format(**names) for statement in DROP])


def find_site_role(url: str) -> str:
    """Return the role that serves the site where the server has it, else whom the address names."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as server:
        is_there = "SELECT rolname FROM pg_roles WHERE rolname = %s"
        if row := server.execute(is_there, [SITE_ROLE]).fetchone():
            return row[0]
    return connection.settings_dict["USER"]


@contextlib.contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Have every connection that is made inside the block act as a role, or as itself: none.

    Not by Django's assume_role, for which a pool would need a connection before it has one.
    """
    options = connection.settings_dict["OPTIONS"]
    usual = options.get("options", "")
    options["options"] = f"-c role={role}"
    try:
        yield
    finally:
        options["options"] = usual


def _run(statements: list[sql.Composed]) -> None:
    close_connections()
    with acting_as("none"), connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    close_connections()


@contextlib.contextmanager
def using_database(name: str) -> Iterator[None]:
    """Connect every thread of this process to the database `name` inside the block."""
    close_connections()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        close_connections()
        connection.settings_dict["NAME"] = usual


@contextlib.contextmanager
def copied_database(source: str, name: str, *, read_only: bool = False) -> Iterator[str]:
    """Use a copy of the database `source` inside the block; yield its name."""
    copy_database(source, name, read_only=read_only)
    try:
        with using_database(name):
            yield name
    finally:
        drop_database(name)


def empty_tables() -> None:
    """Take away what a test has committed, past the triggers that keep the record.

    TRUNCATE would make dozens of tables and all their indexes anew, for a few rows. It does so only if one
    of the tables is large, because the planner of PostgreSQL goes by the size that a DELETE leaves behind.
    The last requests of a browser may still write, and hold locks. To wait for one of these while holding
    others could be a deadlock, so all are taken at once or none, and tried again.
    """
    ours = {*connection.introspection.django_table_names(include_views=False)}
    tables = sorted((ours | JOBS) - FILLED_BY_MIGRATIONS)
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE NONE")
                cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE NOWAIT")
                _delete_rows(cursor, tables)
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or time.monotonic() > given_up:
                raise
        time.sleep(PAUSE)


def _delete_rows(cursor, tables: list[str]) -> None:
    cursor.execute(f"SELECT {', '.join(f'EXISTS (TABLE {table})' for table in tables)}")
    written = [table for table, is_written in zip(tables, cursor.fetchone(), strict=True) if is_written]
    if not written:
        return
    cursor.execute("SELECT max(pg_relation_size(name)) FROM unnest(%s::regclass[]) AS name", [written])
    if cursor.fetchone()[0] > LARGE:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        return
    for table in written:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    # One statement: what the rows refer to is looked up when all of them are gone.
    deletions = ", ".join(f"from_{table} AS (DELETE FROM {table})" for table in written)
    cursor.execute(f"WITH {deletions} SELECT")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in written:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def load_moscow() -> None:
    """Load the Moscow record and ANALYZE it.

    Without statistics PostgreSQL takes the tables for empty, and its plans take minutes for a page.
    """
    call_command("loaddata", "moscow_2017", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ANALYZE")
