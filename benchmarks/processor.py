"""The processor time of a process.

Other work on the machine does not lengthen it.
"""

import os
from pathlib import Path

from django.db import connection


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
