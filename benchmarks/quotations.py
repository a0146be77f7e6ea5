"""How well and how fast the quotation finder reads articles whose quotations somebody marked by hand.

    python -m benchmarks.quotations FOLDER GOLD.jsonl [--show] [--aliases ALIASES.jsonl]

FOLDER holds the articles as UTF-8 .txt files. GOLD has one JSON object a line: `file` (a name in
FOLDER) or `sha256` (of the file), `start`, `end` (code points, between the marks), `speaker` (a name or
null). benchmarks/quotations_moscow.jsonl marks the five articles of the Moscow record, whose texts are
not ours to print; their hashes are those of the record's captures. Counted are direct
quotations of four words or more. A quotation is found if the two stretches share at least four fifths
of what they cover together; its speaker is right if the names are the same but for capitals, or both
are null. ALIASES has `spelling` and `name` a line. Ends with 1 if a goal is missed: recall and
precision 0.95, speakers 0.90, one second for 5,000 words.
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

FEWEST_WORDS = 4
SHARED = 0.8
GOALS = {"recall": 0.95, "precision": 0.95, "speakers": 0.90}
MOST_SECONDS_PER_1000_WORDS = 0.2
REPETITIONS = 5


class Gold(NamedTuple):
    """One quotation as somebody marked it."""

    start: int
    end: int
    speaker: str | None


class Score(NamedTuple):
    """Counts for one article or all of them, and the seconds that reading it took."""

    expected: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0
    words: int = 0
    seconds: float = 0.0

    def plus(self, other: "Score") -> "Score":
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    def figures(self) -> dict[str, float]:
        """Recall, precision and share of right speakers among those found."""
        return {
            "recall": self.found / max(1, self.expected),
            "precision": self.found / max(1, self.proposed),
            "speakers": self.right / max(1, self.found),
        }


def read_gold(path: Path, folder: Path) -> dict[str, list[Gold]]:
    """By file name, the marked quotations of four words or more."""
    gold: dict[str, list[Gold]] = defaultdict(list)
    files = {file.name: file.read_bytes() for file in folder.glob("*.txt")}
    texts = {name: data.decode() for name, data in files.items()}
    hashed = {hashlib.sha256(data).hexdigest(): name for name, data in files.items()}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["file"] if "file" in row else hashed.get(row["sha256"], "")
        if name not in texts:
            sys.exit(f"{folder} does not hold the article {name or row['sha256']}.")
        if len(split_words(texts[name][row["start"] : row["end"]])) >= FEWEST_WORDS:
            gold[name].append(Gold(row["start"], row["end"], row["speaker"]))
    return gold


def is_same(gold: Gold, found: Quotation) -> bool:
    shared = min(gold.end, found.end) - max(gold.start, found.start)
    together = max(gold.end, found.end) - min(gold.start, found.start)
    return shared >= SHARED * together


def is_right(gold: Gold, found: Quotation) -> bool:
    if gold.speaker is None or found.speaker is None:
        return gold.speaker is found.speaker
    return gold.speaker.casefold() == found.speaker.casefold()


def judge(text: str, gold: list[Gold], aliases, *, show: str) -> Score:
    """Compare what is found in one text with what was marked; print the differences if `show` is a name."""
    started = time.perf_counter()
    found = find_quotations(text, aliases)
    seconds = time.perf_counter() - started
    proposed = [one for one in found if one.kind == "quote" and len(split_words(one.text)) >= FEWEST_WORDS]
    pairs = [(one, next((two for two in proposed if is_same(one, two)), None)) for one in gold]
    matched = [(one, two) for one, two in pairs if two is not None]
    if show:
        for one in (one for one, two in pairs if two is None):
            report(f"{show}: not found: {text[one.start : one.end]!r} ({one.speaker})")
        for two in proposed:
            if not any(two is other for _, other in matched):
                report(f"{show}: not marked: {two.text!r} ({two.speaker})")
        for one, two in matched:
            if not is_right(one, two):
                report(f"{show}: {two.text!r}: {two.speaker} instead of {one.speaker}")
    right = sum(1 for one, two in matched if is_right(one, two))
    return Score(len(gold), len(proposed), len(matched), right, len(text.split()), seconds)


def speed(texts: list[str]) -> float:
    """Seconds for 1,000 words, in one text of 5,000 or more made of all `texts`; a median of several runs."""
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
        total = total.plus(score)
        report(line_of(path.stem, score))
    report(line_of("all", total))
    pace = speed(texts)
    report(f"{pace * 1000:.0f} ms for 1,000 words ({pace * 5000:.0f} ms for 5,000)")
    missed = [name for name, figure in total.figures().items() if figure < GOALS[name]]
    if missed or pace > MOST_SECONDS_PER_1000_WORDS:
        sys.exit(f"Missed: {', '.join(missed) or 'speed'}.")


def line_of(name: str, score: Score) -> str:
    figures = score.figures()
    return (
        f"{name[:32]:32} {score.expected:6} {score.found:6} {figures['recall']:7.3f} "
        f"{figures['precision']:6.3f} {figures['speakers']:7.3f}"
    )


if __name__ == "__main__":
    main()
