"""The database's clock is set back while everybody saves: nothing is lost, refused, hidden or told twice.

libfaketime (Debian: faketime) gives the server another clock than the machine's, which goes on by itself and
which it reads anew every second. Not the site and the worker: under it Python's sleep fails once the clock
was set back.
"""

from pathlib import Path

from project.embedded.cluster import find_programs

from .power import compare
from .programs import SkippedError, private_folder
from .savers import saving
from .site import run_site

LIBRARY = "*/faketime/libfaketimeMT.so.1"
SHIFTS = ("+0", "-3600", "-90000", "+0")
"""Seconds by which the clock is wrong, one after the other."""
SAVES = 40


def set_the_clock_back() -> str:
    """Set the clock back by an hour, by a day and an hour, and right again."""
    library = next(Path("/usr/lib").glob(LIBRARY), None)
    if library is None:
        raise SkippedError("libfaketime is not installed: on Debian, apt-get install faketime")
    with private_folder(find_programs() / "postgres") as folder:
        clock = folder / "clock"
        set_clock(clock, SHIFTS[0])
        variables = {
            **{"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock)},
            **{"FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        }
        with run_site(**variables) as (site, cast):
            with saving(site, cast) as savers:
                for shift in SHIFTS:
                    set_clock(clock, shift)
                    savers.wait_for(SAVES)
            savers.check()
            compare(site.server, savers.ledger)
            days = site.server.ask("SELECT count(DISTINCT made_at::date) FROM claims_claimversion")
        return (
            f"{len(savers.ledger.saved)} saves acknowledged on {days} days, 0 lost and nothing half there; "
            f"readers saw each publication at once, and whoever keeps a copy was told of all of them"
        )


def set_clock(clock: Path, shift: str) -> None:
    """Write by how much the clock is wrong, in one step."""
    part = clock.with_suffix(".part")
    part.write_text(f"{shift}\n")
    part.chmod(0o644)
    part.rename(clock)
