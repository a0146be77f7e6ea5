"""Medians, and the figures of earlier runs.

benchmarks/figures.json keeps one run for each size.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

Figures = TypeVar("Figures", "PageFigures", "EditFigures")
STORE = Path(__file__).resolve().parent.parent / "figures.json"


@dataclass
class Spread:
    """Milliseconds: half of the answers came within `p50`, 95 in 100 within `p95`."""

    p50: float
    p95: float


@dataclass
class PageFigures:
    """The figures of one kind of page.

    `database`: milliseconds that its SQL took; `size`: bytes of its body. Where it was asked for several
    addresses, queries are the most, the rest medians. `peer_note` says what Datasette left undone.
    """

    name: str
    group: str
    ours: Spread
    floor: Spread
    queries: int
    database: float
    size: int
    peer: Spread | None = None
    peer_note: str = ""

    @property
    def against_peer(self) -> float | None:
        return self.ours.p50 / self.peer.p50 if self.peer else None

    @property
    def against_floor(self) -> float:
        return self.ours.p50 / self.floor.p50


@dataclass
class EditFigures:
    """The figures of one kind of edit: the time that its SQL took, and how many statements it sent."""

    name: str
    database: Spread
    queries: int


@dataclass
class PageRun:
    """Everything that one run found at one size.

    `load`: the machine's load before and after.
    """

    claims: int
    command: str
    measured_on: str
    machine: str
    record: str
    repetitions: int
    load: tuple[float, float]
    pages: list[PageFigures] = field(default_factory=list)
    edits: list[EditFigures] = field(default_factory=list)

    def page(self, name: str) -> PageFigures | None:
        return next((page for page in self.pages if page.name == name), None)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that is at least as large as a share of them.

    `share`: from 0 to 1.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def compute_spread(seconds: Sequence[float]) -> Spread:
    return Spread(round(median(seconds) * 1000, 3), round(percentile(seconds, 0.95) * 1000, 3))


def load_runs(path: Path = STORE) -> list[PageRun]:
    """Load the last run of each size, the smallest first."""
    if not path.exists():
        return []
    return [_parse_run(data) for data in json.loads(path.read_text())]


def store_run(run: PageRun, path: Path = STORE) -> list[PageRun]:
    """Put `run` in place of the last one of its size.

    Returns all of them, as `load_runs` does.
    """
    runs = sorted(
        [*(old for old in load_runs(path) if old.claims != run.claims), run], key=lambda r: r.claims
    )
    path.write_text(json.dumps([asdict(each) for each in runs], indent=1) + "\n")
    return runs


def _parse_run(data: dict) -> PageRun:
    pages = [_parse_figures(PageFigures, page) for page in data.pop("pages")]
    edits = [_parse_figures(EditFigures, edit) for edit in data.pop("edits", [])]
    return PageRun(**{**data, "load": tuple(data["load"])}, pages=pages, edits=edits)


def _parse_figures(kind: type[Figures], data: dict[str, Any]) -> Figures:
    spreads = {name: Spread(**value) for name, value in data.items() if isinstance(value, dict)}
    return kind(**{**data, **spreads})
