"""Warnings about a PostgreSQL server that would make the record slow or wrong.

`manage.py check --database default` gives them, and so does every `migrate`, before it begins. They are
written for those who look after a server, and need not know Django.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning
from django.db import DEFAULT_DB_ALIAS, connections

from claims.duplicates import embeddings
from claims.integrity.heads import UnreadableHeads, read_heads
from claims.search.vectors import TextSearch, read_origin, read_text_search
from project.replicas.lag import connect

from .privileges import has_role, list_differences, list_powers

OLDEST = 15
EXTENSIONS = ("pg_trgm", "unaccent")
LEAST_WORK_MEM = 4096  # kB, what PostgreSQL comes with
RESTORE = (
    "Dump it, and restore it into one that is made with: "
    "CREATE DATABASE name OWNER role ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;"
)

FACTS = """
SELECT session_user, current_database(), current_setting('server_version_num')::integer / 10000,
       current_setting('jit')::boolean, getdatabaseencoding(),
       pg_size_bytes(current_setting('work_mem')) / 1024,
       ARRAY(SELECT unnest(%s::text[]) EXCEPT SELECT name FROM pg_available_extensions ORDER BY 1),
       to_regclass('claims_claim') IS NOT NULL,
       (SELECT datcollversion <> pg_database_collation_actual_version(oid) FROM pg_database
        WHERE datname = current_database()) IS TRUE
"""
UNREACHABLE_ACCOUNTS = """
SELECT username FROM auth_user WHERE is_active AND is_staff AND email = '' ORDER BY username LIMIT 10
"""
NO_ROLE = (
    "As a superuser: CREATE ROLE name LOGIN PASSWORD '...'; `manage.py migrate` then gives it what it needs."
)
MEND_HEADS = (
    "Compare it with a copy that lies elsewhere, and put back the line that is there. Where none has it, "
    "keep a copy of the file as it is, and take the line out."
)
UNREACHABLE = "Check that the server runs, and that DATABASE_URL names its host, the database and the role."

# Not a constant, which PostgreSQL would fold, and refuse, where the encoding has no such letter.
FOLDS = "SELECT lower(chr(letter)) = chr(letter + 32) FROM generate_series(1051, 1051) letter"


@dataclass(frozen=True)
class Server:
    """What the warnings look at, as our connections find it."""

    role: str
    database: str
    version: int
    has_jit: bool
    encoding: str
    work_mem: int
    missing_extensions: str
    has_record: bool
    has_other_collation: bool
    folds_letters: bool
    here: TextSearch | None
    origin: TextSearch | None
    site: str = ""
    """The role that serves the site."""
    powers: str = ""
    """By what it could rewrite history."""
    closed_tables: int = 0
    """How many tables and sequences it may not use as it has to."""
    unreachable: str = ""
    """Names of accounts of the desk to which no mail can be sent, ten at most."""


@dataclass(frozen=True)
class ServerWarning:
    """A warning with the case that it is for; both texts may name what `server` is like."""

    id: str
    applies: Callable[[Server], bool]
    text: str
    hint: str

    def format(self, server: Server) -> CheckMessage:
        return Warning(self.text.format(server=server), hint=self.hint.format(server=server), id=self.id)


WARNINGS = (
    ServerWarning(
        "record.W001",
        lambda server: server.has_record and server.has_jit,
        "PostgreSQL compiles queries just in time (jit is on) for the role {server.role}, so that each edit"
        " takes up to a second longer.",
        "`manage.py migrate` switches it off. If this is still said afterwards, the role has a setting of its"
        ' own: ALTER ROLE "{server.role}" IN DATABASE "{server.database}" SET jit = off; then restart the'
        " site, its workers, and the connection pooler if there is one.",
    ),
    ServerWarning(
        "record.W002",
        lambda server: server.version < OLDEST,
        f"This is PostgreSQL {{server.version}}; the oldest that the site is tested with is {OLDEST}.",
        "Move the database to a newer server, with pg_upgrade or by dump and restore.",
    ),
    ServerWarning(
        "record.W003",
        lambda server: bool(server.missing_extensions),
        "PostgreSQL lacks what the search needs: {server.missing_extensions}.",
        "Install PostgreSQL's contrib modules on its server. Debian's and Ubuntu's server packages have them;"
        " elsewhere look for a package named postgresql-contrib.",
    ),
    ServerWarning(
        "record.W004",
        lambda server: server.encoding != "UTF8",
        "The database {server.database} stores text as {server.encoding}, in which many names cannot be"
        " written.",
        RESTORE,
    ),
    ServerWarning(
        "record.W005",
        lambda server: not server.folds_letters,
        "The database {server.database} knows capital letters from A to Z only (its LC_CTYPE): a search for"
        " лавров does not find Лавров.",
        RESTORE,
    ),
    ServerWarning(
        "record.W006",
        lambda server: bool(
            server.origin and server.here and server.origin.fingerprint != server.here.fingerprint
        ),
        "The search was made with {server.origin.server}. This is {server.here.server}, which treats some"
        " letters otherwise, so that searches miss words.",
        "Run `manage.py rebuild_search`, once. It also makes the indexes of names and texts anew. Readers and"
        " editors can go on meanwhile.",
    ),
    ServerWarning(
        "record.W007",
        lambda server: server.work_mem < LEAST_WORK_MEM,
        "A query may use only {server.work_mem} kB of memory (work_mem), so that searches wait for the disk.",
        "ALTER DATABASE \"{server.database}\" SET work_mem = '16MB'; then restart the site and its workers.",
    ),
    ServerWarning(
        "record.W008",
        lambda server: server.has_record and server.has_other_collation,
        "The server's machine sorts texts otherwise than when the database {server.database} was made:"
        " indexes of texts may miss rows, and let one text in twice.",
        'Run REINDEX DATABASE CONCURRENTLY "{server.database}"; then ALTER DATABASE "{server.database}"'
        " REFRESH COLLATION VERSION; and then `manage.py rebuild_search`, once.",
    ),
    ServerWarning(
        "record.W009",
        lambda server: bool(server.powers),
        "The role of the site, {server.site}, {server.powers}: whoever takes over the site can rewrite its"
        " history, and nobody would notice.",
        "Give the tables to another role, and name that in MIGRATE_DATABASE_URL: docs/operations.md has the"
        " statements, under “Two roles”.",
    ),
    ServerWarning(
        "record.W010",
        lambda server: not server.powers and server.closed_tables > 0,
        "The role of the site, {server.site}, may not use {server.closed_tables} tables as it has to.",
        "Run `manage.py migrate`, with the role that owns the tables in MIGRATE_DATABASE_URL.",
    ),
    ServerWarning(
        "record.W011",
        lambda server: bool(server.unreachable),
        "Accounts without an e-mail address can be sent no link for a new password, and no notice:"
        " {server.unreachable}.",
        "Give each its own: `manage.py account_link NAME --address ADDRESS`, or switch it off in the admin.",
    ),
)


def check_databases(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Warn of what makes these databases slow or wrong."""
    messages: list[CheckMessage] = []
    for using in databases or ():
        if reason := find_reason(using):
            text = f"The database does not answer: {reason}"
            messages.append(Error(text, hint=UNREACHABLE, id="record.E001"))
            continue
        if using == DEFAULT_DB_ALIAS and not has_role(using, settings.SITE_ROLE):
            text = f"PostgreSQL has no role {settings.SITE_ROLE}, which DATABASE_URL names"
            messages.append(Error(text, hint=NO_ROLE, id="record.E002"))
            continue
        messages += list_warnings(read_server(using))
        if using == DEFAULT_DB_ALIAS and (reason := embeddings.explain_why_not()):
            messages.append(Info(reason, id="record.I001"))
    return messages


