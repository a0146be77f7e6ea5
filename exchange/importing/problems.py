"""Why a row, or a whole file, is not taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.errors import Refused

SHOWN = 80
"""How many characters of a value a message shows."""


class Unclear(Refused):
    """A file or a mapping that can be read in no way, or in several. Says what to do."""


@dataclass(frozen=True)
class Problem:
    """Why a row, or a part of it, is not taken.

    `reason` is the same for all rows of the kind, so that they can be counted; `detail` is of this one.
    `column` is that of the file; empty if it is about the whole row.
    """

    reason: str
    column: str = ""
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"{self.column}: " if self.column else ""
        return f"{place}{self.reason}{f' ({self.detail})' if self.detail else ''}"


class RowRefused(Exception):
    """A row that is not taken."""

    def __init__(self, reason: str, column: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.problem = Problem(reason, column, detail)

    @classmethod
    def of(cls, problem: Problem) -> "RowRefused":
        return cls(problem.reason, problem.column, problem.detail)


def rename_options(sentence: str, names: Mapping[str, str]) -> str:
    """Return a message with these names in place of the command's options, which messages name."""
    for option, name in names.items():
        sentence = sentence.replace(option, name)
    return sentence


def escape_value(value: str) -> str:
    """Show the beginning of a text from a file, with everything in it visible and harmless."""
    shown = value[:SHOWN]
    escaped = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in shown)
    return f"“{escaped}{'…' if len(value) > SHOWN else ''}”"


def list_names(names: Iterable[str]) -> str:
    """Write the names of columns, as a file has them, into a sentence."""
    return ", ".join(name if name.isprintable() else escape_value(name) for name in names)
