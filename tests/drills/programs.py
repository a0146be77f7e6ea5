"""What drills share: commands of the site on a database, folders for servers, and the failure of a drill."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.checkout import CHECKOUT
from project.embedded.account import choose_account

SECONDS = 900
"""How long a command may take."""


class DrillError(Exception):
    """A promise that was not kept."""


def manage(url: str, *words: str | Path, **environment: str) -> str:
    """Run a command of `manage.py` on the database of that address; return what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "DEVELOPMENT_DATABASE_URL": url, **environment},
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


def require(is_kept: object, failure: str) -> None:
    """Raise DrillError unless a promise is kept."""
    if not is_kept:
        raise DrillError(failure)
