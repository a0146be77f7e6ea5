"""The power is cut, and copies of the data folder: what is on the disk at any moment is a whole record."""

import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from project.cluster.servers import ClusterServer
from project.embedded.cluster import find_programs

from .disks import Disk, mounted_disk
from .programs import private_folder, require, require_soundness, run_program
from .savers import Ledger, find_differences, saving
from .site import PASSWORD, Site, copy_folder, run_site

CUTS = 4
COPIES = 4
SAVES_BETWEEN = 40
MEGABYTES = 2_000
MOST_SECONDS = 1.0
"""How long after the last of these saves a copy is made, at most."""


def cut_the_power() -> str:
    """Cut the power of the disk that everything lies on, several times while everybody saves."""
    with mounted_disk(MEGABYTES) as disk, run_site(disk.folder) as (site, cast):
        faults = []
        with saving(site, cast) as savers:
            for _cut in range(CUTS):
                savers.wait_for(SAVES_BETWEEN)
                faults.append(time.monotonic())
                lose_power(site, disk)
            savers.wait_for(SAVES_BETWEEN)
        savers.check()
        compare(site.server, savers.ledger)
        saved = len(savers.ledger.saved)
        wait = savers.ledger.find_longest_wait(faults, *{way for way, _mark in savers.ledger.saved})
        site.stop()
        return (
            f"{saved} saves acknowledged, 0 lost and nothing half there after {CUTS} cuts, indexes and "
            f"checksums whole; the longest wait for the next save of each kind was {wait:.0f} s"
        )


def lose_power(site: Site, disk: Disk) -> None:
    """Lose what is not on the disk, and everything that runs; then start it all again."""
    with site.held():
        disk.cut_power()
        for each in (site.server, site.web, site.worker):
            each.kill()
        disk.restore_power()
        site.server.start()
        site.web.start()
        site.worker.start()


def start_copies() -> str:
    """Copy the data folder at random moments, as a snapshot of a file system does, and start each copy."""
    with private_folder(find_programs() / "postgres") as folder:
        copies: list[tuple[Path, float]] = []
        with run_site() as (site, cast), saving(site, cast) as savers:
            for number in range(COPIES):
                savers.wait_for(SAVES_BETWEEN)
                time.sleep(random.uniform(0, MOST_SECONDS))
                copies.append((folder / f"copy{number}", time.monotonic()))
                copy_at_once(site.server, copies[-1][0])
        began, saved = time.monotonic(), []
        for copy, moment in copies:
            server = ClusterServer("a copy", copy, PASSWORD)
            server.account.take_ownership(copy)
            try:
                server.start()
                compare(server, savers.ledger, moment)
            finally:
                server.kill()
            saved.append(sum(1 for when in savers.ledger.saved.values() if when <= moment))
        seconds = (time.monotonic() - began) / len(copies)
        return (
            f"{len(copies)} copies made after {', '.join(map(str, saved))} saves start, with all of these "
            f"and nothing half there, indexes and checksums whole; starting and checking one took "
            f"{seconds:.1f} s"
        )


def copy_at_once(server: ClusterServer, folder: Path) -> None:
    """Copy the folder of a server while all of its processes stand still."""
    require(server.child is not None, "the server does not run")
    main = psutil.Process(server.child.pid)  # type: ignore[union-attr] # see above
    main.send_signal(signal.SIGSTOP)  # it starts no others from now on
    others = main.children(recursive=True)
    try:
        for process in others:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        copy_folder(server.folder, folder)
    finally:
        for process in (*others, main):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)
    (
        folder / "postmaster.pid"
    ).unlink()  # of a server that runs, as a copy on another machine would not find it


def compare(server: ClusterServer, ledger: Ledger, until: float | None = None) -> None:
    """Raise DrillError unless what was acknowledged is there, nothing is half there, and all is sound."""
    differences = find_differences(server, ledger, until)
    require(not differences, f"{len(differences)} saves: {' / '.join(differences[:5])}")
    require_soundness(server.build_url())
    check = ["--no-password", "--install-missing", "--heapallindexed", "--parent-check"]
    run_program(server, ["pg_amcheck", *check, server.build_url("postgres")])
    server.stop()
    run_program(server, ["pg_checksums", "--check", "--pgdata", server.folder])
    server.start()
