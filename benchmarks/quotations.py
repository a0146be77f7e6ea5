"""The benchmark of the quotation finder, on articles and passages marked by hand.

    python -m benchmarks.quotations FOLDER GOLD.jsonl [--show] [--aliases ALIASES.jsonl]
    python -m benchmarks.quotations PASSAGES.txt [--half 0|1] [--show]

FOLDER holds the articles as UTF-8 .txt files. GOLD has one JSON object a line: `file` (a name in
FOLDER) or `sha256` (of the file), `start`, `end` (code points, between the marks), `speaker` (a name or
null). benchmarks/quotations_moscow.jsonl marks the five articles of the Moscow record, whose texts are
not ours to print; their hashes are those of the record's captures. ALIASES has `spelling` and `name` a
line. tests/quotations/passages.txt says itself how it is marked; a hash of each passage puts it into one
of two halves, one of which was held back while the rules were made.

Direct quotations of four words or more are counted, and paraphrases where they are marked. A proposal
counts as found if the overlap of the two stretches is at least four fifths (of a paraphrase half) of what
they cover together; its speaker is right if the names are the same but for capitals, or both are null, and
wrong if it is somebody else's name. A paraphrase is right if its speaker is, and its cut to nine tenths.
Exits 1 if a goal is missed.
"""

import argparse
import hashlib
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from quotations.finder import Quotation, find_quotations
from quotations.scare_quotes import split_words

MIN_WORDS = 4
MIN_OVERLAP = {"quote": 0.8, "paraphrase": 0.5}
MIN_CUT = 0.9
GOALS = {
    "quote": {"recall": 0.98, "precision": 0.97, "right": 0.93, "wrong": 0.015},
    "paraphrase": {"recall": 0.80, "precision": 0.93, "right": 0.92},
}
MAX_SECONDS_PER_1000_WORDS = 0.03
REPETITIONS = 5

_TAG = re.compile(r"<(?P<opened>[qp])(?: (?P<names>[^<>]*))?>|</(?P<closed>[qp])>")
_KINDS = {"q": "quote", "p": "paraphrase"}


class Gold(NamedTuple):
    """A quotation or paraphrase as marked by hand; each of `speakers` is right."""

    start: int
    end: int
    speakers: tuple[str | None, ...]
    kind: str = "quote"


class Passage(NamedTuple):
    """A marked text, and the heading under which it stands."""

    section: str
    text: str
    gold: list[Gold]


class Score(NamedTuple):
    """Counts of one kind for one text or all of them."""

    expected: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    def add(self, other: "Score") -> "Score":
        return Score._make(a + b for a, b in zip(self, other, strict=True))

    def figures(self) -> dict[str, float]:
        """Return recall and precision, and which shares of those found are right and wrong."""
        return {
            "recall": self.found / max(1, self.expected),
            "precision": self.found / max(1, self.proposed),
            "right": self.right / max(1, self.found),
            "wrong": self.wrong / max(1, self.found),
        }


def read_gold(path: Path, folder: Path) -> dict[str, list[Gold]]:
    """Return by file name the marked quotations."""
    gold: dict[str, list[Gold]] = defaultdict(list)
    files = {file.name: file.read_bytes() for file in folder.glob("*.txt")}
    hashed = {hashlib.sha256(data).hexdigest(): name for name, data in files.items()}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["file"] if "file" in row else hashed.get(row["sha256"], "")
        if name not in files:
            sys.exit(f"{folder} does not hold the article {name or row['sha256']}.")
        gold[name].append(Gold(row["start"], row["end"], (row["speaker"],)))
    return gold


def read_passages(path: Path, half: int | None = None) -> Iterator[Passage]:
    """Yield the passages of a file, or those of one half."""
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        if not line.strip() or line.startswith("#"):
            continue
        passage = read_passage(line, section)
        if half in (None, hashlib.sha256(passage.text.encode()).digest()[0] % 2):
            yield passage


def read_passage(line: str, section: str = "") -> Passage:
    """Read one line: tags are taken out, "¶" and "\\uXXXX" become what they stand for."""
    line = re.sub(r" *¶ *", "\n\n", line)
    line = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line)
    text, gold, opened, position = "", [], [], 0
    for tag in _TAG.finditer(line):
        text += line[position : tag.start()]
        position = tag.end()
        if tag["opened"]:
            names = tuple(name or None for name in (tag["names"] or "").split("|"))
            opened.append((len(text), names))
        else:
            start, names = opened.pop()
            gold.append(Gold(start, len(text), names, _KINDS[tag["closed"]]))
    return Passage(section, text + line[position:], gold)


def measure_overlap(gold: Gold, proposal: Quotation) -> float:
    """Return how much two stretches share of what they cover together."""
    overlap = min(gold.end, proposal.end) - max(gold.start, proposal.start)
    return overlap / (max(gold.end, proposal.end) - min(gold.start, proposal.start))


