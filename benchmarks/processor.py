"""How long a process has computed, which other work on the machine does not lengthen."""

import os
from pathlib import Path

from django.db import connection


def find_server_process() -> int:
    """The process id of PostgreSQL's side of our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def read_processor_time(process: int) -> float | None:
    """Seconds that this process has computed, by Linux's proc(5); None if it cannot be known."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
