"""`make drill`: what is promised for the worst days, tried. `make drill ARGS="point-in-time"` tries one part.

Each part reports in one line: what it proved and how long that took, or what went wrong. A part is a function
that returns the first and raises DrillError for the second.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable

import psycopg

from project.embedded import EmbeddedError
from tests.drills.backup import restore_in_another_locale
from tests.drills.point_in_time import recover_to_a_moment
from tests.drills.programs import DrillError
from tests.postgres.server import ServerError

PARTS: dict[str, Callable[[], str]] = {
    "backup": restore_in_another_locale,
    "point-in-time": recover_to_a_moment,
}


def main(names: list[str]) -> int:
    """Run the parts of these names, or all; return how many failed."""
    failed = 0
    for name in names or PARTS:
        began = time.monotonic()
        try:
            outcome, is_kept = PARTS[name](), True
        except (DrillError, EmbeddedError, ServerError, psycopg.Error) as error:
            outcome, is_kept = f"FAILED: {error}", False
            failed += 1
        seconds = time.monotonic() - began
        sys.stdout.write(f"{name:15} {'ok' if is_kept else '--':3} {seconds:6.1f} s  {outcome}\n")
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make drill")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"Of {', '.join(PARTS)}. Default: all.")
    chosen = parser.parse_args().parts
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: choose of {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers have to be stopped
    sys.exit(bool(main(chosen)))
