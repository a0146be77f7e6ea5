"""What Locust runs: readers, people who search, and editors, each with an address of their own.

`python -m locust -f benchmarks/load/scenario.py` with the options below; benchmarks/load/__main__.py does so.
Each makes requests as independent people do (a Poisson process): so the rate does not fall as answers take
longer, until people wait for several at once.
"""

import csv
import itertools
import random
import secrets
import ssl
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gevent
from geventhttpclient.client import HTTPClient, HTTPClientPool
from locust import FastHttpUser, LoadTestShape, events, task
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment

from benchmarks.load.course import FILES_ALONE, Course, Overwhelmed, Seconds, Trial, plan_course
from benchmarks.load.visits import (
    ADDING,
    EDITORS,
    FILE_SHARE,
    FILES,
    LISTS,
    READERS,
    SEARCHERS,
    SHARES,
    Visits,
    fill_in,
)

PACE = 2.0
"""Seconds between two requests of one person, on average."""
PATIENCE = 20.0
SPAWNED = 200
"""How many people may come in a second."""
HEADS = ("ended", "part", "rate", "kind", "seconds", "status", "works", "cache", "retry_after")
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""One for everybody: to read the certificates of authorities for each would take longer than all the rest."""
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE


class Shared:
    """What all people of this process share."""

    visits: Visits
    part: str = "search"
    rate: float = 0
    rows: list[tuple[Any, ...]] = []
    begun = itertools.count(1)


@events.init_command_line_parser.add_listener
def add_arguments(parser: LocustArgumentParser) -> None:
    parser.add_argument("--visits", help="What there is to ask for: a file that Visits.write has written.")
    parser.add_argument("--record", help="The file that is to hold a line for each request.")
    for name in Seconds.__annotations__:
        parser.add_argument(f"--{name}", type=int, help=f"Seconds of this part ({name}).")
    parser.add_argument("--rate", type=float, default=0, help="Requests a second; 0: as many as go well.")


@events.test_start.add_listener
def begin(environment: Environment, **_given: Any) -> None:
    Shared.visits = Visits.read(Path(environment.parsed_options.visits))


@events.test_stop.add_listener
def write_record(environment: Environment, **_given: Any) -> None:
    with Path(environment.parsed_options.record).open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(Shared.rows)


class OwnAddress(HTTPClientPool):
    """Connections from an address that nobody else has, because nginx's limits hold for each address."""

    def __init__(self, number: int) -> None:
        super().__init__(
            concurrency=1,
            insecure=True,
            ssl_context_factory=lambda **_given: TLS,
            network_timeout=PATIENCE,
            connection_timeout=PATIENCE,
        )
        self.address = f"127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 2}"

    def get_client(self, url: Any) -> HTTPClient:
        client = super().get_client(url)
        client._connection_pool._create_tcp_socket = self._bind  # it has no option for it
        return client

    def _bind(self, *kind: int) -> gevent.socket.socket:
        connection = gevent.socket.socket(*kind)
        connection.bind((self.address, 0))
        return connection


class Person(FastHttpUser):
    """Somebody who makes one request after another."""

    abstract = True
    kind = ""
    default_headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}

    def __init__(self, environment: Environment) -> None:
        self.number = next(Shared.begun)
        self.client_pool = OwnAddress(self.number)
        self.chance = random.Random(self.number)  # noqa: S311 - no secret
        self.due = time.monotonic() + self.chance.uniform(0, PACE)
        super().__init__(environment)

    def on_start(self) -> None:
        gevent.sleep(max(0, self.due - time.monotonic()))

    def wait_time(self) -> float:
        now = time.monotonic()
        self.due = max(self.due + self.chance.expovariate(1 / PACE), now - PACE)
        return max(0, self.due - now)

    def ask(self, method: str, path: str, *, wants: int = 200, kind: str = "", **options: Any) -> str | None:
        """Ask, note how that went, and return the page (editors only); None if the answer is another."""
        kind = kind or self.kind
        if Shared.part == FILES_ALONE:
            method, path, wants, kind, options = "GET", Shared.visits.choose_file(self.chance), 200, FILES, {}
        given = {"allow_redirects": False, "catch_response": True, "name": kind, **options}
        part, rate, began = Shared.part, round(Shared.rate), time.monotonic()
        with self.client.request(method, path, **given) as answer:
            text = answer.text if answer.status_code == wants and kind == EDITORS else ""
            works = answer.status_code == wants
            if works:
                answer.success()
            else:
                answer.failure(f"{answer.status_code} {getattr(answer, 'error', '')}")
            headers = answer.headers or {}
            ended = time.monotonic()
            noted = headers.get("X-Cache", ""), headers.get("Retry-After", "")
            Shared.rows.append((ended, part, rate, kind, ended - began, answer.status_code, works, *noted))
        return (text or "") if works else None


