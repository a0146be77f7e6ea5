"""What an article seems to say, as rows for an editor to accept, correct or drop."""

import datetime
import re
from collections.abc import Iterable

from django.db import connection

from claims.coverage.rows import CoverageRow, build_row, next_row_id
from claims.models import CitationKind, Part, Precision
from quotations.finder import Quotation, find_quotations
from sources.excerpts.search import ExcerptError, SearchableText, count_words
from sources.models import Article

from .claimants import ClaimantCandidate, match_names
from .context import guess_date, guess_stance, is_hedged
from .excerpts import find_key_passage
from .new_claimants import describe_new_claimants

MAX_PROPOSALS = 200
"""How many rows are proposed for one article, the first ones."""
MAX_NAMES = 4000
MIN_QUOTED_WORDS = 5
"""Fewer quoted words than this, inside a paraphrase, are no position of their own."""

# Every name on the record that stands in the text: what the finder knows people by.
FIND_KNOWN_NAMES = """
WITH n AS MATERIALIZED (
    SELECT DISTINCT claims_folded_name(name) AS folded FROM unnest(%(names)s::text[]) AS n (name)
)
SELECT known.printed, known.name
FROM n CROSS JOIN LATERAL (
    (SELECT a.name AS printed, k.name FROM claims_alias a JOIN claims_claimant k ON k.id = a.claimant_id
     WHERE claims_folded_name(a.name) = n.folded LIMIT %(most)s)
    UNION
    (SELECT k.name, k.name FROM claims_claimant k
     WHERE claims_folded_name(k.name) = n.folded LIMIT %(most)s)
) known
"""
MAX_PER_NAME = 20
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")


def propose_rows(*, text: str, article: Article) -> list[CoverageRow]:
    """A row for each quotation and paraphrase in `text`, in the order of the text.

    Nothing in a row is more than a proposal: `guessed` names the fields that were inferred.
    Half a dozen queries, however many rows.
    """
    found = select_quotations(find_quotations(text, find_known_names(text)))[:MAX_PROPOSALS]
    quoted = [(one.start, one.end) for one in found if one.kind == CitationKind.QUOTE]
    rows: list[CoverageRow] = []
    for one in found:
        row = build_row(
            id=next_row_id(rows),
            proposed="finder",
            kind=str(one.kind),
            speaker=one.speaker or "",
            cue=one.cue or "",
            mention=getattr(one, "mention", "") or "",
            whole=[one.start, one.end],
        )
        rows.append(fill_row(row, text, find_key_passage(text, one.start, one.end), article, quoted))
    searchable = SearchableText(text)
    rows = _carry_dates_forward(rows, text)
    rows = [row for row in rows if row["excerpt"] and _is_provable(searchable, row)]
    return add_speakers(rows, text, article)


def select_quotations(found: Iterable[Quotation]) -> list[Quotation]:
    """In the order of the text, without the few quoted words inside a paraphrase of the same speaker
    ("... said that ties are “at a low point”"): the paraphrase carries the position."""
    found = sorted(found, key=lambda one: (one.start, one.end))
    reports = [one for one in found if one.kind == CitationKind.PARAPHRASE]
    return [
        one
        for one in found
        if one.kind != CitationKind.QUOTE
        or count_words(one.text) >= MIN_QUOTED_WORDS
        or not any(
            report.start <= one.start and one.end <= report.end and report.speaker == one.speaker
            for report in reports
        )
    ]


def _carry_dates_forward(rows: list[CoverageRow], text: str) -> list[CoverageRow]:
    """What somebody goes on to say in the same paragraph was said on the day of what came before."""
    dated: list[CoverageRow] = []
    for row in rows:
        before = dated[-1] if dated else None
        if before and _is_continuation(before, row, text):
            row = {**row, **{key: before[key] for key in ("said_on", "said_on_precision", "said_on_note")}}
        dated.append(row)
    return dated


def _is_continuation(before: CoverageRow, row: CoverageRow, text: str) -> bool:
    return (
        bool(row["speaker"])
        and row["speaker"] == before["speaker"]
        and (before["said_on_precision"], row["said_on_precision"]) == (Precision.DAY, Precision.BY)
        and "\n" not in text[before["end"] : row["start"]]
    )


