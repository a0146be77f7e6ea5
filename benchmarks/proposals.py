"""The benchmark of the rows that Add coverage proposes, on articles marked by hand.

    python -m benchmarks.proposals [--show] [--write]

tests/desk_articles/ holds the articles and says how they are marked. Each is proposed on an empty record with
the parties and people of record.json.

A mark is found if a row covers half of it, or it half of a row; each row is counted for the mark that it
fits best. A field is *right* if its value is one of those marked, *open* if it is empty though a value is
marked, and *wrong* else. A day of saying that is merely "by the article's day" where a day is known is open.
A row is accepted unchanged if excerpt, speaker, stance, hedge, day, party, capacity and nature are right; the
draft of the proposition has to be confirmed anyway, and is right if it shares four fifths of its words with
the one marked. An excerpt of a denial in the article's own words has to keep the verb: without it the words
say the opposite. Exits 1 if a goal is missed.
"""

import argparse
import datetime
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .results import format_table, write_section
from .scratch import scratch_database

FOLDER = Path(__file__).parents[1] / "tests/desk_articles"
FIELDS = ("excerpt", "speaker", "stance", "hedged", "said_on", "party", "capacity", "nature")
"""The fields of a row that is accepted unchanged."""
SUGGESTED = ("place", "proposition")
MIN_COVERED = 0.5
MIN_EXCERPT = 0.6
MAX_EXCERPT_WORDS = 25
MIN_SHARED_WORDS = 0.8
GOALS = {"stance right": 0.85, "party right": 0.9}
MAX_WRONG_STANCES = 0.03

Mark = dict[str, Any]
"""A line of a file of marks, with the `span` of its words."""
Row = dict[str, Any]
"""What is compared of a proposed row: FIELDS, SUGGESTED, `whole`, `span` and `unlikely`."""
Span = tuple[int, int]


@dataclass
class RowScore:
    """What came of one article, or of several."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def add(self, other: "RowScore") -> None:
        self.counts += other.counts
        self.differences += other.differences
        for name, verdicts in other.fields.items():
            self.fields[name] = self.fields.get(name, Counter()) + verdicts

    def share(self, part: str, whole: str) -> float:
        return self.counts[part] / max(1, self.counts[whole])

    def field_share(self, name: str, verdict: str) -> float:
        verdicts = self.fields.get(name, Counter())
        return verdicts[verdict] / max(1, verdicts.total())


def read_articles() -> list[dict[str, str]]:
    return json.loads((FOLDER / "articles.json").read_text(encoding="utf-8"))


def read_text(name: str) -> str:
    return (FOLDER / name).read_bytes().decode()


def read_marks(name: str, text: str) -> list[Mark]:
    """Read the marks of an article's file; each gets the span of its words."""
    lines = (FOLDER / name).with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    marks = []
    for line in lines:
        mark = json.loads(line)
        if text.count(mark["words"]) != 1:
            raise ValueError(f"{name}: {mark['words']!r} must stand in the text once.")
        start = text.index(mark["words"])
        marks.append({**mark, "span": (start, start + len(mark["words"]))})
    return marks


def create_record() -> None:
    """Put the parties and people of record.json on the record."""
    from claims.models import Affiliation, Alias, Claimant

    record = json.loads((FOLDER / "record.json").read_text(encoding="utf-8"))
    parties = {}
    for values in record["parties"]:
        names = values.pop("aliases", [])
        party = Claimant.objects.create(**values, speaks_for_itself=values["kind"] != "government")
        Alias.objects.bulk_create([Alias(claimant=party, name=name) for name in names])
        parties[party.name] = party
    for values in record["people"]:
        person = Claimant.objects.create(name=values["name"], kind="person")
        Affiliation.objects.create(claimant=person, party=parties[values["party"]], role=values["role"])


def propose(article: dict[str, str], text: str) -> list[Row]:
    """Propose the rows of an article as Add coverage does."""
    from claims.coverage.suggest.proposals import propose_rows
    from claims.models import Claimant
    from sources.models import Article

    published_on = datetime.date.fromisoformat(article["published_on"])
    rows = propose_rows(text=text, article=Article(published_on=published_on, title=article["title"]))
    ids = {row[name] for row in rows for name in ("claimant", "party")} - {None}
    names = {pk: claimant.name for pk, claimant in Claimant.objects.in_bulk(ids).items()}
    return [describe(row, names) for row in rows]


