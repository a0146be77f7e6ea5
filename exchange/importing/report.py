"""What an import did: for every row that was not taken whole the reason, and totals."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from .problems import Problem, escape_value
from .reading.records import Source
from .storing.plan import RowOutcome, RowResult

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

    unit: str = "line"
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    kept_in_part: int = 0
    made: Counter[str] = field(default_factory=Counter)
    first_refused: list[str] = field(default_factory=list)
    not_mapped: list[str] = field(default_factory=list)
    not_there: list[str] = field(default_factory=list)
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
            self.first_refused.append(f"{self.unit} {line:,}: {problem}: {escape_value(raw.rstrip())}")

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
        if self.not_there:
            yield f"  mapped, but in no item: {', '.join(self.not_there)}"
        if self.not_mapped:
            yield f"  columns not mapped: {', '.join(map(escape_value, self.not_mapped))}"


class RefusedRows:
    """The file of the refused rows, as they were, each with the reason in front.

    It is made when the first row is refused; an earlier one of the name is replaced.
    """

    def __init__(self, path: Path, source: Source) -> None:
        self._path, self._source = path, source
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
        source, encoding = self._source, self._source.file.encoding
        if self._text is None:
            opened = self._path.open("w", encoding=encoding, errors="surrogateescape", newline="")
            self._text = self._closing.enter_context(opened)
            self._text.write(source.format_heading())
        # What is said of the row may not be in the encoding of the file; the row itself is.
        fitting = Problem(
            *(_fit(text, encoding) for text in (problem.reason, problem.column, problem.detail))
        )
        self._text.write(source.format_refused(raw, fitting))


def _fit(text: str, encoding: str) -> str:
    return text.encode(encoding, "replace").decode(encoding)
