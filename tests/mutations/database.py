"""The databases for mutations: one that is migrated once, and copies of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.mutations.mutation import Mutation, MutationError

CHECKOUT = Path(__file__).resolve().parents[2]
ORIGINAL = "mutations_original"
COPY = "mutations_copy"
END_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user
"""
MIGRATE = """
import sys, django
from django.conf import settings
from django.core.management import call_command
django.setup()
settings.SITE_ROLE = sys.argv[1]
call_command("migrate", verbosity=0)
"""
"""The tests act as the role that serves the site, which has to be told what it may do."""
DEFINITION = "SELECT pg_get_functiondef(%s::regproc)"


@pytest.fixture(scope="session")
def django_db_setup():
    """Use the copy, in place of a database that pytest-django would make."""
    settings.DATABASES["default"]["NAME"] = COPY


@contextmanager
def original_database() -> Iterator[psycopg.Connection]:
    """Migrate the database that is copied.

    Yields a connection to the server that holds it.
    """
    with _connect("postgres") as server:
        if not server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [ORIGINAL]).fetchone()[0]:
            raise pytest.UsageError("Somebody else tries mutations on this server. Wait until they are done.")
        try:
            _drop(server, ORIGINAL)
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(ORIGINAL)))
            url = urlsplit(os.environ["DEVELOPMENT_DATABASE_URL"])._replace(path=f"/{ORIGINAL}")
            subprocess.run(
                [sys.executable, "-c", MIGRATE, settings.SITE_ROLE],
                cwd=CHECKOUT,
                env={
                    **os.environ,
                    "DEVELOPMENT_DATABASE_URL": url.geturl(),
                    "DJANGO_SETTINGS_MODULE": "project.settings",
                },
                check=True,
            )
            yield server
        finally:
            _drop(server, ORIGINAL)


@contextmanager
def mutated_database(server: psycopg.Connection, mutation: Mutation | None) -> Iterator[None]:
    """Make a copy with this mutation in it, and drop it at the end.

    Raises MutationError. Nothing is connected to the copy inside the block, so the tests may copy it again.
    """
    _drop(server, COPY)
    names = sql.Identifier(COPY), sql.Identifier(ORIGINAL)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    try:
        mutated = mutation and _mutate(mutation)
        yield
        if mutation and _definition(mutation) != mutated:
            raise MutationError(f"a test put {mutation.function} back")
    finally:
        _drop(server, COPY)


def _drop(server: psycopg.Connection, database: str) -> None:
    """Drop a database, without WITH (FORCE).

    FORCE is refused to all but superusers while autovacuum is at work there; a plain DROP waits for it.
    """
    server.execute(END_CONNECTIONS, [database])
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))


def _connect(database: str) -> psycopg.Connection:
    return psycopg.connect(os.environ["DEVELOPMENT_DATABASE_URL"], dbname=database, autocommit=True)


def _mutate(mutation: Mutation) -> str:
    """Make the mutation in the copy, and return the new definition of the function."""
    before = _definition(mutation)
    try:
        with _connect(COPY) as copy:
            copy.execute(mutation.apply(before))
    except psycopg.ProgrammingError as error:
        raise MutationError(f"this is not SQL: {error}") from error
    after = _definition(mutation)
    if after == before:
        raise MutationError("this changes nothing")
    return after


def _definition(mutation: Mutation) -> str:
    with _connect(COPY) as copy:
        return copy.execute(DEFINITION, [mutation.function]).fetchone()[0]