def describe(row: Row, names: dict[int, str]) -> Row:
    """Describe a row in the terms of the marks; a speaker without a name is nobody."""
    whole = tuple(row["whole"])
    printed = None if row["new_kind"] == "unnamed" else row["new_name"] or row["speaker"] or None
    return {
        **row,
        "whole": whole,
        "span": whole if row["start"] is None else (row["start"], row["end"]),
        "speaker": names[row["claimant"]] if row["claimant"] else printed,
        "party": names[row["party"]] if row["party"] else None,
        "said_on": f"{row['said_on']} {row['said_on_precision']}" if row["said_on"] else None,
        "capacity": row["capacity"] or row["new_role"],
    }


def measure_overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def measure_fit(one: Span, other: Span) -> float:
    """Return how much two spans share of what they cover together."""
    return measure_overlap(one, other) / (max(one[1], other[1]) - min(one[0], other[0]))


def pair(marks: list[Mark], rows: list[Row]) -> Iterator[tuple[Mark, Row]]:
    """Yield each mark that a row covers, with the row; the best fits come first.

    Of rows and marks of much the same words, those with the same speaker and stance belong together.
    """
    fits = []
    for mark_number, mark in enumerate(marks):
        for row_number, row in enumerate(rows):
            shorter = min(mark["span"][1] - mark["span"][0], row["whole"][1] - row["whole"][0])
            if measure_overlap(mark["span"], row["whole"]) >= MIN_COVERED * shorter:
                fit = max(measure_fit(mark["span"], row[name]) for name in ("span", "whole"))
                # Two may say the same words, or one denies what the other says.
                own = [judge_field(name, mark, row) for name in ("speaker", "stance") if name in mark]
                fits.append((fit + own.count("right") / 2, mark_number, row_number))
    paired_marks, paired_rows = set(), set()
    for _, mark_number, row_number in sorted(fits, reverse=True):
        if mark_number not in paired_marks and row_number not in paired_rows:
            paired_marks.add(mark_number)
            paired_rows.add(row_number)
            yield marks[mark_number], rows[row_number]


def judge_article(marks: list[Mark], rows: list[Row]) -> RowScore:
    """Compare the rows proposed for an article with its marks."""
    score = RowScore()
    offered = [row for row in rows if not row["unlikely"]]
    folded = [row for row in rows if row["unlikely"]]
    pairs = list(pair(marks, offered))
    score.counts["rows"] = len(offered)
    score.counts["folded"] = len(folded)
    score.counts["positions"] = sum(mark["worth"] == "position" for mark in marks)
    for mark, row in pairs:
        if mark["worth"] == "nothing":
            score.differences.append(f"should be nothing: {row['excerpt']!r}")
            continue
        score.counts["wanted rows"] += 1
        score.counts["found"] += mark["worth"] == "position"
        judge_row(mark, row, score)
    paired = {id(item) for both in pairs for item in both}
    hidden = list(pair([mark for mark in marks if mark["worth"] == "position"], folded))
    score.counts["positions folded"] = sum(id(mark) not in paired for mark, _ in hidden)
    score.differences += [
        f"not proposed: {mark['words']!r}"
        for mark in marks
        if mark["worth"] == "position" and id(mark) not in paired
    ]
    score.differences += [f"not marked: {row['excerpt']!r}" for row in offered if id(row) not in paired]
    return score


def judge_row(mark: Mark, row: Row, score: RowScore) -> None:
    """Add what each field of a row is to the score."""
    verdicts = {name: judge_field(name, mark, row) for name in (*FIELDS, *SUGGESTED)}
    for name, verdict in verdicts.items():
        score.fields.setdefault(name, Counter())[verdict] += 1
        if verdict != "right":
            marked = mark["words"] if name == "excerpt" else mark[name]
            score.differences.append(f"{name} {verdict}: {row[name]!r} for {marked!r} in {row['excerpt']!r}")
    if mark["party"] != [None]:
        score.fields.setdefault("party on the record", Counter())[verdicts["party"]] += 1
    score.counts["unchanged"] += all(verdicts[name] == "right" for name in FIELDS)
    score.counts["one field changed"] += sum(verdicts[name] != "right" for name in FIELDS) == 1


