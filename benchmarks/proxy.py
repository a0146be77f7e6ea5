"""Requests a second for one page: made anew, from the store, not modified, kept by nginx; and an empty view.

python -m benchmarks.proxy [--seconds 10] [--claims N]

The record is the demo's, or a synthetic one of N claims, of which the page is that with most statements. The
site runs as in production, with one gunicorn process. wrk (Debian: wrk) asks by 32 connections from this
machine: so its processor time is taken from the same cores. The site's own is measured, too: what others do
there does not lengthen it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple

import psutil
from django.core.management import call_command
from django.db import connection

from project.database.owner import close_connections

from .results import format_table, write_section
from .scratch import scratch_database

CONNECTIONS = 32
TURNS = 5
"""How often each row of the table is asked for, for a part of the seconds."""
ASKED = {"Accept-Encoding": "gzip", "X-Forwarded-Proto": "https", "Host": "127.0.0.1"}
EMPTY = "/robots.txt"
"""What needs all the middleware, and neither the database nor any work."""
ANEW = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", wrk.path .. "?anew=" .. number .. "-" .. os.time())
end
"""
HEADS = [
    *("one claim's page", "requests/s", "of made anew", "time of an empty view", "of the file"),
    *("processor, ms", "of made anew", "of an empty view"),
]
LEAST_TIME = 0.0001
MOST_STATEMENTS = (
    "SELECT claim_id FROM claims_statement GROUP BY claim_id ORDER BY count(*) DESC, claim_id LIMIT 1"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=10, help="for each row; default 10")
    parser.add_argument("--claims", type=int, default=0, help="of a synthetic record; default: the demo's")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("There is no wrk: on Debian, as root: apt-get install wrk")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    measure(options.seconds, options.claims)


def ask(number: int, path: str) -> tuple[HTTPMessage, bytes]:
    """Return the headers of the page and the page itself, packed."""
    connection = HTTPConnection("127.0.0.1", number, timeout=30)
    connection.request("GET", path, headers=ASKED)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.headers, body


