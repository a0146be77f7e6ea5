"""kill -9 of the database, the site and the worker in the middle of a thousand saves."""

import time
from collections.abc import Callable

import psutil

from .programs import require, require_soundness
from .savers import ADMIN, API, DESK, IMPORT, KEPT, PUBLISHED, find_differences, saving
from .site import Site, run_site

SAVES = 1_000
SAVES_BETWEEN = 40
SECONDS_OF_A_WORKER = 90
"""A worker is not killed again before its jobs were taken over from it."""


def kill_a_connection(site: Site) -> None:
    """Kill the process of one connection, as a system without memory does: all others end with it."""
    with site.server.connect() as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'record_site' ORDER BY random() LIMIT 1"
        ).fetchone()
    if row:
        psutil.Process(row[0]).kill()


def kill_database(site: Site) -> None:
    site.server.kill()
    site.server.start()


def kill_web(site: Site) -> None:
    with site.held():
        site.web.kill()
        site.web.start()


def kill_worker(site: Site) -> None:
    with site.held():
        site.worker.kill()
        site.worker.start()


def kill_all(site: Site) -> None:
    """Kill everything at once."""
    with site.held():
        for each in (site.server, site.web, site.worker):
            each.kill()
        site.server.start()
        site.web.start()
        site.worker.start()


FAULTS: tuple[Callable[[Site], None], ...] = (
    *(kill_worker, kill_web, kill_database, kill_a_connection),
    *(kill_web, kill_database, kill_a_connection, kill_all),
)


def kill_in_the_middle() -> str:
    """Kill one after the other while everybody saves; then compare with what they were told."""
    with run_site() as (site, cast):
        faults: list[float] = []
        with saving(site, cast) as savers:
            while len(savers.ledger.saved) < SAVES:
                savers.wait_for(SAVES_BETWEEN)
                faults.append(time.monotonic())
                FAULTS[(len(faults) - 1) % len(FAULTS)](site)
            savers.wait_for(SAVES_BETWEEN // 2)
        savers.check()
        ledger = savers.ledger
        differences = find_differences(site.server, ledger)
        require(not differences, f"{len(differences)} saves: {' / '.join(differences[:5])}")
        require_soundness(site.server.build_url())
        by_way = {way: sum(1 for each, _mark in ledger.saved if each == way) for way, _mark in ledger.saved}
        told = ", ".join(f"{way} {number}" for way, number in sorted(by_way.items()))
        waits = ledger.find_longest_wait(faults, DESK, KEPT, ADMIN, PUBLISHED, API)
        others = len(ledger.begun) - len(ledger.saved)
        imports = ledger.find_longest_wait(faults, IMPORT)
        return (
            f"{len(ledger.saved):,} saves acknowledged ({told}), 0 lost, 0 of {others} others half there; "
            f"killed {len(faults)} times, people saved again within {waits:.1f} s, "
            f"imports within {imports:.0f} s"
        )