def judge_field(name: str, mark: Mark, row: Row) -> str:
    """Return "right", "wrong" or "open"."""
    value = row[name]
    if name == "excerpt":
        return "right" if is_good_excerpt(mark, row) else "wrong"
    if name == "proposition":
        return judge_proposition(mark["proposition"], value)
    accepted = mark[name]
    if value in (None, ""):
        return "right" if None in accepted else "open"
    if name == "capacity" and None in accepted and value.startswith("as a"):
        return "right"  # a party that speaks for itself has no office: "as a government"
    if name in ("capacity", "place"):
        parts = [part for part in accepted if part is not None]
        return "right" if any(part.casefold() in value.casefold() for part in parts) else "wrong"
    if name == "speaker":
        return "right" if is_speaker(value, accepted) else "wrong"
    if value in accepted:
        return "right"
    return "open" if name == "said_on" and value.endswith(" by") else "wrong"


def is_good_excerpt(mark: Mark, row: Row) -> bool:
    """Whether the words carry the position: enough of those marked, and of a denial its verb."""
    if len(row["excerpt"].split()) > MAX_EXCERPT_WORDS:
        return False
    if mark["kind"] == "paraphrase" and "affirms" not in mark["stance"]:
        return row["span"][0] <= mark["span"][0] and measure_fit(mark["span"], row["span"]) >= MIN_COVERED
    return measure_fit(mark["span"], row["span"]) >= MIN_EXCERPT


def is_speaker(value: str, accepted: Iterable[str | None]) -> bool:
    return value.casefold() in [name.casefold() for name in accepted if name]


def judge_proposition(marked: str, drafted: str) -> str:
    if not drafted:
        return "open"
    one, other = (set(re.findall(r"\w+", text.casefold())) for text in (marked, drafted))
    return "right" if 2 * len(one & other) >= MIN_SHARED_WORDS * (len(one) + len(other)) else "wrong"


def measure() -> dict[str, RowScore]:
    """Return the scores by the style of the article, and those of all."""
    scores: dict[str, RowScore] = {}
    total = RowScore()
    create_record()
    for article in read_articles():
        text = read_text(article["file"])
        score = judge_article(read_marks(article["file"], text), propose(article, text))
        scores[article["style"]] = score
        total.add(score)
    return {**scores, "all": total}


def report(scores: dict[str, RowScore]) -> str:
    """Format the figures as two tables."""
    heads = ["article", "positions", "rows", "recall", "precision", "folded away", "of them positions"]
    heads += ["unchanged", "one field changed"]
    rows = [
        [
            name,
            *(score.counts[key] for key in ("positions", "rows")),
            f"{score.share('found', 'positions'):.2f}",
            f"{score.share('wanted rows', 'rows'):.2f}",
            *(score.counts[key] for key in ("folded", "positions folded")),
            *(f"{score.share(key, 'wanted rows'):.2f}" for key in ("unchanged", "one field changed")),
        ]
        for name, score in scores.items()
    ]
    total = scores["all"]
    fields = [
        [name, *(f"{total.field_share(name, verdict):.2f}" for verdict in ("right", "wrong", "open"))]
        for name in (*FIELDS, "party on the record", *SUGGESTED)
    ]
    return f"{format_table(heads, rows)}\n\n{format_table(['field', 'right', 'wrong', 'open'], fields)}"


def find_missed(total: RowScore) -> list[str]:
    figures = {
        "stance right": total.field_share("stance", "right"),
        "party right": total.field_share("party on the record", "right"),
    }
    missed = [f"{name} ({figures[name]:.2f})" for name, goal in GOALS.items() if figures[name] < goal]
    wrong = total.field_share("stance", "wrong")
    return missed + ([f"stance wrong ({wrong:.2f})"] if wrong > MAX_WRONG_STANCES else [])


def main() -> str | None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proposals")
    parser.add_argument("--show", action="store_true", help="Print each difference.")
    parser.add_argument("--write", action="store_true", help="Write the figures into results.md.")
    options = parser.parse_args()
    with scratch_database():
        scores = measure()
        tables = report(scores)
        if options.show:
            for name, score in scores.items():
                lines = score.differences if name != "all" else []
                sys.stdout.write("\n".join([f"[{name}]", *(f"    {line}" for line in lines)]) + "\n")
        sys.stdout.write(tables + "\n")
        if options.write:
            write_section(
                "The rows that Add coverage proposes", "python -m benchmarks.proposals --write", tables
            )
    missed = find_missed(scores["all"])
    return f"Missed: {', '.join(missed)}." if missed else None


if __name__ == "__main__":
    sys.exit(main())