def load(url: str, seconds: int, script: str = "", tag: str = "") -> int:
    """Return how many requests are answered with 200, or 304 if the client has what `tag` names."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk",
            "--threads=1",
            f"--connections={CONNECTIONS}",
            f"--duration={seconds}s",
            "--timeout=30s",
        ]
        command += [f"--header={name}: {value}" for name, value in ASKED.items()]
        command += [f"--header=If-None-Match: {tag}"] if tag else []
        command += [f"--script={file.name}"] if script else []
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{url} does not answer every request:\n{said}")
    number = int(said.partition(" requests in ")[0].split()[-1])
    return number or sys.exit(f"{url} answers nothing within {seconds} s: give it more --seconds.")


class MeasuredSite(NamedTuple):
    """The process of the site, and the database whose sessions work for it."""

    pid: int
    database: str

    def read_processor_times(self) -> dict[int, float]:
        """Read the seconds that the site and its sessions in the database have worked, by process."""
        site = psutil.Process(self.pid)
        sessions = [
            process
            for process in psutil.process_iter(["cmdline"])
            if f" {self.database} " in " ".join(process.info["cmdline"] or ())[:200]
            and "".join(process.info["cmdline"]).startswith("postgres:")
        ]
        times = {}
        for process in (site, *site.children(recursive=True), *sessions):
            with suppress(psutil.NoSuchProcess):  # a session that has ended since
                spent = process.cpu_times()
                times[process.pid] = spent.user + spent.system
        return times


def start_site(stack: ExitStack, number: int) -> MeasuredSite:
    """Start the site as in production on this port, with one process; it runs as long as `stack` is open."""
    from project.demo import port
    from project.demo.production import build_environment, collect_static_files, is_answering, keep

    environment = build_environment()
    collect_static_files(environment)
    command = [sys.executable, "-m", "gunicorn", "project.wsgi", "--workers=1", "--max-requests=0"]
    process = stack.enter_context(keep([*command, f"--bind={port.ADDRESS}:{number}"], environment))
    while not is_answering(number):
        time.sleep(0.2)
    return MeasuredSite(process.pid, connection.settings_dict["NAME"])


@contextmanager
def prepare_record(claims: int) -> Iterator[tuple[str, str]]:
    """Bring up the demo's record, or a synthetic one; yield the address of a claim's page, and what it is."""
    from project.demo.run import prepare_site

    with prepare_site() if claims == 0 else scratch_database():
        from claims.models import Claim  # Django is set up by now

        published = Claim.objects.published().order_by("pk")
        if claims:
            call_command("generate", claims=claims, verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute(MOST_STATEMENTS)
                claim = published.get(pk=cursor.fetchone()[0])
        else:
            claim = published[0]
        words = f"{claim.statements.count()} statements, in a record of {published.count():,} claims"
        path = claim.get_absolute_url()
        close_connections()  # the site's process opens connections of its own
        yield path, words


def measure(seconds: int, claims: int) -> None:
    from project.demo import port
    from project.demo.nginx import run_nginx

    with ExitStack() as stack:
        path, words = stack.enter_context(prepare_record(claims))
        inner, outer = port.find_free_port(), port.find_free_port()
        process = start_site(stack, inner)
        static = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(run_nginx(outer, f"{port.ADDRESS}:{inner}", static, measured=True))
        site, proxy = f"http://{port.ADDRESS}:{inner}", f"http://{port.ADDRESS}:{outer}"

        ask(outer, path)
        headers, body = ask(outer, path)
        if headers["X-Cache"] != "HIT":
            sys.exit(f"nginx does not keep {path}: X-Cache says {headers['X-Cache']}.")
        tag = ask(inner, path)[0]["ETag"] or sys.exit(f"{path} has no ETag.")
        (static / "page.html.gz").write_bytes(body)
        (static / "page.html").write_bytes(b"")
        asked = {
            "made anew, by one process": (site + path, ANEW, ""),
            "from the store of pages": (site + path, "", ""),
            "not modified, by its ETag": (site + path, "", tag),
            "an empty view": (site + EMPTY, "", ""),
            "kept by nginx": (proxy + path, "", ""),
            "a file of the same bytes": (f"{proxy}/static/page.html", "", ""),
        }
        rates, times = measure_each(asked, process, seconds)
        # The database still runs here, whose version is told.
        write_section(
            f"A page behind nginx{f', {claims:,} claims' if claims else ''}",
            f"python -m benchmarks.proxy{f' --claims {claims}' if claims else ''}",
            f"{words}; {len(body):,} bytes, packed; {CONNECTIONS} connections, {seconds} s each. "
            "Processor time: of the site and its sessions in the database, for one request.\n\n"
            + format_table(HEADS, format_rows(rates, times)),
        )


def measure_each(
    asked: dict[str, tuple[str, str, str]], process: MeasuredSite, seconds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Ask for each (its URL, script and tag): how many requests a second, and how long each took the site.

    They take turns, because the machine may be slower in one minute than in the next.
    """
    numbers, clock, processor = (dict.fromkeys(asked, 0.0) for _sum in range(3))
    for _turn in range(TURNS):
        for what, (url, script, tag) in asked.items():
            before, began = process.read_processor_times(), time.monotonic()
            numbers[what] += load(url, max(seconds // TURNS, 1), script, tag)
            clock[what] += time.monotonic() - began
            after = process.read_processor_times()  # of sessions that have ended nothing is known
            processor[what] += sum(spent - before.get(pid, 0) for pid, spent in after.items())
    rates = {what: number / clock[what] for what, number in numbers.items()}
    return rates, {what: processor[what] / number for what, number in numbers.items()}


def format_rows(rates: dict[str, float], times: dict[str, float]) -> list[list[str]]:
    """Return the rows of the table. `rates`: requests a second; `times`: seconds of a processor for each."""
    (anew, *_others), empty = rates, "an empty view"
    file = list(rates)[-1]
    rows = []
    for what, rate in rates.items():
        by_clock = [
            f"{rate / rates[anew]:,.1f}x",
            f"{rates[empty] / rate:.2f}x",
            f"{rate / rates[file]:.2f}x",
        ]
        by_processor = ["", "", ""]
        if (taken := times[what]) > LEAST_TIME:  # what nginx answers takes the site none
            by_processor = [
                f"{1000 * taken:.2f}",
                f"{times[anew] / taken:,.1f}x",
                f"{taken / times[empty]:.2f}x",
            ]
        rows.append([what, f"{rate:,.0f}", *by_clock, *by_processor])
    return rows


if __name__ == "__main__":
    main()
