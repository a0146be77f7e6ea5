"""Questions about the wording of new claims, each asked once: what it leaves open, and its near doubles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.coverage.rows import CoverageRow, quote_words
from claims.duplicates.exact import normalise_proposition
from claims.duplicates.similarity import find_close_pairs
from quotations.positions.open_references import quote_open_references

LEAVES_OPEN = "It says {} without saying which: name it, or keep it so."
SAYS_NEARLY = "Row {} says nearly this: {}. Is it the same claim?"


@dataclass(frozen=True)
class WordingQuestion:
    """A question about the new claim of a row.

    "It stays" adds `settled` to the row's list of that name. `same` is the row whose claim may be meant, None
    if the wording itself is asked about.
    """

    sentence: str
    settled: str
    same: CoverageRow | None = None


def find_questions(
    rows: Sequence[CoverageRow], numbers: Mapping[str, int], ask_about: str | None
) -> dict[str, WordingQuestion]:
    """Find the first question about the wording of each row that has one, by row id.

    `rows` word claims anew, in the order of the page, where `numbers` count them. `ask_about`: the id of the
    only row to look at, None for all; of two that say nearly the same the later one is asked about then.

    Queries: 3 for any number of rows, none without one.
    """
    wordings = {row["id"]: normalise_proposition(row["new_claim"]) for row in rows}
    settled: dict[str, set[str]] = {wording: set() for wording in wordings.values()}
    for row in rows:
        settled[wordings[row["id"]]].update(row["settled"])
    near = _find_near(settled)
    questions = {}
    for place, row in enumerate(rows):
        if ask_about not in (None, row["id"]):
            continue
        own = wordings[row["id"]]
        others = rows[:place] if ask_about is None else rows
        same = next((other for other in others if wordings[other["id"]] in near[own]), None)
        words = "" if own in settled[own] else quote_open_references(row["new_claim"])
        if same:
            sentence = SAYS_NEARLY.format(numbers[same["id"]], quote_words(same["new_claim"]))
            questions[row["id"]] = WordingQuestion(sentence, wordings[same["id"]], same)
        elif words:
            questions[row["id"]] = WordingQuestion(LEAVES_OPEN.format(words), own)
    return questions


def _find_near(settled: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Find for each wording those that say nearly the same, unless that is settled."""
    near: dict[str, set[str]] = {wording: set() for wording in settled}
    for one, other in find_close_pairs(list(settled)):
        if other not in settled[one] and one not in settled[other]:
            near[one].add(other)
            near[other].add(one)
    return near
