"""What the sources of all formats have in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..problems import Problem
from .files import SourceFile

REASON_COLUMN = "refused_because"
"""What the reason is called in a file of refused rows; a file that comes back with it is read without it."""


@dataclass(frozen=True)
class Record:
    """One record of a file: its first line (in a list its number), how it is written there, and its values.

    `problem` says why it cannot be read; it then has no values.
    """

    line: int
    raw: str
    values: Any = None
    problem: Problem | None = None


class Source(Protocol):
    """A file that is ready to be read.

    `columns`: what it has, in order; `unit`: what the number of a record counts.
    """

    file: SourceFile
    columns: list[str]

    @property
    def format(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def size(self) -> int: ...

    def describe(self) -> str:
        """Say how it is read, and how that is known."""

    def read(self) -> Iterator[Record]:
        """Read the records."""

    def find(self, values: Any, column: str) -> str | list[str]:
        """Return what a record says in a column of `columns`; several texts only where the file has a list.

        Raises RowRefused.
        """

    def format_heading(self) -> str:
        """Return the first line of a file of refused records; empty if it has none."""

    def format_refused(self, raw: str, problem: Problem) -> str:
        """Write a refused record as it was, with the reason in front."""
