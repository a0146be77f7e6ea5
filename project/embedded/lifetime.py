"""The users of the embedded PostgreSQL, which decide how long it runs.

Every process that uses it holds a shared lock on a file; the process that finds no other user stops
the server. The system releases a lock when its process ends, however it ends, and a watcher process
checks every second. Starting, stopping and checking are serialised by a second lock file, the gate.
"""

import argparse
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings

from project.checkout import CHECKOUT, DATA, keep_with_checkout
from project.database.owner import close_connections
from project.embedded import EmbeddedError
from project.embedded.account import Detached
from project.embedded.cluster import DATABASE, ROLE, Cluster, start, stop
from project.embedded.sockets import PORT

DEVELOPMENT = Cluster(DATA / "postgres")
TESTS = Cluster(DATA / "postgres-tests", disposable=True)
SECONDS_AT_THE_GATE = 180  # longer than a start or a stop may take


@contextmanager
def use_server(cluster: Cluster) -> Iterator[Path]:
    """Use the server of `cluster`, starting it if need be; yields its socket's folder.

    On leaving, the server is stopped unless somebody else uses it. A forked child that leaves
    changes nothing. Raises EmbeddedError.
    """
    owner = os.getpid()
    lock, sockets = _join(cluster)
    try:
        yield sockets
    finally:
        if os.getpid() == owner:
            with _gate(cluster):
                os.close(lock)
                _stop_if_unused(cluster)


def _join(cluster: Cluster) -> tuple[int, Path]:
    """Join the users of the server, and start it if it is not running.

    Returns the lock that marks this process as a user, and the folder of the socket. Raises
    EmbeddedError.
    """
    try:
        with _gate(cluster):
            lock = _lock(_lock_file(cluster, "users"), fcntl.LOCK_SH)
            try:
                sockets = start(cluster).sockets
                _ensure_watcher(cluster)
            except BaseException:
                os.close(lock)
                _stop_if_unused(cluster)
                raise
    except OSError as error:
        raise EmbeddedError(
            f"Cannot keep a database in {cluster.folder}: {error.strerror or error} "
            f"({error.filename or cluster.folder}). Put that right, or set DEVELOPMENT_DATABASE_URL."
        ) from error
    except psycopg.Error as error:
        raise EmbeddedError(f"The database in {cluster.folder} refuses us: {error}".strip()) from error
    return lock, sockets


@contextmanager
def use_development_server() -> Iterator[None]:
    """Use the development server inside the `with` block.

    Puts its address into the settings.

    The pool is closed before the server may stop: it opens connections in the background, and
    would complain of one cut short.
    """
    with use_server(DEVELOPMENT) as sockets:
        settings.DATABASES["default"]["HOST"] = settings.DATABASE_OWNER["HOST"] = str(sockets)
        try:
            yield
        finally:
            close_connections()


def build_url(sockets: Path, role: str = ROLE) -> str:
    """Return the address of the site's database on a server, for its owner or for another `role`.

    `sockets`: the folder of the server's socket.
    """
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(sockets))}&port={PORT}"


def watch(cluster: Cluster) -> None:
    """Restart the server of `cluster` if it dies, until nobody uses it.

    Then stop it and return. Returns at once if there is a watcher already.
    """
    try:
        watcher = _lock(_lock_file(cluster, "watcher"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # there is a watcher
    while cluster.folder.exists():
        with _gate(cluster):
            if _stop_if_unused(cluster):
                os.close(watcher)  # behind the gate: who joins next sees that there is no watcher
                return
            start(cluster)
        time.sleep(1)


def _stop_if_unused(cluster: Cluster) -> bool:
    try:
        lock = _lock(_lock_file(cluster, "users"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    try:
        stop(cluster)
    finally:
        os.close(lock)
    return True


def _ensure_watcher(cluster: Cluster) -> None:
    try:
        os.close(_lock(_lock_file(cluster, "watcher"), fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-m", "project.embedded.lifetime", str(cluster.folder)]
    command += ["--disposable"] if cluster.disposable else []
    Detached(command, cwd=CHECKOUT, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)


@contextmanager
def _gate(cluster: Cluster) -> Iterator[None]:
    path = _lock_file(cluster, "gate")
    deadline = time.monotonic() + SECONDS_AT_THE_GATE
    while True:
        try:
            gate = _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another process is starting or stopping the database and does not finish. "
                    f"The server's log: {cluster.log}"
                ) from None
            time.sleep(0.02)
    try:
        yield
    finally:
        os.close(gate)


def _lock_file(cluster: Cluster, name: str) -> Path:
    return cluster.folder.with_suffix(f".{name}.lock")


def _lock(path: Path, how: int) -> int:
    """Lock `path`; closing the descriptor that is returned, or ending, unlocks it."""
    if not path.parent.exists():
        path.parent.mkdir(exist_ok=True)
        keep_with_checkout(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        keep_with_checkout(descriptor)
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--disposable", action="store_true")
    given = parser.parse_args()
    try:
        watch(Cluster(given.folder, given.disposable))
    except (EmbeddedError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
