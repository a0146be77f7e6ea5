"""Passages of news with the wordings that rows should suggest, and how the suggestions compare.

The files in `tests/claims/coverage/suggest/drafts/` hold passages between lines of "=". Each expected row
is a line `> WORDS => WORDING`: WORDS stand in a row's excerpt, or the excerpt in them. WORDING is one good
wording of the claim, empty where none should be suggested.
"""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.proposals import judge_proposition
from claims.coverage.rows import CoverageRow
from claims.coverage.suggest.proposals import propose_rows
from sources.models import Article

FOLDER = Path(__file__).parents[1] / "claims/coverage/suggest/drafts"
PUBLISHED_ON = datetime.date(2024, 3, 7)


@dataclass(frozen=True)
class DraftOutcome:
    """What was suggested for one row: "right", "wrong", "open", or "missing" where there is no such row."""

    verdict: str
    words: str
    expected: str
    suggested: str


def compare_drafts(name: str) -> list[DraftOutcome]:
    """Compare the wordings suggested for the passages of a file in FOLDER with those expected."""
    outcomes = []
    for part in re.split(r"^=\s*\n", (FOLDER / name).read_text(encoding="utf-8"), flags=re.M)[1:]:
        lines = part.splitlines()
        text = "\n".join(line for line in lines if not line.startswith(">")).strip()
        rows = propose_rows(text=text, article=Article(published_on=PUBLISHED_ON, title=""))
        for line in lines:
            if line.startswith(">"):
                words, _, wording = line[1:].strip().partition(" =>")
                outcomes.append(_judge(_find_row(rows, words, text), words, wording.strip()))
    return outcomes


def _find_row(rows: list[CoverageRow], words: str, text: str) -> CoverageRow | None:
    start = text.index(words)
    end = start + len(words)
    overlaps = [
        (min(end, row["end"]) - max(start, row["start"]), -len(row["excerpt"]), -number)
        for number, row in enumerate(rows)
        if min(end, row["end"]) > max(start, row["start"])
    ]
    return rows[-max(overlaps)[2]] if overlaps else None


def _judge(row: CoverageRow | None, words: str, wording: str) -> DraftOutcome:
    suggested = row["proposition"] if row else ""
    if row is None:
        verdict = "missing"
    elif not wording:
        verdict = "wrong" if suggested else "right"
    else:
        verdict = judge_proposition(wording, suggested)
    return DraftOutcome(verdict, words, wording, suggested)
