"""Passages of news with what a row should propose for them, and how the proposals compare.

The files in `tests/claims/coverage/suggest/fields/` hold passages between lines of "=". Each expected row
is a line `> WORDS => STANCE FIELD=VALUE ...`: WORDS stand in the row's passage. The fields are h (hedged: 1
or 0, 0 if not given), n (nature), p (name of the party; "+Name" of one to be added, "self" of a new claimant
who speaks for itself), d (day of saying in 2024, as 03-04; "by" if not given), pl (place, in several parts
that must all be there), sp (the speaker as recorded or printed, "-" of somebody without a name), c (words of
the capacity) and u (1 for an unnamed source). "a/b" accepts either, "-" wants nothing, "*" anything.
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.coverage.rows import CoverageRow
from claims.coverage.suggest.proposals import propose_rows
from claims.models import Claimant
from tests import factories as make

FOLDER = Path(__file__).parents[1] / "claims/coverage/suggest/fields"
PUBLISHED_ON = datetime.date(2024, 3, 7)
"""The Thursday on which all passages were published."""
FIELDS = {
    **{"s": "stance", "h": "hedged", "n": "nature", "p": "party", "d": "said_on", "pl": "place"},
    **{"sp": "speaker", "c": "capacity", "u": "unnamed"},
}
DEFAULTS = {"h": "0", "n": "*", "p": "*", "d": "by", "pl": "-", "sp": "*", "c": "*", "u": "*"}
_FIELD = re.compile(r"\s(h|n|p|d|pl|sp|c|u)=")


@dataclass(frozen=True)
class ExpectedRow:
    """A row that the passage should give; `values` by the letters of FIELDS."""

    words: str
    values: dict[str, str]


@dataclass(frozen=True)
class Passage:
    text: str
    rows: list[ExpectedRow]


@dataclass(frozen=True)
class Outcome:
    """What was proposed for one field of one row: "right", "wrong" or "open"."""

    field: str
    verdict: str
    expected: str
    proposed: str
    words: str


def read_passages(name: str) -> list[Passage]:
    """Read the passages of a file in FOLDER."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [_parse_passage(part) for part in re.split(r"^=\s*\n", text, flags=re.M)[1:]]


def _parse_passage(part: str) -> Passage:
    lines = part.splitlines()
    text = "\n".join(line for line in lines if not line.startswith((">", "#")))
    return Passage(text.strip(), [_parse_row(line[1:].strip()) for line in lines if line.startswith(">")])


def _parse_row(line: str) -> ExpectedRow:
    words, values = line.split(" => ")
    stance, *pairs = _FIELD.split(values)
    fields = dict(zip(pairs[::2], (value.strip() for value in pairs[1::2]), strict=True))
    return ExpectedRow(words, {**DEFAULTS, "s": stance.strip(), **fields})


def make_record() -> None:
    """Add the parties and people of the passages to the record."""
    parties = {name: make.PartyFactory(name=name) for name in ("Freedonia", "Sylvania", "Norland", "Norway")}
    parties["Russia"] = make.PartyFactory(name="Russia")
    states = make.PartyFactory(name="United States")
    for name in ("US", "U.S.", "America"):
        make.AliasFactory(claimant=states, name=name)
    make.AliasFactory(claimant=parties["Russia"], name="Kremlin")
    for name in (
        *("Harbour Authority", "Corran Mining", "Miners’ Federation", "Westmoor Hospital Trust"),
        *("Public Prosecutor’s Office", "National Audit Board", "Ludlow Airways", "Pilots’ Union"),
        *("Vale City Council", "River Campaign"),
    ):
        make.PartyFactory(name=name, kind="organisation", speaks_for_itself=True)
    make.PartyFactory(name="Vale")
    make.ClaimantFactory(name="Otto Marsh", kind="person", speaks_for_itself=True)
    for name, party, role in (
        ("Ada Brook", "Freedonia", "Foreign Minister"),
        ("Carl Dane", "Sylvania", "government spokesman"),
    ):
        make.AffiliationFactory(claimant=make.ClaimantFactory(name=name), party=parties[party], role=role)


def compare(passages: list[Passage]) -> tuple[list[Outcome], list[str]]:
    """Return the outcome of every expected field, and the words that no row was proposed for."""
    outcomes, missing = [], []
    names = dict(Claimant.objects.values_list("pk", "name"))
    article = make.ArticleFactory.build(published_on=PUBLISHED_ON, title="", outlet=None)
    for passage in passages:
        rows = propose_rows(text=passage.text, article=article)
        for expected in passage.rows:
            row = _find_row(rows, expected.words, passage.text)
            if row is None:
                missing.append(expected.words)
            else:
                outcomes += _compare_row(expected, row, names)
    return outcomes, missing


def _find_row(rows: list[CoverageRow], words: str, text: str) -> CoverageRow | None:
    fitting = [row for row in rows if words in text[slice(*row["whole"])]]
    return min(fitting, key=lambda row: row["whole"][1] - row["whole"][0], default=None)


def _compare_row(expected: ExpectedRow, row: CoverageRow, names: dict[int, str]) -> Iterator[Outcome]:
    proposed = {
        "s": row["stance"],
        "h": "1" if row["hedged"] else "0",
        "n": row["nature"],
        "p": _name_party(row, names),
        "d": "by" if row["said_on_precision"] == "by" else row["said_on"][5:],
        "pl": row["place"],
        "sp": "" if row["new_kind"] == "unnamed" else names.get(row["claimant"], row["new_name"]),
        "c": row["capacity"] or row["new_role"],
        "u": "1" if row["new_kind"] == "unnamed" else "",
    }
    for letter, wanted in expected.values.items():
        if wanted != "*":
            verdict = _judge(letter, wanted, proposed[letter])
            yield Outcome(FIELDS[letter], verdict, wanted, proposed[letter], expected.words)


def _name_party(row: CoverageRow, names: dict[int, str]) -> str:
    if row["party"] is None and row["new_party"]:
        return f"+{row['new_party']}"
    return names.get(row["party"], "self" if row["speaks_for_itself"] else "")


def _judge(letter: str, wanted: str, proposed: str) -> str:
    choices = wanted.split("/")
    if letter == "pl" and proposed:
        fits = any(all(part in proposed for part in choice.split(", ")) for choice in choices)
        return "right" if fits else "wrong"
    if letter == "c" and proposed and "-" not in choices:
        return "right" if any(choice.lower() in proposed.lower() for choice in choices) else "wrong"
    if proposed in choices or (not proposed and "-" in choices):
        return "right"
    return "wrong" if proposed and (letter, proposed) != ("d", "by") else "open"


def count_verdicts(outcomes: list[Outcome]) -> dict[str, Counter[str]]:
    """Count right, wrong and open by field."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        counts[outcome.field][outcome.verdict] += 1
    return counts
