"""What a run of the load has shown: tables, and what of it is not as it should be."""

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import format_table

from .course import FILES_ALONE, SECONDS_TO_SETTLE, SLOW, TIMES
from .visits import EDITORS, FILES, READERS, SEARCHERS
from .watching import Connections, Memory

KINDS = (READERS, SEARCHERS, EDITORS)
PARTS = ("steady", "overload", "recovery")
MOST_SECONDS_TO_RECOVER = 10
WINDOW = 5
"""Seconds for which everything has to go well before the site counts as recovered."""
MOST_GROWTH = 1.0
"""Megabytes a minute that a process may grow, once it has warmed up."""
MINUTES_TO_TELL = 10
"""A process that was watched for less says nothing about how its memory goes on."""
MOST_SECONDS_HELD = 30
EDITORS_SERVED = 0.95
"""Of the requests of editors in the overload."""
HEADS = [
    "part",
    "who",
    "requests",
    "a second",
    "p50, ms",
    "p95, ms",
    "p99, ms",
    "stale",
    "told 503",
    "failed",
]


@dataclass(frozen=True)
class Request:
    """One request. Times in seconds of the monotonic clock; `cache` is what nginx says (HIT, STALE, ...)."""

    ended: float
    part: str
    rate: float
    kind: str
    seconds: float
    status: int
    works: bool
    cache: str
    retry_after: str

    @property
    def is_told(self) -> bool:
        """Whether somebody was told to come again, and when."""
        return self.status == 503 and bool(self.retry_after)


def read_requests(path: Path) -> list[Request]:
    with path.open(newline="") as file:
        return [
            Request(
                float(row["ended"]),
                row["part"],
                float(row["rate"]),
                row["kind"],
                float(row["seconds"]),
                int(row["status"]),
                row["works"] == "True",
                row["cache"],
                row["retry_after"],
            )
            for row in csv.DictReader(file)
        ]


def percentile(requests: Iterable[Request], share: float) -> float:
    """Return how long a share of the requests took at most, in seconds; not a number if there are none."""
    taken = sorted(request.seconds for request in requests)
    return taken[min(int(share * len(taken)), len(taken) - 1)] if taken else math.nan


def find_highest(requests: Sequence[Request], part: str) -> float:
    """Return the highest rate of a search at which nothing failed and nobody waited long, or 0."""
    highest = 0.0
    for rate in {request.rate for request in requests if request.part == part}:
        tried = [request for request in requests if request.part == part and request.rate == rate]
        since = min(request.ended for request in tried) + SECONDS_TO_SETTLE
        counted = [request for request in tried if request.ended > since]
        if percentile(counted, 0.95) < SLOW and all(request.works for request in counted):
            highest = max(highest, rate)
    return highest


def find_recovery(requests: Sequence[Request]) -> float:
    """Return after how many seconds of the last part everything went well again; infinite if it never did."""
    after = [request for request in requests if request.part == "recovery" and request.kind != FILES]
    if not after:
        return math.inf
    began = min(request.ended - request.seconds for request in after)
    length = max(request.ended for request in after) - began
    for second in range(int(length) - WINDOW + 1):
        window = [each for each in after if second <= each.ended - each.seconds - began < second + WINDOW]
        if window and all(each.works for each in window) and percentile(window, 0.95) < SLOW:
            return second
    return math.inf