def names_speaker(gold: Gold, proposal: Quotation) -> bool:
    speaker = None if proposal.speaker is None else proposal.speaker.casefold()
    return speaker in [None if name is None else name.casefold() for name in gold.speakers]


def judge(
    text: str, gold: list[Gold], aliases: list[tuple[str, str]], kind: str, differences: list[str]
) -> Score:
    """Compare the finder's proposals of one kind with the marks, and add the differences."""
    minimum = MIN_WORDS if kind == "quote" else 1
    marks = [
        mark
        for mark in gold
        if mark.kind == kind and len(split_words(text[mark.start : mark.end])) >= minimum
    ]
    proposals = [
        item
        for item in find_quotations(text, aliases)
        if item.kind == kind and len(split_words(item.text)) >= minimum
    ]
    unmatched, right, wrong = list(proposals), 0, 0
    for mark in marks:
        proposal = max(unmatched, key=lambda item: measure_overlap(mark, item), default=None)
        if proposal is None or measure_overlap(mark, proposal) < MIN_OVERLAP[kind]:
            differences.append(f"{kind} not found: {text[mark.start : mark.end]!r} ({mark.speakers})")
            continue
        unmatched.remove(proposal)
        is_named = names_speaker(mark, proposal)
        is_right = is_named and (kind == "quote" or measure_overlap(mark, proposal) >= MIN_CUT)
        right += is_right
        wrong += not is_named and proposal.speaker is not None
        if not is_right:
            expected = f"{mark.speakers}: {text[mark.start : mark.end]!r}"
            differences.append(f"{kind}: {proposal.speaker}: {proposal.text!r} instead of {expected}")
    differences += [f"{kind} not marked: {item.text!r} ({item.speaker})" for item in unmatched]
    return Score(len(marks), len(proposals), len(proposals) - len(unmatched), right, wrong)


def measure_speed(texts: list[str]) -> float:
    """Return the fewest seconds of processor time for 1,000 words of several runs.

    They read one text of 5,000 words or more, made of all `texts`.
    """
    long = "\n\n".join(texts)
    while len(long.split()) < 5000:
        long += "\n\n" + long
    runs = []
    for _ in range(REPETITIONS):
        started = time.process_time()
        find_quotations(long)
        runs.append(time.process_time() - started)
    return min(runs) / len(long.split()) * 1000


def report(line: str) -> None:
    sys.stdout.write(line + "\n")


def format_line(name: str, score: Score) -> str:
    figures = "".join(f"{figure:8.3f}" for figure in score.figures().values())
    return f"{name[:60]:60} {score.expected:6} {score.found:6}{figures}"


def score_passages(
    passages: list[Passage], kind: str, aliases: list[tuple[str, str]], *, show: bool
) -> tuple[dict[str, Score], Score]:
    """Return the scores by section and together; prints the differences if `show`."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for passage in passages:
        differences: list[str] = []
        score = judge(passage.text, passage.gold, aliases, kind, differences)
        scores[passage.section] = scores[passage.section].add(score)
        if show and differences:
            report(
                "\n".join(
                    [f"[{passage.section}] {passage.text[:300]!r}", *(f"    {line}" for line in differences)]
                )
            )
    total = Score()
    for score in scores.values():
        total = total.add(score)
    return scores, total


def find_missed(kind: str, score: Score) -> list[str]:
    figures = score.figures()
    return [
        f"{kind} {name}"
        for name, goal in GOALS[kind].items()
        if (figures[name] > goal if name == "wrong" else figures[name] < goal)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotations")
    parser.add_argument("marked", type=Path, help="A folder of articles, or a file of passages.")
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--aliases", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--show", action="store_true", help="Print each difference.")
    options = parser.parse_args()
    aliases = []
    if options.aliases:
        rows = map(json.loads, options.aliases.read_text(encoding="utf-8").splitlines())
        aliases = [(row["spelling"], row["name"]) for row in rows]
    if options.gold:
        gold = read_gold(options.gold, options.marked)
        files = sorted(options.marked.glob("*.txt"))
        passages = [Passage(file.name, file.read_bytes().decode(), gold[file.name]) for file in files]
        kinds = ["quote"]
    else:
        passages = list(read_passages(options.marked, options.half))
        kinds = ["quote", "paraphrase"]
    missed = []
    for kind in kinds:
        scores, total = score_passages(passages, kind, aliases, show=options.show)
        report(f"{kind:60} marked  found  recall   prec.   right   wrong")
        for name, score in [*scores.items(), ("all", total)]:
            report(format_line(name, score))
        missed += find_missed(kind, total)
    pace = measure_speed([passage.text for passage in passages])
    report(f"{pace * 1000:.0f} ms of processor time for 1,000 words")
    if missed or pace > MAX_SECONDS_PER_1000_WORDS:
        sys.exit(f"Missed: {', '.join(missed) or 'speed'}.")


if __name__ == "__main__":
    main()
