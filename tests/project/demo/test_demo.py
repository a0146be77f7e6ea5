"""`make demo` from a script, as a newcomer would start it; then `make run` on the same database."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from project.demo import port
from project.embedded.cluster import Cluster
from tests.project.conftest import eventually, query, run_python
from tests.project.development_server import DevelopmentServer
from tests.support.examples import IS_DEEP

ACCOUNTS = """
    SELECT array_agg(concat_ws(' ', username, name, is_staff, is_superuser) ORDER BY username)
    FROM auth_user JOIN auth_user_groups ON user_id = auth_user.id JOIN auth_group ON auth_group.id = group_id
"""


class Demo:
    """A `make demo` that runs in `checkout`, in the background of a script.

    SIGINT is ignored there.
    """

    def __init__(self, checkout: Path, number: int) -> None:
        self.checkout = checkout
        self.database = Cluster(checkout / ".data" / "postgres")
        self.said = checkout.parent / f"said-{time.monotonic_ns()}"
        with self.said.open("wb") as said:
            # A shell that is not interactive makes its background processes ignore SIGINT.
            script = f'trap "" INT; exec make --no-print-directory demo PORT={number}'
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", script],
                cwd=checkout,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"]},
                start_new_session=True,
            )

    def lines(self) -> list[str]:
        return self.said.read_text().splitlines()

    def wait_until_ready(self) -> "Demo":
        assert eventually(
            lambda: self.process.poll() is not None or any("http://" in line for line in self.lines()), 180
        )
        assert self.process.poll() is None, self.lines()
        return self

    def server(self) -> psutil.Process:
        """Return the process of the demo itself, which make waits for."""
        (child,) = psutil.Process(self.process.pid).children()
        return child

    def wait_until_gone(self, number: int) -> None:
        self.process.wait(timeout=120)
        assert self.database.find_server() is None
        port.bind_port(number).close()


@pytest.fixture
def demo(checkout: Path, free_port: int) -> Iterator[Callable[[], Demo]]:
    started = []

    def start() -> Demo:
        started.append(Demo(checkout, free_port))
        return started[-1].wait_until_ready()

    yield start
    for running in started:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()


@pytest.fixture
def run(checkout: Path, free_port: int) -> Iterator[Callable[[], DevelopmentServer]]:
    started = []

    def start() -> DevelopmentServer:
        started.append(DevelopmentServer(checkout, free_port))
        started[-1].wait_until_serving(times=1)
        return started[-1]

    yield start
    for server in started:
        server.kill()


def fetch(number: int) -> str:
    with urlopen(f"http://{port.ADDRESS}:{number}/admin/login/", timeout=60) as response:
        return response.read().decode()


@pytest.mark.slow
def test_serves_with_a_worker_keeps_what_was_edited_and_always_stops(demo, run, checkout, free_port):
    """The development server comes last: the tables are made once, which takes the longest."""
    first = demo()
    first_lines = assert_says_where_and_who(first, free_port)
    assert_restarts_its_worker(first, free_port)
    query(
        first.database.find_server().sockets,
        "UPDATE claims_claim SET context = 'Edited' WHERE id = (SELECT min(id) FROM claims_claim)",
    )
    assert_stops_with_its_worker(first, free_port, first.server(), signal.SIGINT)  # ignored when it started

    second = demo()
    edited = query(
        second.database.find_server().sockets, "SELECT count(*) FROM claims_claim WHERE context = 'Edited'"
    )
    assert edited == (1,)
    assert "Keeping the record that is there" in second.lines()
    assert second.lines()[-4:-1] != first_lines[-4:-1]  # new passwords
    keeper, worker = find_worker(second)
    keeper.kill()
    assert psutil.wait_procs([worker], timeout=15)[1] == []
    second.process.send_signal(signal.SIGTERM)  # make is what gets it
    second.wait_until_gone(free_port)

    if IS_DEEP:  # its parts are killed one by one elsewhere
        assert_leaves_nothing_when_killed(demo(), free_port)
    assert_serves_changed_code_and_leaves_nothing_behind(run, checkout)


def assert_leaves_nothing_when_killed(running: Demo, number: int) -> None:
    processes = find_worker(running)
    for process in [running.server(), psutil.Process(running.process.pid)]:
        process.kill()
    assert psutil.wait_procs(processes, timeout=15)[1] == []
    assert eventually(lambda: running.database.find_server() is None, 20)
    assert eventually(lambda: not _listens(number))


def assert_says_where_and_who(running: Demo, number: int) -> list[str]:
    """Assert that a first demo names its address and its accounts; return what it has said."""
    assert "csrfmiddlewaretoken" in fetch(number)
    lines = running.lines()
    assert lines[:2] == ["Starting PostgreSQL", "Bringing the tables up to date"]
    for name, line in zip(("editor", "publisher", "administrator"), lines[-4:-1], strict=True):
        assert re.fullmatch(rf"Sign in at /admin/ as {name}, password \S{{12}}", line)
    assert lines[-5] == "No second factors here: with one of these passwords alone one may publish"
    assert lines[-1] == f"On the Record: http://127.0.0.1:{number}   (Ctrl-C stops it)"
    assert query(running.database.find_server().sockets, ACCOUNTS) == (
        ["administrator Administrator t f", "editor Editor t f", "publisher Publisher t f"],
    )
    return lines


def assert_restarts_its_worker(running: Demo, number: int) -> None:
    """Kill the worker, and assert that the site goes on and another worker starts."""
    first = find_worker(running)[1]
    assert first.cmdline()[1:4] == ["manage.py", "procrastinate", "worker"]
    first.kill()
    said = (
        "The background worker stopped by itself (-9). The site goes on; another worker starts in 5 seconds."
    )
    assert eventually(lambda: said in running.lines(), 10)
    assert "csrfmiddlewaretoken" in fetch(number)
    assert find_worker(running)[1].pid != first.pid


def assert_stops_with_its_worker(running: Demo, number: int, process: psutil.Process, how: int) -> None:
    """Send a signal, and assert that neither the demo nor its worker goes on."""
    worker = find_worker(running)
    before = time.monotonic()
    process.send_signal(how)
    running.wait_until_gone(number)
    assert time.monotonic() - before < 10
    assert not any(each.is_running() for each in worker)


def assert_serves_changed_code_and_leaves_nothing_behind(
    run: Callable[[], DevelopmentServer], checkout: Path
) -> None:
    """Assert that `make run` serves code as it is changed, with the newest tables, and stops entirely."""
    add_migration(checkout)
    first = run()
    applied = "SELECT count(*) FROM django_migrations WHERE name = '9999_new'"
    assert query(first.database.find_server().sockets, applied) == (1,)
    assert first.content_type() == "text/plain"
    urls = checkout / "project" / "urls.py"
    urls.write_text(urls.read_text().replace("text/plain", "text/changed"))
    first.wait_until_serving(times=2)
    assert first.content_type() == "text/changed"
    first.assert_stops(os.killpg, signal.SIGINT)  # a terminal sends Ctrl-C to the whole group
    run().assert_stops(os.kill, signal.SIGTERM)


def add_migration(checkout: Path) -> None:
    folder = checkout / "claims" / "migrations"
    last = max(path.stem for path in folder.glob("[0-9]*.py"))
    (folder / "9999_new.py").write_text(
        "from django.db import migrations\n\n\n"
        f"class Migration(migrations.Migration):\n    dependencies = [('claims', '{last}')]\n"
    )


def find_worker(running: Demo) -> list[psutil.Process]:
    """Return the process that restarts the background worker, and the worker, once both are there."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        children = running.server().children()
        keepers = [each for each in children if "project.demo.worker" in each.cmdline()]
        found[:] = [*keepers, *(worker for keeper in keepers for worker in keeper.children())]
        return len(found) == 2

    assert eventually(is_there, 30)
    return found


