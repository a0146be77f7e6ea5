"""Clusters in temporary folders, processes that use them, and copied checkouts."""

import os
import pwd
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection

from project.checkout import CHECKOUT
from project.demo import port
from project.embedded.cluster import Cluster, start, stop
from project.embedded.sockets import PORT, remove_folder

# Joins a cluster, says where it is, and leaves when its standard input ends.
USE_CLUSTER = """
import sys
from pathlib import Path
from project.embedded.cluster import Cluster
from project.embedded.lifetime import use_server
cluster = Cluster(Path(sys.argv[1]), disposable=sys.argv[2] == "disposable")
with use_server(cluster) as sockets:
    print(cluster.find_server().pid, sockets, flush=True)
    sys.stdin.read()
"""
NOT_COPIED = (".venv", ".data", ".git", ".*_cache", ".hypothesis", "tests")
ORDINARY = "daemon"  # an account that every machine has, and that is neither root nor nobody


class Joined:
    """Another process that uses a cluster."""

    def __init__(self, cluster: Cluster, prefix: tuple[str, ...] = ()) -> None:
        kind = "disposable" if cluster.disposable else "kept"
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", USE_CLUSTER, str(cluster.folder), kind],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_joined(self) -> tuple[int, Path]:
        """Return the server's process id and the folder of its socket."""
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        pid, sockets = line.strip().split(" ", 1)
        return int(pid), Path(sockets)

    def leave(self) -> None:
        errors = self.process.communicate(timeout=120)[1]
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=120)


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide a data folder as initdb leaves it.

    Tests copy it, because making one takes a second.
    """
    cluster = Cluster(tmp_path_factory.mktemp("initialised") / "postgres", disposable=True)
    start(cluster)
    stop(cluster)
    return cluster.folder


@pytest.fixture
def nothing_left(tmp_path: Path) -> Iterator[None]:
    """Remove the processes and sockets that the test leaves behind.

    These are the processes whose command names the test's folder.
    """
    yield
    for pidfile in tmp_path.rglob("postmaster.pid"):
        server = Cluster(pidfile.parent).read_pid_file()
        if server:
            remove_folder(server.sockets)
    for process in psutil.process_iter(["name", "cmdline"]):
        if any(str(tmp_path) in word for word in process.info["cmdline"] or ()):
            process.kill()


@pytest.fixture
def cluster(tmp_path: Path, initialised: Path, nothing_left: None) -> Cluster:
    """Provide a cluster in a folder whose path is long and has spaces."""
    folder = tmp_path / "a checkout in a place with quite a long name" / ("x" * 60) / "postgres"
    shutil.copytree(initialised, folder)
    return Cluster(folder)


@pytest.fixture
def join(cluster: Cluster) -> Iterator[Callable[..., Joined]]:
    """Start another process that joins `cluster` (or the one given)."""
    started = []

    def start(which: Cluster = cluster, prefix: tuple[str, ...] = ()) -> Joined:
        started.append(Joined(which, prefix))
        return started[-1]

    yield start
    for user in started:
        if user.process.returncode is None:
            user.kill()


@pytest.fixture
def as_ordinary_user(tmp_path: Path) -> tuple[str, ...]:
    """Provide the words that run a command as an ordinary user when put before it.

    There are none if the tests run as an ordinary user.
    """
    if os.geteuid() != 0:
        return ()
    if not Path(sys.prefix).stat().st_mode & 0o001:
        pytest.skip("root installed this .venv for itself only (umask 077)")
    account = pwd.getpwnam(ORDINARY)
    # Enough to reach this interpreter and checkout, wherever root keeps them.
    reach = "-all,+dac_read_search"
    return (
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        f"--inh-caps={reach}",
        f"--ambient-caps={reach}",
        "/bin/sh",
        "-c",
        'exec "$0" "$@"',
    )


@pytest.fixture
def checkout(tmp_path: Path, nothing_left: None) -> Path:
    """Provide a copy of this checkout with a .venv of its own.

    The .venv borrows the packages of ours.
    """
    copy = tmp_path / "a clone"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    venv.create(copy / ".venv", symlinks=True, with_pip=False)
    ours = Path(pytest.__file__).parent.parent
    theirs = next((copy / ".venv" / "lib").glob("python*/site-packages"))
    (theirs / "ours.pth").write_text(f"{ours}\n")
    fingerprint = "from project import install; print(install.fingerprint(), end='')"
    done = subprocess.run([sys.executable, "-c", fingerprint], cwd=copy, capture_output=True, check=True)
    (copy / ".venv" / "installed-from").write_bytes(done.stdout)
    return copy


@pytest.fixture
def server_away(django_db_blocker):
    """Connect to a port where no database server listens."""
    usual = connection.settings_dict
    pool = usual["OPTIONS"]["pool"]
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()
        connection.settings_dict = {
            **usual,
            "HOST": "127.0.0.1",
            "PORT": "1",
            "OPTIONS": {**usual["OPTIONS"], "pool": {**pool, "timeout": 0.2}},
        }
        yield
        connection.close()
        connection.close_pool()
        connection.settings_dict = usual


@pytest.fixture
def free_port() -> int:
    return port.find_free_port()


def run_python(*arguments: str, folder: Path = CHECKOUT, **environment: str) -> subprocess.CompletedProcess:
    """Run Python in a checkout with nothing in its environment but `environment`."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.defpath, **environment},
        capture_output=True,
        text=True,
        timeout=180,
    )


def query(sockets: Path, statement: str) -> tuple:
    """Return the first row that the server answers."""
    with psycopg.connect(
        host=str(sockets), port=PORT, user="record", dbname="record", autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else ()


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Return True as soon as `holds` does, False if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False
