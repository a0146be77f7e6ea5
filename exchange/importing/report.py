"""What an import did: for every row that was not taken whole the reason, and totals."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import SEEK_END, fsync
from pathlib import Path
from typing import Any, BinaryIO

from core.counts import write_count

from .problems import Problem, Unclear, escape_value
from .reading.records import Source
from .storing.plan import RowOutcome, RowResult

SHOWN_ROWS = 20
"""How many refused rows a report shows one by one. All of them are in their file."""

ELSEWHERE = "Say with --refused where refused rows are to go."

WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}

MADE = {
    "claims.Claim": "claims",
    "claims.Statement": "positions",
    "claims.Claimant": "claimants",
    "claims.Affiliation": "affiliations",
    "claims.Citation": "citations",
    "claims.ClaimRelation": "relations",
    "claims.Topic": "topics",
    "sources.Outlet": "outlets",
    "sources.Article": "articles",
    "claims.Lead": "addresses to read",
    "claims.FactCheck": "fact-checks",
    "claims.OfferedChange": "changes to review",
}
"""What is made, by model, as the totals of a run name it: in the plural."""
SINGULARS = {"addresses to read": "address to read", "changes to review": "change to review"}


@dataclass
class ImportReport:
    """Totals of an import, and the first rows that were refused."""

    unit: str = "line"
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    kept_in_part: int = 0
    noted: Counter[str] = field(default_factory=Counter)
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
        self.noted.update(note.reason for note in result.notes)

    def refuse(self, line: int, raw: str, problem: Problem) -> None:
        """Count a row that is refused."""
        self.outcomes[RowOutcome.REFUSED] += 1
        self.refused[problem.reason] += 1
        if len(self.first_refused) < SHOWN_ROWS:
            self.first_refused.append(f"{self.unit} {line:,}: {problem}: {escape_value(raw.rstrip())}")

    def restore(self, totals: Mapping[str, Any]) -> None:
        """Go on from the totals of an interrupted run."""
        self.outcomes.update(totals.get("rows", {}))
        self.kept_in_part = totals.get("kept in part", 0)
        self.refused.update(totals.get("refused because", {}))
        self.kept.update(totals.get("kept", {}))
        self.noted.update(totals.get("noted", {}))
        nouns = totals.get("made", {})
        self.made.update({label: nouns[noun] for label, noun in MADE.items() if noun in nouns})
        self.first_refused += totals.get("first refused", [])

    def as_json(self) -> dict[str, Any]:
        """Return the totals, as they are kept with the run."""
        return {
            "rows": dict(self.outcomes),
            "kept in part": self.kept_in_part,
            "refused because": dict(self.refused),
            "kept": dict(self.kept),
            "noted": dict(self.noted),
            "made": {MADE[label]: number for label, number in self.made.items() if label in MADE},
            "columns not mapped": [*map(escape_value, self.not_mapped)],
            "first refused": [*self.first_refused],
        }

    def write(self, verb: str, *, is_stored: bool) -> Iterator[str]:
        """Write the report line by line. `verb`: "Imported", "Would import" and the like."""
        yield from self.reading
        total = self.outcomes.total()
        yield f"{verb}: {self.accepted:,} of {write_count(total, 'row')}."
        yield from self.write_totals(is_stored=is_stored)

    def write_totals(self, *, is_stored: bool = True) -> Iterator[str]:
        """Write the totals, and the first refused rows, line by line."""
        outcomes = ", ".join(f"{self.outcomes[outcome]:,} {outcome}" for outcome in RowOutcome)
        yield f"  {'' if is_stored else 'would be: '}{outcomes}"
        made = [
            write_count(self.made[label], SINGULARS.get(noun, noun.removesuffix("s")), noun)
            for label, noun in MADE.items()
            if self.made[label]
        ]
        if made:
            yield f"  {'made' if is_stored else 'could be made'}: {', '.join(made)}"
        if self.kept_in_part:
            yield f"  kept in part: {self.kept_in_part:,}"
        for reason, number in self.kept.most_common():
            yield f"    {number:,} {reason}"
        for reason, number in self.noted.most_common():
            yield f"  note: {number:,} {reason}"
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


def write_totals(totals: Mapping[str, Any]) -> Iterator[str]:
    """Write the totals of a run, as `ImportReport.as_json` keeps them, line by line."""
    report = ImportReport()
    report.restore(totals)
    if report.outcomes.total():
        yield from report.write_totals()


def find_refused_path(path: Path) -> Path:
    """Return where the refused rows of a file go if nothing else is said: `speeches.refused.tsv` beside it.

    Of a list in JSON they are JSON Lines.
    """
    suffix = ".jsonl" if path.suffix.lower() == ".json" else path.suffix
    return path.with_name(f"{path.stem}.refused{suffix}")


class RefusedRows:
    """The file of the refused rows, as they were, each with the reason in front.

    It is made when the first row is refused; of an earlier one of the name the first `kept` bytes stay, which
    are those of an interrupted run.
    """

    def __init__(self, path: Path, source: Source, kept: int) -> None:
        self._path, self._source, self._kept = path, source, kept
        self._file: BinaryIO | None = None

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            with self._telling():
                self._file.close()

    def add(self, raw: str, problem: Problem) -> None:
        """Add a row as the file has it."""
        if raw:  # else it was too long to be kept
            with self._telling():
                self._add(raw, problem)

    def _add(self, raw: str, problem: Problem) -> None:
        file, source = self._open(), self._source
        if file.tell() == 0:
            self._write(file, source.format_heading(), source.file.encoding)
        # What is said of the row may not be in the encoding of the file; the row itself is.
        encoding = self._further_encoding
        fitting = Problem(
            *(_fit(text, encoding) for text in (problem.reason, problem.column, problem.detail))
        )
        self._write(file, source.format_refused(raw, fitting), encoding)

    @property
    def is_made(self) -> bool:
        return self._file is not None or self._kept > 0

    def flush(self) -> int:
        """Have all of it on the disk, before the database says how much. Returns its size in bytes."""
        if self._file is None:
            return self._kept
        with self._telling():
            self._file.flush()
            fsync(self._file.fileno())
            return self._file.tell()

    @property
    def _further_encoding(self) -> str:
        """The encoding of what does not begin the file, so without a byte order mark."""
        encoding = self._source.file.encoding
        return WITHOUT_MARK.get(encoding, encoding)

    def _open(self) -> BinaryIO:
        if self._file is None:
            if self._path.exists() and self._path.stat().st_size < self._kept:
                raise Unclear(f"{self._path} lacks rows that were refused before. {ELSEWHERE}")
            goes_on = self._kept > 0 and self._path.exists()
            self._file = self._path.open("r+b" if goes_on else "wb")
            if goes_on:
                self._file.truncate(self._kept)
                self._file.seek(0, SEEK_END)
        return self._file

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Raise Unclear where the file cannot be written."""
        try:
            yield
        except OSError as error:
            told = f"{self._path} cannot be written: {error.strerror or error}."
            raise Unclear(f"{told} {ELSEWHERE}") from error

    @staticmethod
    def _write(file: BinaryIO, text: str, encoding: str) -> None:
        file.write(text.encode(encoding, "surrogateescape"))


def _fit(text: str, encoding: str) -> str:
    return text.encode(encoding, "replace").decode(encoding)
