"""A `make run`, for tests that start and stop it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import psutil

from project.demo import port
from project.embedded.cluster import Cluster
from tests.project.conftest import eventually


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

    def assert_stops(self, stop: Callable[[int, int], None], number: int) -> None:
        """Stop the server by a signal, and assert that it leaves nothing behind."""
        processes = psutil.Process(self.process.pid).children(recursive=True)
        assert self.database.find_server()
        stop(self.process.pid, number)
        self.process.wait(timeout=120)
        assert psutil.wait_procs(processes, timeout=60)[1] == []
        assert self.database.find_server() is None
        port.bind_port(self.number).close()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
