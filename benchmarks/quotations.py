"""The benchmark of the quotation finder, on articles marked by hand.

    python -m benchmarks.quotations FOLDER GOLD.jsonl [--show] [--aliases ALIASES.jsonl]

FOLDER holds the articles as UTF-8 .txt files. GOLD has one JSON object a line: `file` (a name in
FOLDER) or `sha256` (of the file), `start`, `end` (code points, between the marks), `speaker` (a name or
null). benchmarks/quotations_moscow.jsonl marks the five articles of the Moscow record, whose texts are
not ours to print; their hashes are those of the record's captures. ALIASES has `spelling` and `name` a
line.

Direct quotations of four words or more are counted. A quotation counts as found if the overlap of the
two stretches is at least four fifths of what they cover together; its speaker is right if the names are
the same but for capitals, or both are null. Exits 1 if a goal is missed: recall and precision 0.95,
speakers 0.90, one second for 5,000 words.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from quotations.finder import Quotation, find_quotations
from quotations.scare_quotes import split_words

MIN_WORDS = 4
MIN_OVERLAP = 0.8
GOALS = {"recall": 0.95, "precision": 0.95, "speakers": 0.90}
MAX_SECONDS_PER_1000_WORDS = 0.2
REPETITIONS = 5


class Gold(NamedTuple):
    """A quotation as marked by hand."""

    start: int
    end: int
    speaker: str | None


class Score(NamedTuple):
    """Counts for one article or all of them, and the seconds it took to read."""

    expected: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0
    words: int = 0
    seconds: float = 0.0

    def add(self, other: "Score") -> "Score":
        return Score._make(a + b for a, b in zip(self, other, strict=True))

    def figures(self) -> dict[str, float]:
        """Return recall, precision, and the share of right speakers among those found."""
        return {
            "recall": self.found / max(1, self.expected),
            "precision": self.found / max(1, self.proposed),
            "speakers": self.right / max(1, self.found),
        }


def read_gold(path: Path, folder: Path) -> dict[str, list[Gold]]:
    """Return by file name the marked quotations of four words or more."""
    gold: dict[str, list[Gold]] = defaultdict(list)
    files = {file.name: file.read_bytes() for file in folder.glob("*.txt")}
    texts = {name: data.decode() for name, data in files.items()}
    hashed = {hashlib.sha256(data).hexdigest(): name for name, data in files.items()}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["file"] if "file" in row else hashed.get(row["sha256"], "")
        if name not in texts:
            sys.exit(f"{folder} does not hold the article {name or row['sha256']}.")
        if len(split_words(texts[name][row["start"] : row["end"]])) >= MIN_WORDS:
            gold[name].append(Gold(row["start"], row["end"], row["speaker"]))
    return gold


def is_same(gold: Gold, proposal: Quotation) -> bool:
    overlap = min(gold.end, proposal.end) - max(gold.start, proposal.start)
    together = max(gold.end, proposal.end) - min(gold.start, proposal.start)
    return overlap >= MIN_OVERLAP * together


def is_right_speaker(gold: Gold, proposal: Quotation) -> bool:
    if gold.speaker is None or proposal.speaker is None:
        return gold.speaker is proposal.speaker
    return gold.speaker.casefold() == proposal.speaker.casefold()


def judge(text: str, gold: list[Gold], aliases: list[tuple[str, str]], *, show: str) -> Score:
    """Compare the finder's proposals for one text with the marks.

    Prints the differences if `show`, the article's name, is not empty.
    """
    started = time.perf_counter()
    quotations = find_quotations(text, aliases)
    seconds = time.perf_counter() - started
    proposals = [
        item for item in quotations if item.kind == "quote" and len(split_words(item.text)) >= MIN_WORDS
    ]
    matches = [
        (mark, proposal)
        for mark in gold
        if (proposal := next((item for item in proposals if is_same(mark, item)), None)) is not None
    ]
    if show:
        report_differences(show, text, gold, proposals, matches)
    right = sum(1 for mark, proposal in matches if is_right_speaker(mark, proposal))
    return Score(len(gold), len(proposals), len(matches), right, len(text.split()), seconds)


def report_differences(
    name: str, text: str, gold: list[Gold], proposals: list[Quotation], matches: list[tuple[Gold, Quotation]]
) -> None:
    for mark in gold:
        if not any(mark is matched for matched, _ in matches):
            report(f"{name}: not found: {text[mark.start : mark.end]!r} ({mark.speaker})")
    for proposal in proposals:
        if not any(proposal is matched for _, matched in matches):
            report(f"{name}: not marked: {proposal.text!r} ({proposal.speaker})")
    for mark, proposal in matches:
        if not is_right_speaker(mark, proposal):
            report(f"{name}: {proposal.text!r}: {proposal.speaker} instead of {mark.speaker}")


def measure_speed(texts: list[str]) -> float:
    """Return the median seconds for 1,000 words of several runs.

    They read one text of 5,000 words or more, made of all `texts`.
    """
    long = "\n\n".join(texts)
    while len(long.split()) < 5000:
        long += "\n\n" + long
    runs = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        find_quotations(long)
        runs.append(time.perf_counter() - started)
    return sorted(runs)[REPETITIONS // 2] / len(long.split()) * 1000


def report(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotations")
    parser.add_argument("folder", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--aliases", type=Path)
    parser.add_argument("--show", action="store_true", help="Print each difference.")
    options = parser.parse_args()
    gold = read_gold(options.gold, options.folder)
    aliases = []
    if options.aliases:
        rows = map(json.loads, options.aliases.read_text(encoding="utf-8").splitlines())
        aliases = [(row["spelling"], row["name"]) for row in rows]
    total, texts = Score(), []
    report(f"{'article':32} {'marked':>6} {'found':>6} {'recall':>7} {'prec.':>6} {'speaker':>7}")
    for path in sorted(options.folder.glob("*.txt")):
        texts.append(path.read_text(encoding="utf-8"))
        score = judge(texts[-1], gold[path.name], aliases, show=path.name if options.show else "")
        total = total.add(score)
        report(format_line(path.stem, score))
    report(format_line("all", total))
    pace = measure_speed(texts)
    report(f"{pace * 1000:.0f} ms for 1,000 words ({pace * 5000:.0f} ms for 5,000)")
    missed = [name for name, figure in total.figures().items() if figure < GOALS[name]]
    if missed or pace > MAX_SECONDS_PER_1000_WORDS:
        sys.exit(f"Missed: {', '.join(missed) or 'speed'}.")


def format_line(name: str, score: Score) -> str:
    figures = score.figures()
    return (
        f"{name[:32]:32} {score.expected:6} {score.found:6} {figures['recall']:7.3f} "
        f"{figures['precision']:6.3f} {figures['speakers']:7.3f}"
    )


if __name__ == "__main__":
    main()
