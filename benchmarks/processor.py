"""The time of a run: by the clock, and the processor time of the server's process.

Other work on the machine does not lengthen processor time.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.db import connection


class Run(NamedTuple):
    """The time of one run.

    `processor`: seconds of the server's process, None if it runs on another machine.
    """

    seconds: float
    processor: float | None


def time_run(work: Callable[[], object]) -> Run:
    process = find_server_process()
    before, began = read_processor_time(process), time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    after = read_processor_time(process)
    return Run(seconds, None if before is None or after is None else after - before)


def find_server_process() -> int:
    """Return the process id of PostgreSQL's side of our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def read_processor_time(process: int) -> float | None:
    """Read the processor time of a process, in seconds; None where proc(5) is missing."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
