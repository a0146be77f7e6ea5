"""The sets of invented claims (README.md says how they are marked)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
HALVES = ("development", "held_out")
MORE = ("more_development", "more_held_out")
"""Two halves of pairs on opposites alone, which are smaller."""
SETS = ("rewordings", "opposites", "different", "languages")


class Pair(NamedTuple):
    """A claim on the record, what somebody says, and how the two differ."""

    claim: str
    kind: str
    text: str


def read_pairs(half: str, name: str) -> list[Pair]:
    """Read the set `name` of a half; those on opposites have no set "languages"."""
    path = FOLDER / half / f"{name}.jsonl"
    return [Pair(**row) for row in _read_rows(path)] if path.exists() else []


def read_propositions(half: str) -> list[str]:
    """Return each proposition that is on the record while a half is measured, once."""
    claims = [pair.claim for name in SETS for pair in read_pairs(half, name)]
    background = [row["claim"] for row in _read_rows(FOLDER / half / "background.jsonl")]
    return list(dict.fromkeys(claims + background))


def _read_rows(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
