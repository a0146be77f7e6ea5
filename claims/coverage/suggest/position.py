"""What the words of a row, and the sentence that reports them, tell of the position."""

from collections.abc import Iterable

from claims.coverage.rows import CoverageRow
from claims.models import CitationKind
from quotations.grammar.datelines import read_dateline
from quotations.positions.hedges import guess_hedge
from quotations.positions.nature import FACT, JUDGEMENT, guess_nature
from quotations.positions.occasions import guess_place
from quotations.positions.reported import Guess, ReportedWords, read_report
from quotations.positions.stance import OPEN, StanceGuess, guess_stance

Span = tuple[int, int]


def read_row(row: CoverageRow, text: str, span: Span, quoted: Iterable[Span]) -> ReportedWords:
    """Read how the words at `span`, which are or become the row's, are reported."""
    return read_report(
        text,
        span,
        cue=row["cue"],
        is_quotation=row["kind"] == CitationKind.QUOTE,
        whole=tuple(row["whole"] or span),
        quoted=quoted,
    )


def guess_position(
    row: CoverageRow, text: str, report: ReportedWords, bodies: Iterable[str] = ()
) -> dict[str, Guess]:
    """Guess stance, reservation, nature and place, by field; what is not known is left out.

    A row that is probably no position gets no stance. `bodies`: names of whom the speaker may speak for.
    """
    paragraph = text[text.rfind("\n", 0, row["whole"][0] if row["whole"] else 0) + 1 :][:200]
    speaker, dateline = row["speaker"], read_dateline(paragraph)
    stance = guess_stance(report, speaker=speaker, has_speaker=bool(speaker))
    if row["unlikely"]:
        stance = OPEN
    guesses = {
        "stance": stance,
        "hedged": guess_hedge(report.clause, row["cue"]),
        "nature": _guess_nature(stance, report, [speaker, *bodies]) if stance.value else Guess(""),
        "place": guess_place(report, dateline.place if dateline else "")
        if speaker or row["cue"]
        else Guess(""),
    }
    return {field: guess for field, guess in guesses.items() if guess.value}


def _guess_nature(stance: StanceGuess, report: ReportedWords, own_names: Iterable[str]) -> Guess:
    """Guess the nature of what the stance is towards: “That is a lie” denies a fact."""
    nature = guess_nature(report, own_names=own_names)
    if stance.is_stated and stance.value == "denies" and nature.value in ("", JUDGEMENT):
        return Guess(FACT, "The words deny that something is so.", "guess")
    return nature
