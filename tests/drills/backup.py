"""A backup of one server restored into another: of another version and locale, encrypted on the way.

What searches look into has to be what it would be if the record had been made there.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from project.embedded import lifetime
from project.embedded.cluster import ROLE
from project.embedded.sockets import PORT
from tests.postgres.server import ServerError, run_server

from .programs import load_moscow, manage, require, require_soundness

NAMES = [f"record_drill_{kind}_{os.getpid()}" for kind in ("source", "restored", "native")]
# By what a row says, not by its number: the database in which the record was made anew has given others.
SEARCHES = {
    "search vectors": (
        "SELECT c.key, s.words::text FROM claims_claimsearch s JOIN claims_claim c ON c.id = s.claim_id"
    ),
    "words of the search": "SELECT word, spelling FROM claims_searchword",
    "words of claims": "SELECT word FROM claims_word",
    "words of drafts": "SELECT key, search::text FROM claims_claim",
}
IN_CAPITALS = "UPDATE claims_claim SET text = upper('ЛАВРОВ ' || text) WHERE key = 'syrian-forces-did-it'"


def restore_in_another_locale() -> str:
    """Restore a backup of the system's PostgreSQL, or of the embedded one, where no capital is folded."""
    with (
        lifetime.use_server(lifetime.TESTS) as sockets,
        tempfile.TemporaryDirectory(prefix="otr-drill-") as name,
        run_source(sockets) as source,
        new_database(sockets, NAMES[1]) as restored,
        new_database(sockets, NAMES[2]) as native,
    ):
        folder = Path(name)
        for url in (source, native):
            load_moscow(url)
            write(url, IN_CAPITALS)
        recipient, identity = make_key(folder)
        options = ["--encrypt-to", recipient] if recipient else []
        manage(source, "backup", folder / "backups", *options)
        [backup] = (folder / "backups").iterdir()
        said = manage(restored, "restore", backup, *identity, IMPORT_FOLDER=str(folder / "import"))
        for what, query in SEARCHES.items():
            require(
                read(restored, query) == read(native, query),
                f"{what} are not those of a record made there",
            )
        require("search was made anew" in said, "the search was not made anew")
        require_soundness(restored)
        rows = re.search(r"Restored: (\S+ rows of \d+ tables)", said)
        require(rows, f"restore did not say what it restored: {said}")
        server = read(source, "SELECT current_setting('server_version')")[0][0].split()[0]
        sealed = ", encrypted by age" if recipient else ", not encrypted: age is not installed"
        return (
            f"{rows[1] if rows else ''} came from PostgreSQL {server} into another locale, each the same"
            f"{sealed}; searches find what they would if it had been made there"
        )


@contextmanager
def run_source(sockets: Path) -> Iterator[str]:
    """Run the system's PostgreSQL, which sorts as dictionaries do; without it, use the embedded server."""
    try:
        with run_server(locale="icu") as url:
            yield url
            return
    except ServerError as error:
        if "make postgres" not in str(error):
            raise
    with new_database(sockets, NAMES[0], locale="C.UTF-8") as url:
        yield url


@contextmanager
def new_database(sockets: Path, name: str, locale: str = "C") -> Iterator[str]:
    """Make an empty database on the embedded server inside the block."""
    provider = "libc LOCALE 'C'" if locale == "C" else f"builtin LOCALE 'C' BUILTIN_LOCALE '{locale}'"
    create = f"CREATE DATABASE {{}} OWNER {{}} ENCODING 'UTF8' TEMPLATE template0 LOCALE_PROVIDER {provider}"
    server = {"host": str(sockets), "port": PORT, "user": "postgres", "autocommit": True}
    with psycopg.connect(dbname="postgres", **server) as connection:
        connection.execute(sql.SQL(create).format(sql.Identifier(name), sql.Identifier(ROLE)))
        try:
            yield f"postgresql://{ROLE}@/{name}?host={quote(str(sockets))}&port={PORT}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def make_key(folder: Path) -> tuple[str, list[str | Path]]:
    """Make a key of age's; return whom it is for, and the option that reads with it. "" without age."""
    if not shutil.which("age-keygen"):
        return "", []
    key = folder / "key.txt"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    return public.stdout.strip(), ["--identity", key]


def write(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def read(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return sorted(connection.execute(query).fetchall(), key=str)
