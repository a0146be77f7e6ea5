"""Requests a second for one page: made anew, from the store, not modified, kept by nginx; and an empty view.

python -m benchmarks.proxy [--seconds 10]

The record is the demo's; the site runs as in production, with one gunicorn process. wrk (Debian: wrk) asks by
32 connections from this machine: so its processor time is taken from the same cores.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from .results import format_table, write_section

CONNECTIONS = 32
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
HEADS = ["one claim's page", "requests/s", "of made anew", "time of an empty view", "of the file"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=10, help="for each row; default 10")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("There is no wrk: on Debian, as root: apt-get install wrk")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    measure(options.seconds)


def ask(number: int, path: str) -> tuple[HTTPMessage, bytes]:
    """Return the headers of the page and the page itself, packed."""
    connection = HTTPConnection("127.0.0.1", number, timeout=30)
    connection.request("GET", path, headers=ASKED)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.headers, body


def load(url: str, seconds: int, script: str = "", tag: str = "") -> float:
    """Return how many requests a second are answered with 200, or 304 if the client has what `tag` names."""
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
    return float(said.partition("Requests/sec:")[2].split()[0])


def start_site(stack: ExitStack, number: int) -> None:
    """Start the site as in production on this port, with one process; it runs as long as `stack` is open."""
    from project.demo import port
    from project.demo.production import build_environment, collect_static_files, is_answering, keep

    environment = build_environment()
    collect_static_files(environment)
    command = [sys.executable, "-m", "gunicorn", "project.wsgi", "--workers=1"]
    stack.enter_context(keep([*command, f"--bind={port.ADDRESS}:{number}"], environment))
    while not is_answering(number):
        time.sleep(0.2)


def measure(seconds: int) -> None:
    from project.demo import port
    from project.demo.nginx import run_nginx
    from project.demo.run import prepare_site

    with ExitStack() as stack:
        stack.enter_context(prepare_site())
        from claims.models import Claim  # Django is set up by now

        path = Claim.objects.published().order_by("pk")[0].get_absolute_url()
        inner, outer = port.find_free_port(), port.find_free_port()
        start_site(stack, inner)
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
        rates = {
            "made anew, by one process": load(site + path, seconds, ANEW),
            "from the store of pages": load(site + path, seconds),
            "not modified, by its ETag": load(site + path, seconds, tag=tag),
            "an empty view": load(site + EMPTY, seconds),
            "kept by nginx": load(proxy + path, seconds),
            "a file of the same bytes": load(f"{proxy}/static/page.html", seconds),
        }
        # The database still runs here, whose version is told.
        anew, file = rates["made anew, by one process"], rates["a file of the same bytes"]
        empty = rates["an empty view"]
        rows = [
            [what, f"{rate:,.0f}", f"{rate / anew:,.1f}x", f"{empty / rate:.2f}x", f"{rate / file:.2f}x"]
            for what, rate in rates.items()
        ]
        write_section(
            "A page behind nginx",
            "python -m benchmarks.proxy",
            f"{len(body):,} bytes, packed; {CONNECTIONS} connections, {seconds} s each.\n\n"
            + format_table(HEADS, rows),
        )


if __name__ == "__main__":
    main()
