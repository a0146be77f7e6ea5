"""PostgreSQL and PgBouncer as the system has them, on loopback, in folders that go again.

Only Debian's places are looked at. The settings are the ones that its packages come with, but for writing to
the disk, which nobody waits for.
"""

import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from project.checkout import CHECKOUT
from project.demo.port import find_free_port
from project.embedded.account import Account, choose_account
from project.embedded.cluster import FASTER_BUT_FORGETFUL, SITE_ROLE

VERSIONS = Path("/usr/lib/postgresql")
POOLER = Path("/usr/sbin/pgbouncer")
ADDRESS = "127.0.0.1"
NAME = "record"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
LOCALES = {
    "C.UTF-8": ("--locale=C.UTF-8",),
    "icu": ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB"),
}
"""How databases sort: by code points, as docs/operations.md advises; or as dictionaries do, as is common."""
POOLER_SETTINGS = """
[databases]
* = host={address} port={server}
[pgbouncer]
listen_addr = {address}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 4
"""


class ServerError(Exception):
    """A server that is not installed, or does not start; the text says what to do."""


def find_programs(version: str) -> Path:
    """Return the folder with the programs of a version of PostgreSQL, the newest one if it is empty."""
    found = [path.parent for path in VERSIONS.glob(f"{version or '*'}/bin/initdb")]
    found = [programs for programs in found if programs.parent.name.isdigit()]  # 9.6 is too old
    if not found:
        raise ServerError(f"There is no PostgreSQL {version} in {VERSIONS}: `make postgres` installs it.")
    return max(found, key=lambda programs: int(programs.parent.name))


@contextmanager
def run_server(version: str = "", locale: str = "C.UTF-8") -> Iterator[str]:
    """Run a new server inside the block; yields the address of an empty database, and of its owner.

    The owner may make databases, and is no superuser. The superuser `postgres` has the same password.
    """
    programs = find_programs(version)
    password, port = secrets.token_urlsafe(), find_free_port()
    with _private_folder(programs / "postgres", {"password": password}) as (folder, account):
        command = [programs / "initdb", "--pgdata", folder / "data", "--username=postgres", "--no-sync"]
        command += ["--auth=scram-sha-256", "--pwfile", folder / "password", "--encoding=UTF8"]
        with account.popen(
            [*command, *LOCALES[locale]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as child:
            output = child.communicate()[0].decode(errors="replace")
        if child.returncode:
            raise ServerError(f"Could not make a database:\n{output}")
        settings = [f"port={port}", f"listen_addresses={ADDRESS}", f"unix_socket_directories={folder}"]
        command = [programs / "postgres", "-D", folder / "data"]
        command += [word for setting in [*settings, *FASTER_BUT_FORGETFUL] for word in ("-c", setting)]
        url = f"postgresql://postgres:{password}@{ADDRESS}:{port}/postgres"
        with _running(account, command, folder / "log", url, signal.SIGINT):
            _create_owner(url, password)
            yield f"postgresql://{NAME}:{password}@{ADDRESS}:{port}/{NAME}"


@contextmanager
def run_pooler(url: str) -> Iterator[str]:
    """Run PgBouncer in transaction mode before a server inside the block; yields the address through it."""
    if not POOLER.exists():
        raise ServerError("There is no PgBouncer: `make postgres` installs it.")
    server, port = urlsplit(url), find_free_port()
    users = f'"{server.username}" "{server.password}"\n'
    with _private_folder(POOLER, {"users": users}) as (folder, account):
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            POOLER_SETTINGS.format(address=ADDRESS, server=server.port, port=port, folder=folder)
        )
        settings.chmod(0o644)
        pooled = url.replace(f":{server.port}/", f":{port}/")
        with _running(account, [POOLER, settings], folder / "log", pooled, signal.SIGTERM):
            yield pooled


@contextmanager
def _private_folder(program: Path, files: dict[str, str]) -> Iterator[tuple[Path, Account]]:
    """Make a folder of the account that is to run `program`, with these files in it."""
    with tempfile.TemporaryDirectory(prefix="otr-server-") as name:
        folder = Path(name)
        account = choose_account(CHECKOUT, folder.parent, program)
        for file, text in files.items():
            (folder / file).write_text(text)
        account.take_ownership(folder)
        yield folder, account


@contextmanager
def _running(account: Account, command: list, log: Path, url: str, stop: signal.Signals) -> Iterator[None]:
    """Run a server, wait until it answers at `url`, and stop it after the block."""
    with log.open("wb") as output:
        child = account.popen(command, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait_for_answer(child, url, log)
        yield
    finally:
        child.send_signal(stop)
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for_answer(child: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if child.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f"{error}\n{log.read_text(errors='replace')}") from error
        time.sleep(0.05)


def _create_owner(url: str, password: str) -> None:
    name = sql.Identifier(NAME)
    with psycopg.connect(url, autocommit=True) as connection:
        create = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        connection.execute(create.format(name, sql.Literal(password)))
        site = sql.Identifier(SITE_ROLE)
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(create.format(site, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT {} TO {}").format(site, name))  # tests act as the site
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
