"""What drills share: commands of the site on a database, folders for servers, and the failure of a drill."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from project.checkout import CHECKOUT
from project.cluster.servers import ClusterServer
from project.embedded.account import choose_account
from project.embedded.cluster import find_programs

SECONDS = 900
"""How long a command may take."""
FIND_FAULTS = "from tests.drills.checks import main; main()"
FAULTS_TOLD = 5


class DrillError(Exception):
    """A promise that was not kept."""


class SkippedError(Exception):
    """A part that cannot be tried here, with the reason."""


def manage(url: str, *words: str | Path, **environment: str) -> str:
    """Run a command of `manage.py` on the database of that address, as its owner; return what it says."""
    return run_manage({"PATH": os.environ["PATH"], "DEVELOPMENT_DATABASE_URL": url, **environment}, *words)


def run_manage(environment: Mapping[str, str], *words: str | Path) -> str:
    """Run a command of `manage.py` in that environment; return what it says. Raises DrillError."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise DrillError(f"manage.py {words[0]}: {' / '.join(said[-3:])}")
    return done.stdout


def load_moscow(url: str) -> None:
    """Fill an empty database with the record of the Moscow talks."""
    manage(url, "migrate", "--verbosity=0")
    manage(url, "loaddata", "moscow_2017", "--verbosity=0")


@contextmanager
def private_folder(program: Path) -> Iterator[Path]:
    """Make a folder for the account that is to run `program`; gone after the block."""
    with tempfile.TemporaryDirectory(prefix="otr-drill-") as name:
        folder = Path(name)
        choose_account(CHECKOUT, folder.parent, program).take_ownership(folder)
        yield folder


def run_program(server: ClusterServer, words: list[str | Path]) -> None:
    """Run a program of PostgreSQL's as the account of a server. Raises DrillError, with what it says."""
    with server.log.open("ab") as log:
        command: list[str | Path] = [find_programs() / words[0], *words[1:]]
        with server.account.popen(command, stdout=log, stderr=log) as child:
            child.wait()
    require(child.returncode == 0, f"{words[0]}: {server.log.read_text(errors='replace')[-300:]}")


def require_soundness(url: str) -> None:
    """Raise DrillError unless all that has to hold of a record does, its history being as its chain says."""
    faults = manage(url, "shell", "--no-imports", "--command", FIND_FAULTS).splitlines()
    require(not faults, f"{len(faults)} faults: {' / '.join(faults[:FAULTS_TOLD])}")


def require(is_kept: object, failure: str) -> None:
    """Raise DrillError unless a promise is kept."""
    if not is_kept:
        raise DrillError(failure)
