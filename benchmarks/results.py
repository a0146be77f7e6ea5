"""The figures of the last runs, in results.md: one section for each benchmark."""

import datetime
import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

import django
import psycopg
from django.db import connection

RESULTS = Path(__file__).with_name("results.md")
TITLE = """# What was measured

Written by the benchmarks themselves; run one again and its section is replaced. Figures from a
machine that does other work as well vary: medians are given, and how far single runs lay apart.
"""


def write_section(heading: str, command: str, body: str) -> None:
    """Replace this benchmark's section of the results.

    Says on which machine it ran. Appends the section if there is none yet.
    """
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else TITLE
    section = f"## {heading}\n\n`{command}`\n\n{describe_machine()}\n\n{body.strip()}\n"
    pattern = rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)"
    text, found = re.subn(pattern, lambda _: section + "\n", text, flags=re.M | re.S)
    if not found:
        text = f"{text.rstrip()}\n\n{section}"
    RESULTS.write_text(text.rstrip() + "\n", encoding="utf-8")


def format_table(heads: list[str], rows: Sequence[Sequence[object]]) -> str:
    """Format a Markdown table; the first column to the left, figures to the right."""
    lines: list[Sequence[object]] = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def describe_machine() -> str:
    """Name the day, the machine and the versions, as a sentence."""
    day = datetime.datetime.now(datetime.UTC).date()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('shared_buffers')"
        )
        server, fsync, buffers = cursor.fetchone()
    return (
        f"{day:%-d %B %Y}; {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on "
        f"{platform.machine()}; PostgreSQL {server} (fsync {fsync}, shared_buffers {buffers}), "
        f"Django {django.__version__}, psycopg {psycopg.__version__}, Python {platform.python_version()}."
    )
