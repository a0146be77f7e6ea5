"""A little of everything on the system's PostgreSQL, and how long it takes beside the embedded server.

python -m tests.postgres.smoke [--version 15]

Three times the steps of tests/postgres/steps.py: on the embedded server and on the system's at the same time,
then on the latter through PgBouncer, with the machine to itself. Fails where an answer is wrong, where a
search finds something else than on the embedded server, and where a step takes more than MOST times as long
as there, twice.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from project.checkout import CHECKOUT
from project.embedded import EmbeddedError, lifetime
from tests.postgres.server import ServerError, run_pooler, run_server

MOST = 10
LEAST_SECONDS = 0.05
"""Of shorter times the ratio says nothing."""
PATIENCE = 900
"""Seconds for all steps on one server. Were each edit compiled just in time, they would take longer."""
DATABASE = f"record_smoke_{os.getpid()}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--version", default="", help="Of PostgreSQL, 15 for example. Default: the newest one."
    )
    version = parser.parse_args().version
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers have to be stopped
    try:
        with (
            lifetime.use_server(lifetime.TESTS) as sockets,
            run_server(version) as url,
            ThreadPoolExecutor() as pool,
        ):
            begun = pool.submit(run_on_new_database, lifetime.build_url(sockets))
            system = run_steps(url)
            embedded = begun.result()
            wrong = compare_twice(embedded, system, "", url)
            with run_pooler(url) as pooled:
                through_pooler = run_steps(pooled, is_filled=True)
                wrong += compare_twice(embedded, through_pooler, " through PgBouncer", pooled)
    except (ServerError, EmbeddedError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    print_table(embedded["seconds"], system["seconds"], through_pooler["seconds"])
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return int(bool(wrong))


def run_on_new_database(url: str) -> dict:
    """Run the steps on a database of their own, and drop it."""
    name = sql.Identifier(DATABASE)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            return run_steps(urlsplit(url)._replace(path=f"/{DATABASE}").geturl())
        finally:
            server.execute(sql.SQL("DROP DATABASE {}").format(name))


def run_steps(url: str, *, is_filled: bool = False) -> dict:
    """Run the steps in a process of its own; return what they print."""
    environment = {
        **os.environ,
        "DEVELOPMENT_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }
    environment.pop("DATABASE_URL", None)
    steps = f"from tests.postgres.steps import main; main(is_filled={is_filled})"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", steps]
    try:
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise ServerError(f"The steps were not done within {PATIENCE} seconds.") from None
    if done.returncode:
        raise ServerError("A step failed: see above.")
    return json.loads(done.stdout)


def compare_twice(embedded: dict, other: dict, where: str, url: str) -> list[str]:
    """Compare; if anything is wrong, run the steps at `url` once more, and take the lesser times.

    A busy machine delays a step now and then, but hardly the same one twice.
    """
    if compare(embedded, other, where):
        again = run_steps(url, is_filled=True)["seconds"]
        other["seconds"] = {name: min(s, again.get(name, s)) for name, s in other["seconds"].items()}
    return compare(embedded, other, where)


def compare(embedded: dict, other: dict, where: str) -> list[str]:
    """Say what is wrong with the run on another server."""
    wrong = [
        f"The search for {name} finds {found}{where}, and {embedded['found'][name]} on the embedded server."
        for name, found in other["found"].items()
        if found != embedded["found"][name]
    ]
    for name, seconds in other["seconds"].items():
        ratio = seconds / max(embedded["seconds"][name], LEAST_SECONDS)
        if ratio > MOST:
            wrong.append(f"{name}{where} takes {ratio:.0f} times as long as on the embedded server.")
    return wrong


def print_table(embedded: dict, system: dict, through_pooler: dict) -> None:
    sys.stdout.write(
        f"{'milliseconds':32}{'embedded':>10}{'system':>10}{'ratio':>8}{'PgBouncer':>11}{'ratio':>8}\n"
    )
    for name, seconds in embedded.items():
        line = f"{name:32}{seconds * 1000:10.1f}"
        for other, width in ((system, 10), (through_pooler, 11)):
            if name in other:
                line += f"{other[name] * 1000:{width}.1f}{other[name] / seconds:8.2f}"
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
