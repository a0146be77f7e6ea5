"""Rows for what an article seems to say, for an editor to check."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from django.db import DatabaseError, connection

from claims.coverage.rows import CoverageRow, build_row, next_row_id
from claims.models import CitationKind, Part, Precision
from quotations.entities.bodies import OwnerKind
from quotations.finder import Quotation, find_quotations
from quotations.lexicon.speech_verbs import DENIALS, DOUBTS, REJECTIONS, SPEECH_VERBS
from quotations.positions.reported import Guess, Sureness
from sources.excerpts.search import ExcerptAmbiguous, ExcerptError, SearchableText, count_words
from sources.extraction.language import identify_language
from sources.models import Article

from .days import DateGuess, guess_date
from .excerpts import find_denial, find_key_passage
from .position import guess_position, read_row
from .speakers import add_speakers
from .turns import split_report, split_turn
from .wording import suggest_wordings

logger = logging.getLogger(__name__)

FINDER_FAILED = (
    "The program failed to look for quotations in this text, so no rows are proposed. The text is kept: "
    "select words in it to add rows, and tell whoever runs the site."
)
_EXPLAIN_CHOICE: dict[str, dict[str, Guess]] = {
    kind: {
        "kind": Guess("", why),
        "excerpt": Guess("", "These words of the passage carry the position."),
    }
    for kind, why in (
        (CitationKind.QUOTE, "The words are given as the speaker’s own."),
        (CitationKind.PARAPHRASE, "The article reports it in its own words."),
    )
}
MAX_PROPOSALS = 200
"""How many rows are proposed for one article: those that come first in the text."""
MAX_NAMES = 4000
MIN_QUOTED_WORDS = 5
"""The number of quoted words that makes a quotation in a paraphrase a position.