def _listens(number: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((port.ADDRESS, number)) == 0


@pytest.mark.slow
def test_stops_when_told_so_before_it_is_ready(demo, checkout, free_port):
    hurried = Demo(checkout, free_port)
    assert eventually(lambda: "Bringing the tables up to date" in hurried.lines(), 60)
    hurried.process.send_signal(signal.SIGTERM)
    hurried.wait_until_gone(free_port)
    assert not any("Traceback" in line for line in hurried.lines())


def make(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_a_busy_port_is_one_line_before_anything_else(checkout, free_port):
    (checkout / ".venv" / "installed-from").unlink()  # installing would be next, and slow
    with port.bind_port(free_port) as taken:
        taken.listen()
        done = make(checkout, "demo", f"PORT={free_port}")
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        f"Port {free_port} is busy: stop what uses it, or choose another with PORT={free_port + 1}."
    )
    assert not (checkout / ".data").exists()


@pytest.mark.parametrize("number", ["0", "65536", "abc", "", "-1", "²", "80 81"])
def test_a_port_that_is_none_is_one_line(number):
    with pytest.raises(port.PortError, match="PORT is a number from 1 to 65535"):
        port.bind_port(number)


def test_keeps_away_from_production(free_port):
    done = run_python(
        *("-m", "project.demo", str(free_port)),
        DATABASE_URL="postgresql://h/d",
        SECRET_KEY="a key of the tests " * 3,
        ALLOWED_HOSTS="a.example",
    )
    assert done.returncode == 1
    assert done.stderr == (
        "demo: The demo resets passwords, so it keeps away from production: unset DATABASE_URL.\n"
    )
