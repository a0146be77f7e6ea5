"""Questions about the wording of new claims, each asked once: what it leaves open, and its near doubles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.coverage.rows import CoverageRow, quote_words
from claims.duplicates.exact import normalise_proposition
from claims.duplicates.negation import differ_in_polarity, is_clearly_denied
from claims.duplicates.similarity import find_close_pairs
from claims.models import Stance
from quotations.positions.open_references import quote_open_references

LEAVES_OPEN = "It says {} without saying which: name it, or keep it so."
SAYS_NEARLY = "Row {} says nearly this: {}. Is it the same claim?"
SAYS_THE_OPPOSITE = "Row {} says the opposite: {}. Is this row about that claim?"
WORDS_DENY = "The quoted words seem to deny this claim: {}. Is it denied?"


@dataclass(frozen=True)
class WordingQuestion:
    """A question about the new claim of a row.

    "It stays" adds `settled` to the row's list of that name. `same` is the row whose claim, or its opposite,
    may be meant; None if the wording itself is asked about.
    """

    sentence: str
    settled: str
    same: CoverageRow | None = None
    is_opposite: bool = False


def find_questions(
    rows: Sequence[CoverageRow], numbers: Mapping[str, int], ask_about: str | None
) -> dict[str, WordingQuestion]:
    """Find the first question about the wording of each row that has one, by row id.

    `rows` word claims anew, in the order of the page, where `numbers` count them. `ask_about`: the id of the
    only row to look at, None for all; of two that say nearly the same, or the opposite, the later one is
    asked about then.

    Queries: 3 for any number of rows, none without one.
    """
    wordings = {row["id"]: normalise_proposition(row["new_claim"]) for row in rows}
    settled: dict[str, set[str]] = {wording: set() for wording in wordings.values()}
    for row in rows:
        settled[wordings[row["id"]]].update(row["settled"])
    near = _find_near(settled, next((wordings[row["id"]] for row in rows if row["id"] == ask_about), None))
    questions = {}
    for place, row in enumerate(rows):
        if ask_about not in (None, row["id"]):
            continue
        own = wordings[row["id"]]
        others = rows[:place] if ask_about is None else rows
        same = next((other for other in others if wordings[other["id"]] in near[own]), None)
        words = "" if own in settled[own] else quote_open_references(row["new_claim"])
        if same:
            is_opposite = near[own][wordings[same["id"]]]
            sentence = SAYS_THE_OPPOSITE if is_opposite else SAYS_NEARLY
            sentence = sentence.format(numbers[same["id"]], quote_words(same["new_claim"]))
            questions[row["id"]] = WordingQuestion(sentence, wordings[same["id"]], same, is_opposite)
        elif words:
            questions[row["id"]] = WordingQuestion(LEAVES_OPEN.format(words), own)
    return questions


def _find_near(settled: Mapping[str, set[str]], only: str | None) -> dict[str, dict[str, bool]]:
    """Find for each wording, or for `only` one, those that say nearly the same, or (True) the opposite.

    What is settled is left out.
    """
    near: dict[str, dict[str, bool]] = {wording: {} for wording in settled}
    pairs = find_close_pairs(list(settled)) if only is None else find_close_pairs([only], list(settled))
    for one, other, is_opposite in pairs:
        if other not in settled[one] and one not in settled[other]:
            near[one][other] = near[other][one] = is_opposite
    return near


def find_doubtful_stance(row: CoverageRow, claim: str) -> str:
    """Return what settles whether `row` affirms a claim although its words say the opposite.

    It goes into the row's list `settled`. Empty if nothing is doubtful, or it is settled. The suggested
    wording counts as well, unless it is what the words deny.
    """
    settled = f"{row['stance']} {normalise_proposition(claim)}"
    words, draft = row["excerpt"], row["proposition"]
    if row["stance"] != Stance.AFFIRMS or settled in row["settled"]:
        return ""
    said = [words] if differ_in_polarity(words, draft) else [words, draft]
    return settled if any(is_clearly_denied(claim, each) for each in said) else ""