A shorter quotation is not a position of its own.
"""

# Every name on the record that stands in the text: the finder has to know these people.
FIND_KNOWN_NAMES = """
WITH n AS MATERIALIZED (
    SELECT DISTINCT claims_folded_name(name) AS folded FROM unnest(%(names)s::text[]) AS n (name)
)
SELECT known.printed, known.name, CASE WHEN known.is_party THEN known.kind ELSE '' END
FROM n CROSS JOIN LATERAL (
    (SELECT a.name AS printed, k.name, k.kind, k.is_party
     FROM claims_alias a JOIN claims_claimant k ON k.id = a.claimant_id
     WHERE claims_folded_name(a.name) = n.folded LIMIT %(most)s)
    UNION
    (SELECT k.name, k.name, k.kind, k.is_party FROM claims_claimant k
     WHERE claims_folded_name(k.name) = n.folded LIMIT %(most)s)
) known
"""
MAX_PER_NAME = 20
_DENYING = DENIALS | REJECTIONS | DOUBTS
_MAX_BEFORE_DENIED = 80
_SENTENCE_MARK = re.compile(r"[.?!\n]")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")


class KnownName(NamedTuple):
    """A name on the record that stands in a text.

    `party_kind` is the kind of claimant if it is a party, else "".
    """

    printed: str
    name: str
    party_kind: OwnerKind


class FinderFailed(Exception):
    """Nothing can be proposed for a text or a passage: a fault, logged. Says so to an editor."""


def propose_rows(*, text: str, article: Article) -> list[CoverageRow]:
    """Propose a row for each quotation and paraphrase, in the order of the text.

    Nothing in a row is more than a proposal: `guessed` names the fields that were inferred.

    Queries: half a dozen, for any number of rows. Raises FinderFailed.
    """
    with guard_finder(article):
        return _propose_rows(text, article)


@contextmanager
def guard_finder(article: Article, sentence: str = FINDER_FAILED) -> Iterator[None]:
    """Turn a fault in the finder into FinderFailed, which says `sentence`, and log it."""
    try:
        yield
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("The quotation finder failed on a text of %s.", _describe_article(article))
        raise FinderFailed(sentence) from error


def _propose_rows(text: str, article: Article) -> list[CoverageRow]:
    known = find_known_names(text)
    parties = {
        name.lower(): item.party_kind
        for item in known
        for name in (item.printed, item.name)
        if item.party_kind
    }
    found = find_quotations(text, [item[:2] for item in known], parties)
    is_english = identify_language(text) in ("", "en")
    if not is_english:
        found = keep_marked_words(found)
    selected = select_quotations(found)
    quotations = list(islice(_split(selected, text), MAX_PROPOSALS))
    quoted = [
        (quotation.start, quotation.end) for quotation in quotations if quotation.kind == CitationKind.QUOTE
    ]
    reported = [
        (quotation.start, quotation.end)
        for quotation in quotations
        if quotation.kind == CitationKind.PARAPHRASE
    ]
    rows: list[CoverageRow] = []
    by_row: dict[str, Quotation] = {}
    for quotation in quotations:
        denial = _find_denial_start(quotation, text)
        whole = (quotation.start if denial is None else denial, quotation.end)
        row = build_row(
            id=next_row_id(rows),
            proposed="finder",
            kind=str(quotation.kind),
            speaker=quotation.speaker or quotation.description,
            unlikely=quotation.unlikely,
            cue=quotation.cue or "",
            whole=[*whole],
        )
        span = find_key_passage(text, *whole) if denial is None else find_denial(text, *whole)
        rows.append(fill_row(row, text, span, article, quoted, _name_bodies(quotation), reported))
        by_row[row["id"]] = quotation
    searchable = SearchableText(text)
    dated = _carry_forward(rows, text)
    provable = [row for row in dated if row["excerpt"] and _is_provable(searchable, row)]
    complete = add_speakers(provable, text, quotations)
    return suggest_wordings(complete, by_row, text, article.published_on) if is_english else complete


def _split(quotations: Iterable[Quotation], text: str) -> Iterator[Quotation]:
    """Split what holds several assertions; a denial needs its verb, and stays whole."""
    for quotation in quotations:
        if quotation.is_turn:
            yield from split_turn(quotation, text)
        elif _find_denial_start(quotation, text) is None:
            yield from split_report(quotation, text)
        else:
            yield quotation


def _name_bodies(quotation: Quotation) -> list[str]:
    """List what the bodies of a speaker are called: "Miners' Federation", "the federation"."""
    bodies = [item.body for item in quotation.affiliations if item.kind in ("organisation", "government")]
    return [*bodies, *(f"the {body.split()[-1]}" for body in bodies if " " in body)]


def _find_denial_start(quotation: Quotation, text: str) -> int | None:
    """Return where the verb stands that denies or doubts what is reported, None if it is no denial."""
    cue = quotation.cue or ""
    if quotation.kind != CitationKind.PARAPHRASE or SPEECH_VERBS.get(cue.lower()) not in _DENYING:
        return None
    first = max(0, quotation.start - _MAX_BEFORE_DENIED)
    at = text.rfind(cue, first, quotation.start + len(cue))
    return at if at >= 0 and not _SENTENCE_MARK.search(text, at, quotation.start) else None


def _describe_article(article: Article) -> str:
    """Describe an article in a log: by its key, which one that is not saved has not got yet."""
    return f"article {article.key}" if article.pk else article.canonical_url or "an article without address"


def keep_marked_words(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Keep what quotation marks show in any language: the words alone, nobody's so far."""
    return [
        Quotation(quotation.kind, quotation.start, quotation.end, quotation.text, None, "")
        for quotation in quotations
        if quotation.kind == CitationKind.QUOTE
    ]