def find_reason(using: str) -> str | None:
    """Find out why a server does not answer, in a line; None if it does.

    It is asked outside the pool, which tries again and again, and logs each time.
    """
    try:
        connect(connections[using]).close()
    except psycopg.OperationalError as error:
        return str(error).strip().partition("\n")[0]
    return None


def list_warnings(server: Server) -> list[CheckMessage]:
    return [warning.format(server) for warning in WARNINGS if warning.applies(server)]


def read_server(using: str) -> Server:
    """Read what a server is like. Before the first `migrate` there is nothing to search `here`.

    What the site's role may do, and whom no mail reaches, is of interest in production alone.
    """
    site, powers, closed_tables, unreachable = settings.SITE_ROLE, [], 0, []
    with connections[using].cursor() as cursor:
        cursor.execute(FACTS, [list(EXTENSIONS)])
        role, database, version, has_jit, encoding, work_mem, missing, has_record, other = cursor.fetchone()
        folds_letters = True
        if encoding == "UTF8":
            cursor.execute(FOLDS)
            (folds_letters,) = cursor.fetchone()
        if has_record and settings.PRODUCTION:
            powers = list_powers(cursor, site)
            closed_tables = len(list_differences(cursor, site))
            cursor.execute(UNREACHABLE_ACCOUNTS)
            unreachable = [name for (name,) in cursor.fetchall()]
    return Server(
        role=role,
        database=database,
        version=version,
        has_jit=has_jit,
        encoding=encoding,
        work_mem=work_mem,
        missing_extensions=" and ".join(missing),
        has_record=has_record,
        has_other_collation=other,
        folds_letters=folds_letters,
        here=read_text_search(using),
        origin=read_origin(using),
        site=site,
        powers=" and ".join(powers),
        closed_tables=closed_tables,
        unreachable=", ".join(unreachable),
    )


def check_heads(**_options: Any) -> list[CheckMessage]:
    """Warn of lines that are damaged in the file of the history's heads."""
    path = settings.HISTORY_HEADS
    try:
        known = read_heads(path) if path.exists() else None
    except UnreadableHeads as error:
        return [Warning(str(error), hint=MEND_HEADS, id="record.W012")]
    if not known or not known.damaged:
        return []
    return [Warning(f"{path}: {known.describe_damage()}.", hint=MEND_HEADS, id="record.W012")]


def check_sentence_model(**_options: Any) -> list[CheckMessage]:
    """Tell that the sentence model is damaged. It is read for this, which takes half a second."""
    reason = embeddings.find_damage()
    return [Info(reason, id="record.I002")] if reason else []
