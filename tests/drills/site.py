"""The site as it runs in production, on a server of its own, so that a drill can do to it what it likes.

The record is made once for all parts: each begins with a copy of the folder of that server.
"""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from project.checkout import CHECKOUT
from project.cluster.servers import NAME, ClusterServer
from project.cluster.site import Process
from project.demo.port import ADDRESS, find_free_port
from project.demo.production import collect_static_files, is_answering
from project.embedded.account import choose_account
from project.embedded.cluster import SITE_ROLE, find_programs

from .programs import private_folder, require, run_manage

PASSWORD = "drill"
SECONDS_TO_ANSWER = 600
SECONDS_BETWEEN_LOOKS = 0.1
PREPARE = "from tests.drills.accounts import main; main()"


@cache
def make_template() -> tuple[Path, dict[str, Any]]:
    """Make the record, with accounts, in a folder; return it, and what `accounts` says.

    Raises DrillError, EmbeddedError.
    """
    folder = Path(tempfile.mkdtemp(prefix="otr-drill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    choose_account(CHECKOUT, folder.parent, find_programs() / "postgres").take_ownership(folder)
    server = ClusterServer("the template", folder / "data", PASSWORD)
    try:
        server.make()
        environment = build_environment(server, folder)
        run_manage(environment, "migrate", "--verbosity=0")
        run_manage(environment, "loaddata", "moscow_2017", "--verbosity=0")
        cast = json.loads(run_manage(environment, "shell", "--no-imports", "--command", PREPARE))
        collect_static_files(environment)
    finally:
        server.stop()
    return server.folder, cast


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with the owners of its files."""
    subprocess.run(["cp", "-a", "--", source, target], check=True)


def build_environment(server: ClusterServer, folder: Path) -> dict[str, str]:
    """Return the environment in which production runs on a server."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PYTHONUTF8": "1",
        "DATABASE_URL": server.build_url(SITE_ROLE),
        "MIGRATE_DATABASE_URL": server.build_url(NAME),
        "SECRET_KEY": "of a drill, which nobody else reaches: 4f1c9a07d2be",
        "ALLOWED_HOSTS": f"{ADDRESS} localhost",
        "SECOND_FACTOR": "0",
        "BEHIND_PROXY": "1",
        "API_REQUESTS_AN_HOUR": "1000000",
        "IMPORT_FOLDER": str(folder / "import"),
        "EXPORT_FOLDER": str(folder / "export"),
    }


class PreloadedServer(ClusterServer):
    """A server whose environment has more in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__("the server", folder, PASSWORD)
        self.environment = environment

    def run(self, command: list[str | Path]) -> None:
        super().run(["/usr/bin/env", *map("=".join, self.environment.items()), *command])


class Site:
    """A server, a web process and a worker. What ends by itself is started again, as systemd does."""

    def __init__(self, folder: Path, within: Path, environment: Mapping[str, str]) -> None:
        self.server = PreloadedServer(within / "data", environment)
        self.port = find_free_port()
        self.environment = build_environment(self.server, within)
        serve = ["-m", "gunicorn", "project.wsgi", f"--bind={ADDRESS}:{self.port}", "--workers=1"]
        work = ["manage.py", "procrastinate", "worker"]
        self.web = Process("web", serve, self.environment, folder / "web.log")
        self.worker = Process("worker", work, self.environment, folder / "worker.log")
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._ended, self._lock = threading.Event(), threading.Lock()

    def start(self) -> None:
        """Start all of it, and wait until it answers."""
        self.server.start()
        self.web.start()
        self.worker.start()
        self._keeper.start()
        self.wait_until(lambda: is_answering(self.port), "the site does not answer")

    def stop(self) -> None:
        """End all of it at once: nothing of it is needed any more."""
        self._ended.set()
        self._keeper.join() if self._keeper.is_alive() else None
        for each in (self.worker, self.web, self.server):
            each.kill()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing be started again inside the block."""
        with self._lock:
            yield

    def _keep(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_LOOKS):
            with self._lock:
                for process in (self.web, self.worker):
                    if process.has_ended():
                        process.start()

    def wait_until(
        self, is_true: Callable[[], object], failure: str, seconds: float = SECONDS_TO_ANSWER
    ) -> None:
        """Wait. Raises DrillError if it is not true in time."""
        deadline = time.monotonic() + seconds
        while not is_true():
            require(time.monotonic() < deadline, failure)
            time.sleep(SECONDS_BETWEEN_LOOKS)


@contextmanager
def run_site(within: Path | None = None, **environment: str) -> Iterator[tuple[Site, dict[str, Any]]]:
    """Run the site on a copy of the record inside the block; yields it with what `accounts` says.

    `within`: the folder for the data and for uploads, where they have to lie on a disk of their own.
    `environment`: more variables for the server.
    """
    template, cast = make_template()
    with private_folder(find_programs() / "postgres") as folder:
        site = Site(folder, within or folder, environment)
        copy_folder(template, site.server.folder)
        try:
            site.start()
            yield site, cast
        finally:
            site.stop()