def select_quotations(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Sort by position, and leave out a few quoted words inside a paraphrase.

    In "... said that ties are “at a low point”" the paraphrase carries the position.
    """
    quotations = sorted(quotations, key=lambda quotation: (quotation.start, quotation.end))
    paraphrases = [quotation for quotation in quotations if quotation.kind == CitationKind.PARAPHRASE]
    return [
        quotation
        for quotation in quotations
        if quotation.kind != CitationKind.QUOTE
        or count_words(quotation.text) >= MIN_QUOTED_WORDS
        or not any(
            paraphrase.start <= quotation.start
            and quotation.end <= paraphrase.end
            and paraphrase.speaker == quotation.speaker
            for paraphrase in paraphrases
        )
    ]


_DATE_FIELDS = ("said_on", "said_on_precision", "said_on_note")


def _carry_forward(rows: list[CoverageRow], text: str) -> list[CoverageRow]:
    """Date and place a row like the previous one if the speaker goes on in the paragraph."""
    carried: list[CoverageRow] = []
    for row in rows:
        previous = carried[-1] if carried else None
        if previous and _is_continuation(previous, row, text):
            precisions = (previous["said_on_precision"], row["said_on_precision"])
            if precisions == (Precision.DAY, Precision.BY):
                row = _copy_guesses(row, previous, _DATE_FIELDS)
            if previous["place"] and not row["place"]:
                row = _copy_guesses(row, previous, ("place",))
        carried.append(row)
    return carried


def _is_continuation(previous: CoverageRow, row: CoverageRow, text: str) -> bool:
    is_same = bool(row["speaker"]) and row["speaker"] == previous["speaker"]
    return is_same and "\n" not in text[previous["end"] : row["start"]]


def _copy_guesses(row: CoverageRow, other: CoverageRow, fields: Iterable[str]) -> CoverageRow:
    """Fill `fields` of a row as those of another row of the same speaker."""
    reasons = {field: ["As of the words before, by the same speaker.", "likely"] for field in fields}
    return {
        **row,
        **{field: other[field] for field in fields},
        "guessed": list(dict.fromkeys([*row["guessed"], *fields])),
        "reasons": {**row["reasons"], **reasons},
    }


def fill_row(
    row: CoverageRow,
    text: str,
    span: tuple[int, int],
    article: Article,
    quoted: Iterable[tuple[int, int]] = (),
    bodies: Iterable[str] = (),
    reported: Iterable[tuple[int, int]] = (),
) -> CoverageRow:
    """Fill `row` with the words at `span` and values that they or the context suggest.

    `quoted`: see guess_date, which is told of what else is `reported` as well; `bodies`: see guess_position.
    """
    start, end = span
    quoted = list(quoted)
    said = [*quoted, *(other for other in reported if other[1] <= start or end <= other[0])]
    guesses = {
        **(_EXPLAIN_CHOICE[row["kind"]] if row["proposed"] == "finder" else {}),
        **guess_position(row, text, read_row(row, text, span, quoted), bodies),
        **_guess_date_fields(guess_date(text, start, end, article.published_on, said)),
        **_guess_part(text, start, article),
    }
    values = {
        "excerpt": text[start:end],
        "start": start,
        "end": end,
        "whole": row["whole"] or [start, end],
        "part": str(Part.BODY),
        "said_on": "",
        "said_on_note": "",
        **{field: guess.value for field, guess in guesses.items() if guess.value},
        "hedged": "hedged" in guesses,
    }
    return {
        **row,
        **values,
        "guessed": list(dict.fromkeys([*row["guessed"], *guesses])),
        "reasons": {**row["reasons"], **{field: [guess.why, guess.sure] for field, guess in guesses.items()}},
    }


def _guess_date_fields(date: DateGuess) -> dict[str, Guess]:
    """Return the date as guesses at the fields of a row."""
    if date.day is None:
        return {}
    sure: Sureness = "likely" if date.precision == Precision.DAY else "guess"
    values = {"said_on": date.day.isoformat(), "said_on_precision": date.precision, "said_on_note": date.note}
    return {field: Guess(value, date.note, sure) for field, value in values.items()}


def find_known_names(text: str) -> list[KnownName]:
    """Find names on the record in `text`."""
    names = list(dict.fromkeys(_list_possible_names(text)))[:MAX_NAMES]
    with connection.cursor() as cursor:
        cursor.execute(FIND_KNOWN_NAMES, {"names": names, "most": MAX_PER_NAME})
        return sorted(KnownName(*row) for row in cursor.fetchall())


def _list_possible_names(text: str) -> Iterator[str]:
    """List every run of one to five words with a capital, at each place longest first."""
    for line in text.splitlines():
        words = list(_NAME_WORD.finditer(line))
        for first, word in enumerate(words):
            for last in range(min(first + 4, len(words) - 1), first - 1, -1):
                name = line[word.start() : words[last].end()]
                if len(name) <= 120 and re.search(r"[^\W\d_]", name) and name != name.lower():
                    yield re.sub(r"['’]s$", "", name)


def _guess_part(text: str, start: int, article: Article) -> dict[str, Guess]:
    """Return the headline if `start` is in it at the top of the text, else nothing: the body."""
    first = text.lstrip().split("\n", 1)[0].strip()
    has_headline = bool(first) and first.casefold() == article.title.strip().casefold()
    if not has_headline or start >= text.index(first) + len(first):
        return {}
    return {"part": Guess(str(Part.HEADLINE), "It stands in the title.", "sure")}


def _is_provable(searchable: SearchableText, row: CoverageRow) -> bool:
    """Tell whether the excerpt stands in the text; saving settles an ambiguous one."""
    try:
        searchable.find(row["excerpt"])
    except ExcerptError as error:
        return isinstance(error, ExcerptAmbiguous)
    return True