class PageReader(Person):
    weight = SHARES[READERS]
    kind = READERS

    @task
    def read(self) -> None:
        if Shared.visits.files and self.chance.random() < FILE_SHARE:
            self.ask("GET", Shared.visits.choose_file(self.chance), kind=FILES)
        else:
            self.ask("GET", Shared.visits.choose_page(self.chance))


class Searcher(Person):
    weight = SHARES[SEARCHERS]
    kind = SEARCHERS

    @task
    def search(self) -> None:
        self.ask("GET", Shared.visits.choose_search(self.chance))


class Editor(Person):
    """Somebody signed in, who looks at lists, opens a form, and saves it at their next request."""

    weight = SHARES[EDITORS]
    kind = EDITORS

    def on_start(self) -> None:
        super().on_start()
        self.form: tuple[str, dict[str, list[str]]] | None = None
        self.is_signed_in = False

    @task
    def edit(self) -> None:
        visits = Shared.visits
        if not self.is_signed_in:
            self.sign_in(visits)
        elif self.form:
            (path, form), self.form = self.form, None
            self.send(path, form)
        elif self.chance.random() < 0.4:
            self.ask("GET", self.chance.choice(LISTS))
        elif self.chance.random() < 0.3:
            if page := self.ask("GET", ADDING):
                self.form = ADDING, fill_in(page, name=f"Load {secrets.token_hex(8)}")
        else:
            path = visits.changed[self.number % len(visits.changed)]  # others change others
            if page := self.ask("GET", path):
                note = f"Changed in a run for measuring ({secrets.token_hex(4)})."
                self.form = path, fill_in(page, public_note=note, change_reason="It is measured.")

    def sign_in(self, visits: Visits) -> None:
        if page := self.ask("GET", "/admin/login/"):
            form = fill_in(page, login=visits.account, password=visits.password)
            self.is_signed_in = self.send("/admin/login/", form)

    def send(self, path: str, form: dict[str, list[str]]) -> bool:
        """Send a form as HTTP has it; tell whether it was taken, which is answered by a redirect."""
        headers = {"Referer": f"{self.host}{path}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", path, wants=302, data=urlencode(form, doseq=True), headers=headers)
        return answer is not None


def measure(seconds: int) -> Trial:
    """Tell how the last seconds went: the 95th percentile of all requests, and how many failed.

    A step has a handful of editors' requests, too few to say by them what a rate does; the report tells of
    each kind.
    """
    since = time.monotonic() - seconds
    rows = list(itertools.takewhile(lambda row: row[0] > since, reversed(Shared.rows)))
    taken = sorted(row[4] for row in rows)
    return Trial(taken[int(0.95 * len(taken))] if taken else 0.0, sum(not row[6] for row in rows))


class AllCourses(LoadTestShape):
    """Drives Locust second by second, as benchmarks/load/course.py says."""

    course: Course | None = None

    def tick(self) -> tuple[int, float] | None:
        assert self.runner is not None  # noqa: S101 - Locust sets it
        if self.course is None:
            options = self.runner.environment.parsed_options
            seconds = Seconds(**{name: getattr(options, name) for name in Seconds.__annotations__})
            self.course = plan_course(seconds, measure, options.rate)
        try:
            Shared.part, Shared.rate = next(self.course)
        except StopIteration:
            return None
        except Overwhelmed as error:
            self.runner.environment.process_exit_code = 2
            print(error)  # noqa: T201 - a program
            return None
        return round(Shared.rate * PACE), SPAWNED
