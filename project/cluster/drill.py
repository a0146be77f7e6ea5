"""`make cluster-test`: everything dies, one after the other, while people read and write.

It prints what that cost whom, and fails if a reader's request failed, if a row is gone of which an editor was
told that it is saved, if editors could not save for more than MOST_SECONDS, or if anything of theirs failed
before something died.
"""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from project.demo.production import is_answering
from project.demo.run import print_line

from .load import Asked, Load, find_outage
from .site import Machines, run_site

MOST_SECONDS = 30
SECONDS_AWAY = 5
"""How long what was killed is away, before somebody (systemd, Kubernetes) starts it again."""
SECONDS_TO_NOTICE = 3
"""How long a primary does not answer before another takes its place: Patroni waits longer, see its `ttl`."""
SECONDS_TO_RECOVER = 300
SECONDS_AFTER = 5
HEADING = (
    f"{'what dies':34} {'recovered':>9} {'readers':>9} {'failed':>7} {'outage':>8}"
    f" {'editors':>9} {'failed':>7} {'outage':>8}   (seconds)"
)
IS_FOLLOWED = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
BEGIN_JOB = "from claims.tasks import forget_readers as job; print(job.defer(timestamp=0))"
HOLD_JOB = "LOCK TABLE claims_reportkey"
"""What that job waits for, and nothing else here does."""


@dataclass(frozen=True)
class Result:
    """What one fault cost."""

    fault: str
    recovered: float
    readers: list[Asked]
    editors: list[Asked]

    def format(self) -> str:
        cells = [f"{self.fault:34}", f"{self.recovered:9.1f}"]
        for made in (self.readers, self.editors):
            failed = [request for request in made if not request.works]
            cells += [f"{len(made):9}", f"{len(failed):7}", f"{find_outage(made):8.1f}"]
        return " ".join(cells)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Wait. Raises TimeoutError if it is not true within SECONDS_TO_RECOVER."""
    deadline = time.monotonic() + SECONDS_TO_RECOVER
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def kill_replica(site: Machines, load: Load) -> None:
    """Kill a replica, and start it again."""
    replica = site.servers["replica_2"]
    replica.kill()
    time.sleep(SECONDS_AWAY)
    replica.start()
    wait_until(lambda: site.primary.ask(IS_FOLLOWED) == 2)


def kill_web(site: Machines, load: Load) -> None:
    """Kill one of two web processes, and start it again."""
    site.web[0].kill()
    time.sleep(SECONDS_AWAY)
    site.web[0].start()
    wait_until(lambda: is_answering(site.ports[0]))


def kill_worker(site: Machines, load: Load) -> None:
    """Kill a worker in the middle of a job, which another takes over."""
    for worker in site.workers:
        worker.stop()
    state = queue_job(site)
    with site.primary.connect() as holder, holder.transaction():
        holder.execute(HOLD_JOB)
        site.workers[0].start()
        wait_until(lambda: site.primary.ask(state) == "doing")
        site.workers[0].kill()
    site.workers[1].start()
    wait_until(lambda: site.primary.ask(state) == "succeeded")
    site.workers[0].start()


def queue_job(site: Machines) -> str:
    """Queue a job; return the query for how it is."""
    job = site.manage("shell", "--no-imports", "--command", BEGIN_JOB).split()[-1]
    return f"SELECT status FROM procrastinate_jobs WHERE id = {int(job)}"  # noqa: S608 - a number


def do_job(site: Machines, load: Load) -> None:
    """Have the workers do a job, when they have lost their database and found it again."""
    state = queue_job(site)

    def is_done() -> bool:
        site.revive_workers()
        return bool(site.primary.ask(state) == "succeeded")

    wait_until(is_done)


def kill_pooler(site: Machines, load: Load) -> None:
    """Kill PgBouncer, and start it again."""
    site.pooler.kill()
    time.sleep(SECONDS_AWAY)
    site.pooler.start()
    wait_for_editors(load)


def kill_primary(site: Machines, load: Load) -> None:
    """Kill the primary; the replica that has most takes its place."""
    site.primary.kill()
    time.sleep(SECONDS_TO_NOTICE)
    site.fail_over()
    wait_for_editors(load)


def rejoin(site: Machines, load: Load) -> None:
    """Have the former primary come back, as a copy of the new one."""
    site.servers["primary"].copy(site.primary)
    wait_until(lambda: site.primary.ask(IS_FOLLOWED) == 2)


def wait_for_editors(load: Load) -> None:
    """Wait until something is saved again."""
    saved = len(load.saved)
    wait_until(lambda: len(load.saved) > saved)


FAULTS = {
    "nothing": lambda site, load: time.sleep(2 * SECONDS_AWAY),
    "a replica": kill_replica,
    "a web process": kill_web,
    "a worker in the middle of a job": kill_worker,
    "PgBouncer": kill_pooler,
    "the primary, and one is promoted": kill_primary,
    "nothing, but a job is to be done": do_job,
    "the former primary comes back": rejoin,
}


def run_drill(number: str) -> None:
    """Run the cluster on port `number` and kill its parts in turn. Raises EmbeddedError, NginxError."""
    with run_site(int(number), measured=True) as (site, lines):
        password = re.search(r"as editor, password (\S+)", lines)
        if password is None:
            raise ImproperlyConfigured("The editor has no password.")
        load = Load(int(number), password[1])
        load.start()
        print_line(HEADING)
        try:
            results = [meet(site, load, fault) for fault in FAULTS]
        finally:
            load.stop()
        names = site.primary.ask("SELECT coalesce(json_agg(name), '[]') FROM claims_topic")
        lost = set(load.saved) - set(names)
        print_line(f"{len(load.saved)} rows were acknowledged; {len(lost)} of them are gone.")
        failed = [request for request in load.readers if not request.works]
        failed += [request for request in results[0].editors if not request.works]
        for request in failed[:10]:
            print_line(f"A request failed: {request.what}, {request.ended - request.began:.1f} s")
        longest = max(find_outage(result.editors) for result in results)
        if lost or failed or longest > MOST_SECONDS:
            sys.exit("cluster-test: that is more than the site may cost anybody.")


def meet(site: Machines, load: Load, fault: str) -> Result:
    """Let one thing die while everybody works; print what it cost, and return it."""
    before = len(load.readers), len(load.editors)
    began = time.monotonic()
    FAULTS[fault](site, load)
    recovered = time.monotonic() - began
    time.sleep(SECONDS_AFTER)
    result = Result(fault, recovered, load.readers[before[0] :], load.editors[before[1] :])
    print_line(result.format())
    return result
