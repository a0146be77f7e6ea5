"""What the site takes while it is under load: memory of each process, and connections to the database."""

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import psycopg

SECONDS_BETWEEN = 2.0
WARM_UP = 60.0
"""Seconds for which a process may grow: it loads what it needs at its first requests."""
CONNECTIONS = """
SELECT usename = %s, count(*), count(*) FILTER (WHERE state = 'active'),
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start))
                FILTER (WHERE state LIKE 'idle in transaction%%'), 0)::float
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1
"""


@dataclass(frozen=True)
class Memory:
    """How the memory of one process went. `slope`: megabytes a minute, of a line through the points."""

    role: str
    pid: int
    minutes: float
    first: float
    last: float
    slope: float


@dataclass(frozen=True)
class Connections:
    """The site's connections at one time. `held`: how long one did nothing in a transaction, in seconds."""

    at: float
    open: int
    active: int
    held: float


class Watcher(threading.Thread):
    """Looks every two seconds, from `start` to `stop`. `roots`: processes, watched with their children."""

    def __init__(self, roots: dict[str, int], connect: Callable[[], psycopg.Connection], user: str) -> None:
        super().__init__(daemon=True)
        self.roots, self.connect, self.user = roots, connect, user
        self.megabytes: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        self.connections: list[Connections] = []
        self.busy: dict[str, float] = {}
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        with self.connect() as connection:
            while not self._stopped.wait(SECONDS_BETWEEN):
                now = time.monotonic()
                for role, root in self.roots.items():
                    for process in _list_family(root):
                        self._weigh(role, process, now)
                for is_site, *counts in connection.execute(CONNECTIONS, [self.user]).fetchall():
                    if is_site:
                        self.connections.append(Connections(now, *counts))

    def _weigh(self, role: str, process: psutil.Process, now: float) -> None:
        """Note the memory that is a process's own: what PostgreSQL's processes share is the cache of all."""
        try:
            memory = process.memory_info()
        except psutil.Error:
            return
        self.megabytes[role, process.pid].append((now, (memory.rss - memory.shared) / 2**20))

    def list_memory(self, since: float, until: float) -> list[Memory]:
        """List how the memory of each process went between two times, after it had warmed up."""
        listed = []
        for (role, pid), measured in self.megabytes.items():
            warm = measured[0][0] + WARM_UP if measured[0][0] > since - WARM_UP else since
            points = [(at, size) for at, size in measured if max(warm, since) <= at <= until]
            if len(points) < 10:
                continue
            slope = statistics.linear_regression(*zip(*points, strict=True)).slope * 60
            minutes = (points[-1][0] - points[0][0]) / 60
            listed.append(Memory(role, pid, minutes, points[0][1], points[-1][1], slope))
        return listed


def _list_family(root: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []
