"""Heads of the chain outside the database: a line of JSON a day, in a file that only grows.

Whoever owns the database can write a chain anew that is sound in itself. Its heads then differ from those in
this file, and in every copy of it that lies where they cannot reach.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from sources.models import HistorySeal

logger = logging.getLogger(__name__)

LONGEST_LINE = 1_000
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class UnreadableHeads(Exception):
    """A file of heads that cannot be read or written, with the reason in words."""

    is_expected = True
    """Told in the list of jobs as it is."""


@dataclass(frozen=True)
class ChainHead:
    """The head that the chain had with a seal. `origin`: the random number that it begins with."""

    seal: int
    sealed_at: str
    head: str
    rows: int
    origin: str


@dataclass(frozen=True)
class HeadsFile:
    """What a file of heads says."""

    heads: list[ChainHead]
    """The oldest first."""
    damaged: list[int]
    """The numbers of lines that are no heads: they were cut off, or altered."""
    missing_end: str
    """What has to stand before a further line: the end of the last one, if that lacks it."""
    last: ChainHead | None = None
    """The last line; None if it is damaged, or there is none."""

    def describe_damage(self) -> str:
        """Say which lines are damaged: of many the first."""
        first = f"line {self.damaged[0]:,} is no head of a chain"
        more = len(self.damaged) - 1
        return f"{first}, nor are {more:,} further lines" if more else first


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
    """Add the head of the chain to the file, unless it is its last line; return it.

    A line that is no head stays as it is, and is told in the log: what comes after it is a line of its own.
    Raises UnreadableHeads if the file can be neither read nor written.
    """
    head = load_head()
    known = read_heads(path) if path.exists() else HeadsFile([], [], "")
    if known.damaged:
        logger.warning("%s: %s. Others are still written after it.", path, known.describe_damage())
    if head is None or known.last == head:
        return head
    line = f"{known.missing_end}{json.dumps(asdict(head))}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UnreadableHeads(f"{path} cannot be written: {error.strerror}.") from error
    return head


def read_heads(path: Path) -> HeadsFile:
    """Read a file of heads. Raises UnreadableHeads."""
    heads: list[ChainHead] = []
    damaged: list[int] = []
    last: ChainHead | None = None
    is_ended = True
    try:
        with path.open("rb") as file:
            for number, (line, has_end) in enumerate(_split_lines(file), start=1):
                is_ended = has_end
                last = _read_line(line)
                if last:
                    heads.append(last)
                else:
                    damaged.append(number)
    except OSError as error:
        raise UnreadableHeads(f"{path} cannot be read: {error.strerror}.") from error
    return HeadsFile(heads, damaged, "" if is_ended else "\n", last)


def _split_lines(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield each line, of a long one the beginning, and whether it has an end, which the last may lack."""
    while line := file.readline(LONGEST_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
        yield line, bool(rest)


def _read_line(line: bytes) -> ChainHead | None:
    """Read one line; None if it is no head."""
    try:
        told = json.loads(line)
        head = ChainHead(**{name: told[name] for name in ChainHead.__dataclass_fields__})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_sound = isinstance(head.seal, int) and all(
        isinstance(each, str) for each in (head.sealed_at, head.head, head.origin)
    )
    return head if is_sound else None