class LoadReport:
    """The tables of one run, and `faults`: sentences about what should not be so."""

    def __init__(
        self, requests: list[Request], memory: list[Memory], connections: list[Connections], pool: int
    ) -> None:
        self.requests, self.memory, self.connections, self.pool = requests, memory, connections, pool
        self.recovered = find_recovery(requests)
        self.highest = find_highest(requests, "search")
        self.highest_of_files = find_highest(requests, FILES_ALONE)

    def format(self) -> str:
        """Format everything as Markdown."""
        tables = [
            self._describe_rates(),
            self._format_requests(),
            self._format_ratios(),
            self._format_memory(),
        ]
        faults = [f"- **{fault}**" for fault in self.list_faults()] or ["Everything is as it should be."]
        return "\n\n".join([*tables, self._describe_connections(), "\n".join(faults)])

    def list_faults(self) -> list[str]:
        checks: list[Callable[[], Iterable[str]]] = [
            self._check_steady,
            self._check_overload,
            self._check_memory,
            self._check_connections,
        ]
        return [fault for check in checks for fault in check()]

    def _of(self, part: str, *kinds: str) -> list[Request]:
        return [each for each in self.requests if each.part == part and each.kind in (kinds or KINDS)]

    def _describe_rates(self) -> str:
        steady = self._of("steady", *KINDS, FILES)
        rate = steady[0].rate if steady else 0
        found = f"Highest rate with p95 under {SLOW * 1000:.0f} ms: {self.highest:.0f} requests/s. "
        files = (
            f"Of files of the same bytes alone these clients got {self.highest_of_files:.0f} requests/s "
            f"(the site: {self.highest / self.highest_of_files:.2f} of that). "
            if self.highest_of_files
            else ""
        )
        return (
            f"{found if self.highest else ''}{files if self.highest else ''}"
            f"Kept up: {rate:.0f} requests/s; then {TIMES} times as many. "
            f"After that all went well again within {self.recovered:.0f} s."
        )

    def _format_requests(self) -> str:
        rows = []
        for part in PARTS:
            for kind in (*KINDS, FILES):
                if not (made := self._of(part, kind)):
                    continue
                ended = [each.ended for each in made]
                failed = [each for each in made if not each.works and not each.is_told]
                times = [
                    f"{percentile([e for e in made if e.works], share) * 1000:.0f}"
                    for share in (0.5, 0.95, 0.99)
                ]
                rate = f"{len(made) / max(1, max(ended) - min(ended)):.1f}"
                stale, told = sum(each.cache == "STALE" for each in made), sum(each.is_told for each in made)
                rows.append(
                    [
                        part,
                        kind,
                        f"{len(made):,}",
                        rate,
                        *times,
                        f"{stale:,}",
                        f"{told:,}",
                        f"{len(failed):,}",
                    ]
                )
        return format_table(HEADS, rows)

    def _format_ratios(self) -> str:
        """Compare readers' pages with files of the same bytes, that readers asked for in between."""
        rows = []
        for part in PARTS:
            pages = [each for each in self._of(part, READERS) if each.works]
            files = [each for each in self._of(part, FILES) if each.works]
            ratios = [
                f"{percentile(pages, share) / percentile(files, share):.2f}" for share in (0.5, 0.95, 0.99)
            ]
            rows.append([f"a page / the file, {part}", *ratios])
        return format_table(["time of", "p50", "p95", "p99"], rows)

    def _format_memory(self) -> str:
        rows = [
            [
                each.role,
                each.pid,
                f"{each.minutes:.1f}",
                f"{each.first:.0f}",
                f"{each.last:.0f}",
                f"{each.slope:+.2f}",
            ]
            for each in sorted(self.memory, key=lambda each: (each.role, each.pid))
            if each.role != "PostgreSQL"
        ]
        servers = [each for each in self.memory if each.role == "PostgreSQL"]
        if servers:
            sums = [sum(getattr(each, name) for each in servers) for name in ("first", "last", "slope")]
            minutes = max(each.minutes for each in servers)
            cells = [f"{minutes:.1f}", f"{sums[0]:.0f}", f"{sums[1]:.0f}", f"{sums[2]:+.2f}"]
            rows.append([f"PostgreSQL, {len(servers)} processes", "", *cells])
        return format_table(
            ["memory of its own", "process", "minutes", "MB at first", "MB at last", "MB/minute"], rows
        )

    def _describe_connections(self) -> str:
        most = max((each.open for each in self.connections), default=0)
        last = self.connections[-1].open if self.connections else 0
        held = max((each.held for each in self.connections), default=0)
        return (
            f"Connections of the site to the database: {most} at most ({self.pool} may be), {last} when "
            f"nobody had asked for a while. The longest that one did nothing in a transaction: {held:.1f} s."
        )

    def _check_steady(self) -> Iterable[str]:
        steady = self._of("steady", *KINDS, FILES)
        failed = Counter((each.kind, each.status) for each in steady if not each.works)
        for (kind, status), number in failed.most_common():
            yield f"At the steady rate {number} requests ({kind}) failed with {status}."
        if percentile(self._of("steady"), 0.95) >= SLOW:
            yield f"At the steady rate more than 5 of 100 requests took longer than {SLOW * 1000:.0f} ms."

    def _check_overload(self) -> Iterable[str]:
        untold = [
            each for each in self._of("overload", READERS, SEARCHERS) if not each.works and not each.is_told
        ]
        for status, number in Counter(each.status for each in untold).most_common():
            yield f"In the overload {number} readers got {status or 'no answer'}, not when to come again."
        editors = self._of("overload", EDITORS)
        served = sum(each.works for each in editors)
        if served < EDITORS_SERVED * len(editors):
            yield f"In the overload {served} of {len(editors)} requests of editors were answered as wanted."
        if self.recovered > MOST_SECONDS_TO_RECOVER:
            yield f"Within {MOST_SECONDS_TO_RECOVER} s after the overload not all went well again."

    def _check_memory(self) -> Iterable[str]:
        for each in self.memory:
            if each.minutes >= MINUTES_TO_TELL and each.slope > MOST_GROWTH and each.role != "PostgreSQL":
                yield f"{each.role} ({each.pid}) grew by {each.slope:.1f} MB a minute."

    def _check_connections(self) -> Iterable[str]:
        if not self.connections:
            yield "Nobody counted connections."
        elif max(each.open for each in self.connections) > self.pool:
            yield "The site had more connections to the database than its pools may have."
        elif max(each.held for each in self.connections) > MOST_SECONDS_HELD:
            yield "A connection was left in a transaction in which nothing was done."
