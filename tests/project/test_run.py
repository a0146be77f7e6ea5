"""`make run`: it reloads changed code, and leaves nothing behind when stopped."""

import os
import signal
import subprocess
from collections.abc import Iterator
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
        self.output = checkout.parent / "output"
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
def server(checkout: Path, free_port: int) -> Iterator[DevelopmentServer]:
    running = DevelopmentServer(checkout, free_port)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()


@pytest.mark.parametrize(
    ("stop", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)], ids=["ctrl-c", "sigterm"]
)
def test_serves_changed_code_and_leaves_nothing_behind(server, checkout, free_port, stop, number):
    server.wait_until_serving(times=1)
    assert server.content_type() == "text/plain"
    urls = checkout / "project" / "urls.py"
    urls.write_text(urls.read_text().replace("text/plain", "text/changed"))
    server.wait_until_serving(times=2)
    assert server.content_type() == "text/changed"
    processes = psutil.Process(server.process.pid).children(recursive=True)
    assert server.database.find_server()
    stop(server.process.pid, number)  # a terminal sends Ctrl-C to the whole group
    server.process.wait(timeout=120)
    assert psutil.wait_procs(processes, timeout=60)[1] == []
    assert server.database.find_server() is None
    port.bind_port(free_port).close()
