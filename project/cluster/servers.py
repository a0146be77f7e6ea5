"""PostgreSQL servers that copy one another, and PgBouncer before the one that is written to, on loopback.

The servers are the embedded ones, with PostgreSQL's own replication: `pg_basebackup`, streaming, and commits
that wait until one replica has them on its disk.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from project.checkout import CHECKOUT
from project.demo.port import ADDRESS, find_free_port
from project.embedded import EmbeddedError
from project.embedded.account import Account, choose_account
from project.embedded.cluster import FOR_SUPERUSERS, SITE_ROLE, find_programs

NAME = "record"
POOLER = Path("/usr/sbin/pgbouncer")
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
SECONDS_TO_TRY_AGAIN = 5
SETTINGS = {
    "listen_addresses": ADDRESS,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "wal_keep_size": "256MB",  # a replica that was away for a while catches up from it
    "synchronous_commit": "on",
    "hot_standby_feedback": "on",
    "wal_receiver_timeout": "5s",
    "wal_retrieve_retry_interval": "1s",
}
POOLER_SETTINGS = """
[databases]
{name} = host={address} port={server}
[pgbouncer]
listen_addr = {address}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pidfile = {folder}/pid
pool_mode = transaction
max_client_conn = 200
default_pool_size = 20
server_connect_timeout = 2
server_login_retry = 1
server_check_delay = 1
"""


def kill_family(child: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started, at once; return when all are gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        first = psutil.Process(child.pid)
        family = [first, *first.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
    child.wait()


class Daemon:
    """A program in a folder of its own, run by the account that PostgreSQL runs as; `log` is its output."""

    def __init__(self, name: str, folder: Path, program: Path) -> None:
        self.name = name
        self.folder = folder
        self.port = find_free_port()
        self.log = folder.parent / f"{folder.name}.log"
        self.account: Account = choose_account(CHECKOUT, folder.parent, program)
        self.child: subprocess.Popen[bytes] | None = None

    def run(self, command: list[str | Path]) -> None:
        with self.log.open("ab") as output:
            self.child = self.account.popen(command, stdout=output, stderr=output, start_new_session=True)

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def kill(self) -> None:
        """End it and all that it has started at once, as when its machine loses its power."""
        if self.child is not None:
            kill_family(self.child)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self.child is None:
            return
        self.child.send_signal(how)
        try:
            self.child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


class ClusterServer(Daemon):
    """One PostgreSQL server."""

    def __init__(self, name: str, folder: Path, password: str) -> None:
        super().__init__(name, folder, find_programs() / "postgres")
        self.password = password

    def build_url(self, user: str = NAME, database: str = NAME) -> str:
        return f"postgresql://{user}:{self.password}@{ADDRESS}:{self.port}/{database}"

    def connect(self) -> psycopg.Connection[Any]:
        """Connect as superuser. Raises psycopg.OperationalError."""
        return psycopg.connect(self.build_url("postgres"), autocommit=True, connect_timeout=2)

    def ask(self, question: str) -> Any:
        """Return the one value that a query finds. Raises psycopg.Error."""
        with self.connect() as connection:
            row = connection.execute(question).fetchone()
            return row[0] if row else None

    def make(self) -> None:
        """Make a new database, start, and create the owner's role, the site's, and the database."""
        secret = self.folder.with_suffix(".password")
        secret.write_text(self.password)
        self.account.take_ownership(secret)
        command: list[str | Path] = [
            find_programs() / "initdb",
            "--pgdata",
            self.folder,
            "--username=postgres",
        ]
        command += ["--auth=scram-sha-256", "--pwfile", secret, "--encoding=UTF8", "--locale=C"]
        self._make_folder([*command, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"])
        with (self.folder / "pg_hba.conf").open("a") as rules:
            rules.write(f"host replication postgres {ADDRESS}/32 scram-sha-256\n")
        self.start()
        create = "CREATE ROLE {} LOGIN PASSWORD {}"
        with psycopg.connect(self.build_url("postgres", "postgres"), autocommit=True) as c:
            for role in (NAME, SITE_ROLE):
                c.execute(sql.SQL(create).format(sql.Identifier(role), sql.Literal(self.password)))
            c.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(NAME)))
        with self.connect() as connection:
            for name in FOR_SUPERUSERS:
                with contextlib.suppress(psycopg.errors.FeatureNotSupported):  # this server has not got it
                    connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))

    def copy(self, primary: "ClusterServer") -> None:
        """Become a replica: copy the primary as it is now, and follow it."""
        source = f"{primary.build_url('postgres', '')}?application_name={self.name}"
        command: list[str | Path] = [find_programs() / "pg_basebackup", "--pgdata", self.folder]
        command += ["--dbname", source, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"]
        self._make_folder(command)
        self.start()

    def _make_folder(self, command: list[str | Path]) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(mode=0o700)
        self.account.take_ownership(self.folder)
        with self.account.popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
            output = child.communicate()[0].decode(errors="replace")
        if child.returncode:
            raise EmbeddedError(f"{self.name} cannot be made: {output.strip()}")

    def start(self) -> None:
        """Start, and wait until queries are answered.

        A connection that was opened just before the server was killed outlives it by a moment, in which
        no other starts: then it is tried again, as systemd does.
        """
        command: list[str | Path] = [find_programs() / "postgres", "-D", self.folder, "-p", str(self.port)]
        command += [word for pair in SETTINGS.items() for word in ("-c", "=".join(pair))]
        self.run(command)
        deadline = time.monotonic() + SECONDS_TO_START
        again = time.monotonic() + SECONDS_TO_TRY_AGAIN
        while True:
            try:
                psycopg.connect(self.build_url("postgres", "postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > (deadline if self.is_running() else again):
                    raise EmbeddedError(f"{self.name} does not start: {error} Its log: {self.log}") from None
            time.sleep(0.1)
            if not self.is_running():
                self.run(command)

    def wait_for(self, *replicas: str) -> None:
        """Let no commit be acknowledged before one of these replicas has it."""
        with self.connect() as connection:
            names = f"ANY 1 ({', '.join(replicas)})" if replicas else ""
            connection.execute(
                sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(sql.Literal(names))
            )
            connection.execute("SELECT pg_reload_conf()")

    def promote(self, *replicas: str) -> None:
        """Become the primary, whose commits wait for these."""
        self.ask("SELECT pg_promote(true, 30)")
        self.wait_for(*replicas)

    def follow(self, primary: "ClusterServer") -> None:
        """Follow another primary from now on."""
        source = f"host={ADDRESS} port={primary.port} user=postgres password={self.password}"
        with self.connect() as connection:
            statement = sql.SQL("ALTER SYSTEM SET primary_conninfo = {}")
            connection.execute(statement.format(sql.Literal(f"{source} application_name={self.name}")))
            connection.execute("SELECT pg_reload_conf()")

    def find_received(self) -> int:
        """Return how much of the primary's log a replica has, in bytes; -1 if it does not answer."""
        try:
            return int(self.ask("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn") or 0)
        except psycopg.Error:
            return -1


class Pooler(Daemon):
    """PgBouncer in transaction mode."""

    def __init__(self, folder: Path, password: str) -> None:
        if not POOLER.exists():
            raise EmbeddedError("There is no PgBouncer: `make postgres` installs it.")
        super().__init__("pgbouncer", folder, POOLER)
        self.password = password
        folder.mkdir(exist_ok=True)
        (folder / "users").write_text(f'"{SITE_ROLE}" "{password}"\n')
        self.account.take_ownership(folder)

    def build_url(self) -> str:
        return f"postgresql://{SITE_ROLE}:{self.password}@{ADDRESS}:{self.port}/{NAME}"

    def point_at(self, server: ClusterServer) -> None:
        """Lead to this server from now on."""
        settings = self.folder / "pgbouncer.ini"
        text = POOLER_SETTINGS.format(
            name=NAME, address=ADDRESS, server=server.port, port=self.port, folder=self.folder
        )
        settings.write_text(text)
        if self.child is not None and self.is_running():
            self.child.send_signal(signal.SIGHUP)

    def start(self) -> None:
        self.run([POOLER, self.folder / "pgbouncer.ini"])
