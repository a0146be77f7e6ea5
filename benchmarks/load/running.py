"""One run of the load: the deployment is started, Locust is run against it, and all of it is watched."""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPSConnection
from pathlib import Path
from ssl import CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext

import psutil
import psycopg
from django.conf import settings
from django.core.management import call_command

from benchmarks.results import write_section
from claims.models import Claim
from project.checkout import CHECKOUT, DATA
from project.database.owner import close_connections
from project.demo import port
from project.demo.nginx import run_nginx
from project.demo.production import STATIC, build_environment, collect_static_files, is_answering, keep
from project.demo.run import print_line, reset_account

from .addresses import find_visits
from .report import LoadReport, read_requests
from .visits import Visits
from .watching import Watcher

FOLDER = DATA / "load"
ACCOUNT = "publisher"
SECONDS_TO_START = 600
SECONDS_AFTER = 20
"""How long nobody asks for anything, before connections are counted for the last time."""
OVERWHELMED = 2
"""What Locust ends with if not even the first rate is kept up."""
MINUTES_TO_KEEP = 10
"""Shorter runs are to look at: the results stay as they are."""
CONNECTIONS = 50
"""Pools of ten for two web processes, for one that replaces another and for a worker, which has one more."""
FILES = 100
"""Pages of which a file with the same bytes is served as well."""


def run_load(options: argparse.Namespace) -> int:
    """Run the load in the database that is open; return the exit status."""
    FOLDER.mkdir(exist_ok=True, parents=True)
    visits, environment = prepare(options.claims)
    with deploy(options.port, environment) as (roots, static):
        print_line("Fetching pages, to serve the same bytes as files")
        visits = replace(visits, files=write_files(options.port, visits, static))
        visits.write(FOLDER / "visits.json")
        watcher = Watcher(roots, partial(connect, environment["DATABASE_URL"]), settings.SITE_ROLE)
        watcher.start()
        print_line(f"Asking: Locust's output is in {FOLDER / 'locust.log'}")
        status = run_locust(options)
        time.sleep(SECONDS_AFTER)
        watcher.stop()
    if status == OVERWHELMED:
        print_line(
            f"The site does not keep up with the first rate that is tried. The log: {FOLDER / 'locust.log'}"
        )
        return 1
    return report(options, watcher)


def report(options: argparse.Namespace, watcher: Watcher) -> int:
    """Print what was measured, and keep it if the run was long enough; return 1 if anything is wrong."""
    requests = read_requests(FOLDER / "requests.csv")
    steady = [request.ended for request in requests if request.part == "steady"]
    memory = watcher.list_memory(min(steady), max(steady))
    found = LoadReport(requests, memory, watcher.connections, CONNECTIONS)
    text = found.format()
    print_line(text)
    if options.minutes >= MINUTES_TO_KEEP:
        command = f"make load, with {options.claims:,} claims, {options.minutes:g} minutes"
        write_section("The site under load", command, text)
    return 1 if found.list_faults() else 0


def prepare(claims: int) -> tuple[Visits, dict[str, str]]:
    """Make the record and an account for editors; return what is asked for, and production's environment."""
    if not Claim.objects.exists():
        print_line(f"Making a record of {claims:,} claims")
        call_command("generate", claims=claims, verbosity=0)
    line = reset_account(ACCOUNT, "Publisher")
    password = line.rpartition(" ")[2]
    visits = replace(find_visits(), account=ACCOUNT, password=password)
    environment = build_environment()
    close_connections()
    return visits, environment


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True)


@contextmanager
def deploy(number: int, environment: dict[str, str]) -> Iterator[tuple[dict[str, int], Path]]:
    """Run gunicorn, a worker and nginx as `make nginx` does; yields processes, and the folder of files."""
    print_line("Starting the site")
    collect_static_files(environment)
    inner = port.find_free_port()
    static = FOLDER / "static"
    static.mkdir(exist_ok=True)
    for entry in STATIC.iterdir():
        if not (static / entry.name).exists():
            (static / entry.name).symlink_to(entry)
    manage = [sys.executable, "manage.py"]
    site = [sys.executable, "-m", "gunicorn", "project.wsgi", f"--bind={port.ADDRESS}:{inner}"]
    with ExitStack() as stack:
        web = stack.enter_context(keep(site, environment))
        worker = stack.enter_context(keep([*manage, "procrastinate", "worker"], environment))
        nginx = stack.enter_context(run_nginx(number, f"{port.ADDRESS}:{inner}", static, https=True))
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_answering(inner):
            if time.monotonic() > deadline:
                raise TimeoutError("The site does not answer.")
            time.sleep(0.5)
        with connect(environment["DATABASE_URL"]) as database:
            backend = psutil.Process(database.info.backend_pid)
            postgres = backend.ppid()
        yield {"gunicorn": web.pid, "worker": worker.pid, "nginx": nginx.pid, "PostgreSQL": postgres}, static


def write_files(number: int, visits: Visits, static: Path) -> dict[str, str]:
    """Fetch pages as readers get them, and have nginx serve the same bytes as files; return these by page."""
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, CERT_NONE
    client = HTTPSConnection(port.ADDRESS, number, context=context, timeout=120)
    (static / "same").mkdir(exist_ok=True)
    paths = [path for pages in visits.pages.values() for path in pages[: FILES // len(visits.pages)]]
    files = {}
    for place, path in enumerate(paths):
        client.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = client.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ValueError(f"{path} is answered with {answer.status}.")
        file = static / "same" / f"{place}.html"
        file.write_bytes(b"")
        file.with_suffix(".html.gz").write_bytes(body)
        files[path] = f"/static/same/{place}.html"
        time.sleep(0.03)  # nginx takes 50 requests a second from one address
    client.close()
    return files


def run_locust(options: argparse.Namespace) -> int:
    """Run Locust to the end of its course; return 0, or 2 if the site is overwhelmed from the beginning."""
    command = [
        str(FOLDER / "venv" / "bin" / "python"),
        "-m",
        "locust",
        "-f",
        "benchmarks/load/scenario.py",
        "--headless",
        "--only-summary",
    ]
    command += [f"--host=https://{port.ADDRESS}:{options.port}", f"--html={FOLDER / 'locust.html'}"]
    command += [
        f"--visits={FOLDER / 'visits.json'}",
        f"--record={FOLDER / 'requests.csv'}",
        f"--rate={options.rate}",
    ]
    seconds = {"step": options.step, "steady": round(options.minutes * 60)}
    seconds |= {"overload": options.overload, "recovery": options.recovery}
    command += [f"--{name}={value}" for name, value in seconds.items()]
    with (FOLDER / "locust.log").open("wb") as log:
        return subprocess.run(command, cwd=CHECKOUT, stdout=log, stderr=log, check=False).returncode