def fill_row(
    row: CoverageRow,
    text: str,
    span: tuple[int, int],
    article: Article,
    quoted: Iterable[tuple[int, int]] = (),
) -> CoverageRow:
    """`row` for the words at `span`, with what they and those around them suggest."""
    start, end = span
    words = text[start:end]
    said = guess_date(text, start, end, article.published_on, list(quoted))
    more = {
        "excerpt": words,
        "start": start,
        "end": end,
        "whole": row["whole"] or [start, end],
        "part": str(_guess_part(text, start, article)),
        "hedged": is_hedged(words),
        "stance": guess_stance(row["cue"]),
        "said_on": said.day.isoformat() if said.day else "",
        "said_on_precision": said.precision,
        "said_on_note": said.note,
    }
    guessed = ["excerpt", "kind"] if row["proposed"] == "finder" else []
    guessed += ["part"] if more["part"] != Part.BODY else []
    guessed += ["hedged"] if more["hedged"] else []
    guessed += ["stance"] if more["stance"] else []
    guessed += ["said_on", "said_on_precision", "said_on_note"] if said.day else []
    return {**row, **more, "guessed": [*row["guessed"], *guessed]}


def add_speakers(rows: list[CoverageRow], text: str, article: Article) -> list[CoverageRow]:
    """`rows` with the claimants that their speakers may be: chosen where only one comes into
    question, all offered where several do, proposed as new where nobody does."""
    known = match_names(sorted({row["speaker"] for row in rows if row["speaker"]}))
    candidates = {
        row["id"]: known.candidates(row["speaker"], _parse_day(row)) for row in rows if row["speaker"]
    }
    unknown = {row["speaker"] for row in rows if row["speaker"] and not candidates[row["id"]]}
    new = describe_new_claimants(unknown, text) if unknown else {}
    return [_add_speaker(row, candidates.get(row["id"], []), new.get(row["speaker"], {})) for row in rows]


def _add_speaker(row: CoverageRow, candidates: list[ClaimantCandidate], new: dict) -> CoverageRow:
    more: dict = {"candidates": [one.as_json() for one in candidates]}
    if len(candidates) == 1:
        [only] = candidates
        more["claimant"] = only.claimant.pk
        if only.party:
            more["party"] = only.party.pk
        if only.capacity:
            more["capacity"] = only.capacity
    elif not candidates:
        more |= new
    guessed = [name for name, value in more.items() if name != "candidates" and value]
    return {**row, **more, "guessed": list(dict.fromkeys([*row["guessed"], *guessed]))}


def find_known_names(text: str) -> list[tuple[str, str]]:
    """(as printed, the claimant's name) of every name on the record that stands in `text`."""
    names = list(dict.fromkeys(_list_possible_names(text)))[:MAX_NAMES]
    with connection.cursor() as cursor:
        cursor.execute(FIND_KNOWN_NAMES, {"names": names, "most": MAX_PER_NAME})
        return sorted(cursor.fetchall())


def _list_possible_names(text: str) -> Iterable[str]:
    """Every run of one to five words that holds a capital, longest runs of each place first."""
    for line in text.splitlines():
        words = list(_NAME_WORD.finditer(line))
        for first, word in enumerate(words):
            for last in range(min(first + 4, len(words) - 1), first - 1, -1):
                name = line[word.start() : words[last].end()]
                if len(name) <= 120 and re.search(r"[^\W\d_]", name) and name != name.lower():
                    yield re.sub(r"['’]s$", "", name)


def _guess_part(text: str, start: int, article: Article) -> Part:
    """The headline, where the text begins with it; everything else is taken for the body."""
    first = text.lstrip().split("\n", 1)[0].strip()
    headline = bool(first) and first.casefold() == article.title.strip().casefold()
    return Part.HEADLINE if headline and start < text.index(first) + len(first) else Part.BODY


def _is_provable(searchable: SearchableText, row: CoverageRow) -> bool:
    """Whether the excerpt could be proved; one that stands there several times is told apart later."""
    try:
        searchable.find(row["excerpt"])
    except ExcerptError as error:
        return hasattr(error, "count")
    return True


def _parse_day(row: CoverageRow) -> datetime.date | None:
    return datetime.date.fromisoformat(row["said_on"]) if row["said_on"] else None
