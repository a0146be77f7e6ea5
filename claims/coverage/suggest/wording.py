"""Suggestions for the wording of a claim, drafted from the words of a row."""

import datetime
import re
from collections.abc import Iterable

from claims.coverage.rows import CoverageRow, parse_day
from claims.models import CitationKind, Precision, Stance
from quotations.finder import Quotation
from quotations.lexicon.word_lists import word_set
from quotations.positions.open_references import tells_of_what_was_said
from quotations.positions.propositions import draft_quoted, remove_lead_in
from quotations.positions.speaker_names import SpeakerName
from quotations.positions.stance import guess_stance

from .completion import ArticleNames
from .position import Span, read_row
from .turns import NEGATION, is_denial

MIN_DRAFTED_SHARE = 0.6
"""How many words a draft has at least for each of the quoted words."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_TAKES_ARTICLE = word_set(
    "states kingdom nations union republic emirates netherlands philippines bahamas kremlin pentagon vatican"
)


def suggest_wordings(
    rows: Iterable[CoverageRow],
    quotations: dict[str, Quotation],
    text: str,
    published_on: datetime.date | None,
) -> list[CoverageRow]:
    """Add the draft of a proposition to each row where a safe one can be made.

    `quotations` are what the finder found, by row id. "We" of a person is the row's party, or the body for
    which the text says that they speak. Words that state their own stance, as “The report is baseless” does,
    are no proposition that it is towards. `published_on`: the article's day, from which "Friday" is counted.
    """
    quoted = [(found.start, found.end) for found in quotations.values() if found.kind == CitationKind.QUOTE]
    names = ArticleNames(text)
    drafted = (_complete(row, quotations[row["id"]], quotations.values(), text, quoted) for row in rows)
    return [_name_in_full(row, names, published_on) if row["proposition"] else row for row in drafted]


def _name_in_full(row: CoverageRow, names: ArticleNames, published_on: datetime.date | None) -> CoverageRow:
    """Return a row whose draft has the names and dates that the article gives before its words."""
    is_dated = row["kind"] == CitationKind.QUOTE and row["said_on_precision"] == Precision.DAY
    day = (parse_day(row["said_on"]) if is_dated else None) or published_on
    proposition = names.complete(row["proposition"], row["start"], day)
    if tells_of_what_was_said(proposition):
        return _leave_open(row)
    if proposition == row["proposition"]:
        return row
    why, _ = row["reasons"]["proposition"]
    reasons = {"proposition": [f"{why} Names and dates are those that the article gives before.", "guess"]}
    return {**row, "proposition": proposition, "reasons": {**row["reasons"], **reasons}}


def _leave_open(row: CoverageRow) -> CoverageRow:
    """Return a row without the draft of a proposition."""
    reasons = {field: reason for field, reason in row["reasons"].items() if field != "proposition"}
    guessed = [field for field in row["guessed"] if field != "proposition"]
    return {**row, "proposition": "", "guessed": guessed, "reasons": reasons}


def _complete(
    row: CoverageRow, quotation: Quotation, others: Iterable[Quotation], text: str, quoted: list[Span]
) -> CoverageRow:
    if quotation.asked and not row["unlikely"] and _denies_question(row["excerpt"]):
        return _deny(row, quotation.asked)
    if not _states_stance(row, text, quoted):
        return _suggest_wording(row, quotation, others, text)
    return _deny(row, quotation.asked) if quotation.asked and row["stance"] == Stance.DENIES else row


def _denies_question(excerpt: str) -> bool:
    """Tell whether words answer "no", and what comes after it says no more than that."""
    opening, _, rest = excerpt.partition(".")
    return is_denial(opening) and (not rest.strip() or bool(NEGATION.search(rest)))


def _deny(row: CoverageRow, asked: str) -> CoverageRow:
    """Return a row whose words deny the claim of the question that they answer."""
    reasons = {
        "stance": ["The words answer a question with no.", "likely"],
        "proposition": ["Drafted from the question that the words answer.", "guess"],
    }
    return {
        **row,
        "stance": str(Stance.DENIES),
        "proposition": asked,
        "guessed": list(dict.fromkeys([*row["guessed"], *reasons])),
        "reasons": {**row["reasons"], **reasons},
    }


def _states_stance(row: CoverageRow, text: str, quoted: list[Span]) -> bool:
    report = read_row(row, text, (row["start"], row["end"]), quoted)
    return guess_stance(report, speaker=row["speaker"]).is_stated


def _suggest_wording(
    row: CoverageRow, quotation: Quotation, others: Iterable[Quotation], text: str
) -> CoverageRow:
    proposition, voice = quotation.proposition, quotation.voice
    if row["kind"] == CitationKind.QUOTE:
        is_cut = len(row["excerpt"]) < len(quotation.text.strip(" ,.;:!?”\"'’—–-…"))
        if is_cut or not proposition:
            party = _name_party(row, text, quotation.group) or quotation.group
            proposition = _draft_first(row["excerpt"], quotation, party)
        proposition = proposition or _find_enclosing_draft(quotation, others)
    if not proposition or _leaves_out_most(proposition, row):
        return row
    is_named = bool(voice.name) and voice.name in proposition and voice.name not in quotation.text
    source = f"Drafted from the words after “{row['cue']}”" if row["cue"] else "Drafted from the words"
    why = f"{source}, with the name for a pronoun." if is_named else f"{source}."
    return {
        **row,
        "proposition": proposition,
        "guessed": [*row["guessed"], "proposition"],
        "reasons": {**row["reasons"], "proposition": [why, "guess" if is_named else "likely"]},
    }


def _leaves_out_most(proposition: str, row: CoverageRow) -> bool:
    """Tell whether quoted words say something else as a whole than their draft, or take no position."""
    if row["kind"] != CitationKind.QUOTE:
        return False
    said = remove_lead_in(row["excerpt"]).split()
    return not row["stance"] or len(proposition.split()) < MIN_DRAFTED_SHARE * len(said)


def _draft_first(excerpt: str, quotation: Quotation, party: SpeakerName | None) -> str:
    """Draft the first sentence of an excerpt that states something by itself."""
    drafts = (
        draft_quoted(
            sentence,
            quotation.voice,
            party,
            question="" if number else quotation.question,
            bodies=quotation.bodies,
        )
        for number, sentence in enumerate(_SENTENCE_END.split(excerpt))
    )
    return next(filter(None, drafts), "")


def _name_party(row: CoverageRow, text: str, group: SpeakerName | None) -> SpeakerName | None:
    """Return the row's party as "we" are called: "the United States"; `group` is whom the text names."""
    names = [candidate["party_name"] for candidate in row["candidates"] if candidate["party"] == row["party"]]
    if row["party"] is None or not names:
        return None
    [name, *_] = names
    is_definite = name.split()[-1].lower() in _TAKES_ARTICLE or f"the {name}".lower() in text.lower()
    is_definite = is_definite or (group is not None and group.name.lower() == f"the {name}".lower())
    return SpeakerName(f"the {name}" if is_definite else name, is_body=True)


def _find_enclosing_draft(quotation: Quotation, others: Iterable[Quotation]) -> str:
    """Return the draft of the paraphrase in which some quoted words stand."""
    return next(
        (
            other.proposition
            for other in others
            if other.kind == CitationKind.PARAPHRASE
            and other.start <= quotation.start
            and quotation.end <= other.end
            and other.speaker == quotation.speaker
        ),
        "",
    )
