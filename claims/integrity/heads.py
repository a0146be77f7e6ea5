"""Heads of the chain outside the database: a line of JSON a day, in a file that only grows.

Whoever owns the database can write a chain anew that is sound in itself. Its heads then differ from those in
this file, and in every copy of it that lies where they cannot reach.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sources.models import HistorySeal

LONGEST_LINE = 1_000
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class UnreadableHeads(Exception):
    """A file of heads that cannot be read, with the reason in words."""


@dataclass(frozen=True)
class ChainHead:
    """The head that the chain had with a seal. `origin`: the random number that it begins with."""

    seal: int
    sealed_at: str
    head: str
    rows: int
    origin: str


def load_head() -> ChainHead | None:
    """Load the head of the chain; None before the first seal. Queries: 2."""
    last = HistorySeal.objects.order_by("-number").first()
    if last is None:
        return None
    first = HistorySeal.objects.order_by("number")[0]
    return ChainHead(
        seal=last.number,
        sealed_at=last.sealed_at.strftime(TIME),
        head=bytes(last.head).hex(),
        rows=last.rows_in_all,
        origin=bytes(first.previous).hex(),
    )


def write_head(path: Path) -> ChainHead | None:
    """Add the head of the chain to the file, unless it is its last line; return it."""
    head = load_head()
    if head is None or (path.exists() and head in list(read_heads(path))[-1:]):
        return head
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(f"{json.dumps(asdict(head))}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return head


def read_heads(path: Path) -> Iterator[ChainHead]:
    """Read a file of heads, the oldest first. Raises UnreadableHeads."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
                yield _read_line(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableHeads(f"{path} cannot be read: {error}.") from error


def _read_line(path: Path, number: int, line: str) -> ChainHead:
    try:
        told = json.loads(line)
        head = ChainHead(**{name: told[name] for name in ChainHead.__dataclass_fields__})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnreadableHeads(f"{path}, line {number}, is no head of a chain.") from error
    is_sound = isinstance(head.seal, int) and all(
        isinstance(each, str) for each in (head.sealed_at, head.head, head.origin)
    )
    if not is_sound:
        raise UnreadableHeads(f"{path}, line {number}, is no head of a chain.")
    return head
