"""What processes of the site count, into files that `manage.py serve_metrics` adds up.

Only imported where PROMETHEUS_MULTIPROC_DIR is set. No label holds anything of the record: views and tasks
have names, and there are as many as the program has.
"""

import fcntl
import itertools
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from prometheus_client import Counter, Histogram, Summary, values

SECONDS_OF_PAGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SECONDS_OF_JOBS = (0.1, 1, 10, 60, 600)


class Instruments:
    """The counters of one process, in files of `folder` whose names have the number of its slot."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.slot, self._held = take_slot(folder)
        values.ValueClass = values.MultiProcessValue(lambda: self.slot)
        self.requests = Counter(
            "record_http_requests",
            "Requests by view, status, and where the answer came from: made by the view, or from the store.",
            ["view", "status", "source"],
            registry=None,
        )
        self.request_seconds = Histogram(
            "record_http_request_seconds",
            "How long requests took, without the proxy and the way to readers.",
            ["view"],
            buckets=SECONDS_OF_PAGES,
            registry=None,
        )
        self.query_seconds = Summary(
            "record_database_query_seconds",
            "How long the statements of views and jobs took, by database server.",
            ["server"],
            registry=None,
        )
        self.job_seconds = Histogram(
            "record_job_seconds",
            "How long background jobs took, by task and whether they succeeded.",
            ["task", "outcome"],
            buckets=SECONDS_OF_JOBS,
            registry=None,
        )


def take_slot(folder: Path) -> tuple[str, IO[str]]:
    """Return the lowest number that no living process has, and the file that holds it as long as it is open.

    The next process goes on where the last one of its number has stopped: so there are as many files as
    processes at a time, and not one more with each restart.
    """
    for number in itertools.count():
        file = (folder / f"{number}.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            return str(number), file
    raise AssertionError  # there are always more numbers


@cache
def get_instruments() -> Instruments:
    """Return the counters of this process; called first after it has forked."""
    return Instruments(Path(settings.METRICS_FOLDER))
