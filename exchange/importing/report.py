"""What an import did: for every row that was not taken whole the reason, and totals."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from .files import SourceFile
from .plan import RowOutcome, RowResult
from .problems import Problem, escape_value
from .tables import REASON_COLUMN, Dialect

SHOWN_ROWS = 20
"""How many refused rows a report shows one by one. All of them are in their file."""

MADE = {
    "claims.Claim": "claims",
    "claims.Statement": "positions",
    "claims.Claimant": "claimants",
    "claims.Affiliation": "affiliations",
    "claims.Lead": "addresses to read",
    "claims.FactCheck": "fact-checks",
}


@dataclass
class ImportReport:
    """Totals of an import, and the first rows that were refused."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    kept_in_part: int = 0
    made: Counter[str] = field(default_factory=Counter)
    first_refused: list[str] = field(default_factory=list)
    not_mapped: list[str] = field(default_factory=list)
    reading: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.outcomes[RowOutcome.REFUSED]

    @property
    def accepted(self) -> int:
        return self.outcomes.total() - self.outcomes[RowOutcome.REFUSED]

    def add(self, result: RowResult) -> None:
        """Count what became of a row."""
        if result.problem:
            self.refuse(result.row.line, result.row.raw, result.problem)
            return
        self.outcomes[result.outcome] += 1
        self.kept_in_part += bool(result.kept_without)
        self.kept.update(problem.reason for problem in result.kept_without)

    def refuse(self, line: int, raw: str, problem: Problem) -> None:
        """Count a row that is refused."""
        self.outcomes[RowOutcome.REFUSED] += 1
        self.refused[problem.reason] += 1
        if len(self.first_refused) < SHOWN_ROWS:
            self.first_refused.append(f"line {line:,}: {problem}: {escape_value(raw.rstrip())}")

    def as_json(self) -> dict[str, object]:
        """Return the totals, as they are kept with the run."""
        return {
            "rows": dict(self.outcomes),
            "kept in part": self.kept_in_part,
            "refused because": dict(self.refused),
            "kept": dict(self.kept),
            "made": {MADE[label]: number for label, number in self.made.items() if label in MADE},
            "columns not mapped": self.not_mapped,
        }

    def write(self, verb: str) -> Iterator[str]:
        """Write the report line by line. `verb`: "Imported", "Would import", "Refused"."""
        yield from self.reading
        total = self.outcomes.total()
        yield f"{verb}: {self.accepted:,} of {total:,} rows."
        yield "  " + ", ".join(f"{self.outcomes[outcome]:,} {outcome}" for outcome in RowOutcome)
        if self.made.total():
            made = [f"{self.made[label]:,} {noun}" for label, noun in MADE.items() if self.made[label]]
            yield f"  made: {', '.join(made)}"
        if self.kept_in_part:
            yield f"  kept in part: {self.kept_in_part:,}"
        for reason, number in self.kept.most_common():
            yield f"    {number:,} {reason}"
        for reason, number in self.refused.most_common():
            yield f"  refused, {number:,}: {reason}"
        for shown in self.first_refused:
            yield f"    {shown}"
        if (more := self.outcomes[RowOutcome.REFUSED] - len(self.first_refused)) > 0:
            yield f"    and {more:,} more"
        if self.not_mapped:
            yield f"  columns not mapped: {', '.join(map(escape_value, self.not_mapped))}"


class RefusedRows:
    """The file of the refused rows, as they were, each with the reason in front.

    It is made when the first row is refused, next to which an earlier one of the name is replaced.
    """

    def __init__(self, path: Path, file: SourceFile, dialect: Dialect, heading: str) -> None:
        self.path = path
        self._file, self._dialect, self._heading = file, dialect, heading
        self._closing = ExitStack()
        self._text: TextIO | None = None

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.close()

    def add(self, raw: str, problem: Problem) -> None:
        """Add a row as the file has it."""
        if not raw:  # it was too long to be kept
            return
        if self._text is None:
            errors = "surrogateescape"
            opened = self.path.open("w", encoding=self._file.encoding, errors=errors, newline="")
            self._text = self._closing.enter_context(opened)
            if self._heading:
                self._text.write(f"{REASON_COLUMN}{self._dialect.delimiter}{_end(self._heading)}")
        self._text.write(self._write_reason(problem))
        self._text.write(_end(raw))

    def _write_reason(self, problem: Problem) -> str:
        reason = f"refused: {problem}".encode(self._file.encoding, "replace").decode(self._file.encoding)
        if self._dialect.quoting == "none":
            return (
                f"{' '.join(reason.split()).replace(self._dialect.delimiter, ' ')}{self._dialect.delimiter}"
            )
        if not any(mark in reason for mark in (self._dialect.delimiter, '"', "\n", "\r")):
            return f"{reason}{self._dialect.delimiter}"
        doubled = reason.replace('"', '""')
        return f'"{doubled}"{self._dialect.delimiter}'


def _end(raw: str) -> str:
    return raw if raw.endswith(("\n", "\r")) else f"{raw}\n"
