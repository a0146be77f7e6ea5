"""The disk is full: nothing that was saved is lost, readers read on, and with room again everybody saves."""

import time
from http.client import HTTPException

from project.cluster.load import Visitor
from project.embedded import EmbeddedError

from .disks import MEGABYTE, mounted_disk
from .power import compare
from .programs import require
from .savers import BEHIND_PROXY, saving
from .site import Site, run_site

MEGABYTES = 1_200
SPARE = 24 * MEGABYTE
SECONDS_TO_FILL = 120
SECONDS_FULL = 15
SAVES = 40
PAGES = ("/", "/claims/", "/topics/", "/changes/")
NO_SPACE = "No space left on device"


def fill_the_disk() -> str:
    """Fill the disk of the database and of uploads while everybody saves; then make room."""
    with mounted_disk(MEGABYTES) as disk, run_site(disk.folder) as (site, cast):
        read = 0
        with saving(site, cast) as savers:
            savers.wait_for(SAVES)
            disk.fill(SPARE)
            site.wait_until(
                lambda: NO_SPACE in read_logs(site), "the disk does not get full", SECONDS_TO_FILL
            )
            before, until = len(savers.ledger.saved), time.monotonic() + SECONDS_FULL
            while time.monotonic() < until:
                read += read_pages(site)
                keep_running(site)
                time.sleep(0.2)
            while_full = len(savers.ledger.saved) - before
            disk.make_room()
            began = time.monotonic()
            site.wait_until(lambda: keep_running(site), "the server does not start")
            savers.wait_for(1)
            seconds = time.monotonic() - began
            savers.wait_for(SAVES)
        savers.check()
        compare(site.server, savers.ledger)
        saved, begun = len(savers.ledger.saved), len(savers.ledger.begun)
        site.stop()
        return (
            f"{saved} saves acknowledged ({while_full} while the disk was full), 0 lost, 0 of "
            f"{begun - saved} others half there; {read} pages were read meanwhile; with room again people "
            f"saved after {seconds:.1f} s"
        )


def read_logs(site: Site) -> str:
    logs = (site.server.log, site.web.log, site.worker.log)
    return "".join(log.read_text(errors="replace") for log in logs)


def read_pages(site: Site) -> int:
    """Read pages as a reader does: they come, or tell when to come again. Return how many came."""
    visitor, came = Visitor(site.port, **BEHIND_PROXY), 0
    for path in PAGES:
        try:
            answer = visitor.ask("GET", path)
        except (OSError, HTTPException) as error:
            require(not site.server.is_running(), f"{path} gives no answer: {error}")
            continue
        require(answer.status in (200, 503), f"{path} answers {answer.status}: {answer.text[:200]}")
        require(
            answer.status == 200 or not site.server.is_running(), f"{path} answers 503: {answer.text[:200]}"
        )
        came += answer.status == 200
    return came


def keep_running(site: Site) -> bool:
    """Start the server again if it has ended, as systemd does; tell whether it runs."""
    if not site.server.is_running():
        try:
            site.server.start()
        except EmbeddedError:
            return False
    return True
