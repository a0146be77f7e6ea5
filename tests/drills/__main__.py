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
from tests.drills.clock import set_the_clock_back
from tests.drills.disk_full import fill_the_disk
from tests.drills.killed import kill_in_the_middle
from tests.drills.point_in_time import recover_to_a_moment
from tests.drills.power import cut_the_power, start_copies
from tests.drills.programs import DrillError, SkippedError
from tests.postgres.server import ServerError

PARTS: dict[str, Callable[[], str]] = {
    "backup": restore_in_another_locale,
    "point-in-time": recover_to_a_moment,
    "killed": kill_in_the_middle,
    "copies": start_copies,
    "power": cut_the_power,
    "disk-full": fill_the_disk,
    "clock": set_the_clock_back,
}


def main(names: list[str]) -> int:
    """Run the parts of these names, or all; return how many failed."""
    failed = 0
    for name in names or PARTS:
        began = time.monotonic()
        try:
            outcome, mark = PARTS[name](), "ok"
        except SkippedError as error:
            outcome, mark = f"skipped: {error}", "--"
        except (DrillError, EmbeddedError, ServerError, psycopg.Error) as error:
            outcome, mark = f"FAILED: {error}", "--"
            failed += 1
        seconds = time.monotonic() - began
        sys.stdout.write(f"{name:15} {mark:3} {seconds:6.1f} s  {outcome}\n")
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
