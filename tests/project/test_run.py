"""`make run`: it reloads changed code, and leaves nothing behind when stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from project.demo import port
from project.embedded.cluster import Cluster
from tests.project.conftest import eventually

pytestmark = pytest.mark.slow


class DevelopmentServer:
    """A `make run` in `checkout`, as from a terminal."""

    def __init__(self, checkout: Path, number: int) -> None:
        self.database = Cluster(checkout / ".data" / "postgres")
        self.number = number
        self.output = checkout.parent / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "--no-print-directory", "run", f"PORT={number}"],
                cwd=checkout,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"]},
                start_new_session=True,
                # A shell's background jobs ignore Ctrl-C; this is to be a terminal, wherever the tests run.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def wait_until_serving(self, times: int) -> None:
        """Wait until the server has started for the nth time."""

        def is_serving() -> bool:
            return self.output.read_text().count("Starting development server") == times

        assert eventually(lambda: self.process.poll() is not None or is_serving(), 180)
        assert self.process.poll() is None, self.output.read_text()

    def content_type(self) -> str:
        with urlopen(f"http://{port.ADDRESS}:{self.number}/robots.txt", timeout=60) as response:
            return response.headers.get_content_type()


@pytest.fixture
def serve(checkout: Path, free_port: int) -> Iterator[Callable[[], DevelopmentServer]]:
    started = []

    def start() -> DevelopmentServer:
        started.append(DevelopmentServer(checkout, free_port))
        started[-1].wait_until_serving(times=1)
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()


def assert_stops(server: DevelopmentServer, stop: Callable[[int, int], None], number: int) -> None:
    """Stop a server by a signal, and assert that it leaves nothing behind."""
    processes = psutil.Process(server.process.pid).children(recursive=True)
    assert server.database.find_server()
    stop(server.process.pid, number)
    server.process.wait(timeout=120)
    assert psutil.wait_procs(processes, timeout=60)[1] == []
    assert server.database.find_server() is None
    port.bind_port(server.number).close()


def test_serves_changed_code_and_leaves_nothing_behind(serve, checkout):
    first = serve()
    assert first.content_type() == "text/plain"
    urls = checkout / "project" / "urls.py"
    urls.write_text(urls.read_text().replace("text/plain", "text/changed"))
    first.wait_until_serving(times=2)
    assert first.content_type() == "text/changed"
    assert_stops(first, os.killpg, signal.SIGINT)  # a terminal sends Ctrl-C to the whole group
    assert_stops(serve(), os.kill, signal.SIGTERM)
