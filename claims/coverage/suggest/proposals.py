"""What an article seems to say, as rows for an editor to accept, correct or drop."""

import datetime
import re
from collections.abc import Iterable

from django.db import connection

from claims.coverage.rows import Row, new_row, next_id
from claims.models import CitationKind, Part, Precision
from quotations.finder import Quotation, find_quotations
from sources.excerpts.search import ExcerptError, SearchableText, word_count
from sources.models import Article

from .claimants import Candidate, known_as
from .context import hedged, stance, when_said
from .excerpts import carrying
from .new_claimants import newcomers

MOST_ROWS = 200
"""How many rows are proposed for one article, the first ones."""
MOST_NAMES = 4000
FEW_WORDS = 5
"""Fewer quoted words than this, inside a paraphrase, are no position of their own."""

# Every name on the record that stands in the text: what the finder knows people by.
KNOWN = """
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
MOST_OF_A_NAME = 20
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")


def proposals(*, text: str, article: Article) -> list[Row]:
    """A row for each quotation and paraphrase in `text`, in the order of the text.

    Nothing in a row is more than a proposal: `guessed` names the fields that were inferred.
    Half a dozen queries, however many rows.
    """
    found = worth_a_row(find_quotations(text, known_names(text)))[:MOST_ROWS]
    quoted = [(one.start, one.end) for one in found if one.kind == CitationKind.QUOTE]
    rows: list[Row] = []
    for one in found:
        row = new_row(
            id=next_id(rows),
            proposed="finder",
            kind=str(one.kind),
            speaker=one.speaker or "",
            cue=one.cue or "",
            mention=getattr(one, "mention", "") or "",
            whole=[one.start, one.end],
        )
        rows.append(propose(row, text, carrying(text, one.start, one.end), article, quoted))
    searchable = SearchableText(text)
    rows = _dated_as_before(rows, text)
    rows = [row for row in rows if row["excerpt"] and _stands(searchable, row)]
    return with_speakers(rows, text, article)


def worth_a_row(found: Iterable[Quotation]) -> list[Quotation]:
    """In the order of the text, without the few quoted words inside a paraphrase of the same speaker
    ("... said that ties are “at a low point”"): the paraphrase carries the position."""
    found = sorted(found, key=lambda one: (one.start, one.end))
    reports = [one for one in found if one.kind == CitationKind.PARAPHRASE]
    return [
        one
        for one in found
        if one.kind != CitationKind.QUOTE
        or word_count(one.text) >= FEW_WORDS
        or not any(
            report.start <= one.start and one.end <= report.end and report.speaker == one.speaker
            for report in reports
        )
    ]


def _dated_as_before(rows: list[Row], text: str) -> list[Row]:
    """What somebody goes on to say in the same paragraph was said on the day of what came before."""
    dated: list[Row] = []
    for row in rows:
        before = dated[-1] if dated else None
        if before and _goes_on(before, row, text):
            row = {**row, **{key: before[key] for key in ("said_on", "said_on_precision", "said_on_note")}}
        dated.append(row)
    return dated


def _goes_on(before: Row, row: Row, text: str) -> bool:
    return (
        bool(row["speaker"])
        and row["speaker"] == before["speaker"]
        and (before["said_on_precision"], row["said_on_precision"]) == (Precision.DAY, Precision.BY)
        and "\n" not in text[before["end"] : row["start"]]
    )


def propose(
    row: Row, text: str, span: tuple[int, int], article: Article, quoted: Iterable[tuple[int, int]] = ()
) -> Row:
    """`row` for the words at `span`, with what they and those around them suggest."""
    start, end = span
    words = text[start:end]
    said = when_said(text, start, end, article.published_on, list(quoted))
    more = {
        "excerpt": words,
        "start": start,
        "end": end,
        "whole": row["whole"] or [start, end],
        "part": str(_part(text, start, article)),
        "hedged": hedged(words),
        "stance": stance(row["cue"]),
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


def with_speakers(rows: list[Row], text: str, article: Article) -> list[Row]:
    """`rows` with the claimants that their speakers may be: chosen where only one comes into
    question, all offered where several do, proposed as new where nobody does."""
    known = known_as(sorted({row["speaker"] for row in rows if row["speaker"]}))
    candidates = {row["id"]: known.candidates(row["speaker"], _day(row)) for row in rows if row["speaker"]}
    unknown = {row["speaker"] for row in rows if row["speaker"] and not candidates[row["id"]]}
    new = newcomers(unknown, text) if unknown else {}
    return [_with_speaker(row, candidates.get(row["id"], []), new.get(row["speaker"], {})) for row in rows]


def _with_speaker(row: Row, candidates: list[Candidate], new: dict) -> Row:
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


def known_names(text: str) -> list[tuple[str, str]]:
    """(as printed, the claimant's name) of every name on the record that stands in `text`."""
    names = list(dict.fromkeys(_possible_names(text)))[:MOST_NAMES]
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"names": names, "most": MOST_OF_A_NAME})
        return sorted(cursor.fetchall())


def _possible_names(text: str) -> Iterable[str]:
    """Every run of one to five words that holds a capital, longest runs of each place first."""
    for line in text.splitlines():
        words = list(_NAME_WORD.finditer(line))
        for first, word in enumerate(words):
            for last in range(min(first + 4, len(words) - 1), first - 1, -1):
                name = line[word.start() : words[last].end()]
                if len(name) <= 120 and re.search(r"[^\W\d_]", name) and name != name.lower():
                    yield re.sub(r"['’]s$", "", name)


def _part(text: str, start: int, article: Article) -> Part:
    """The headline, where the text begins with it; everything else is taken for the body."""
    first = text.lstrip().split("\n", 1)[0].strip()
    headline = bool(first) and first.casefold() == article.title.strip().casefold()
    return Part.HEADLINE if headline and start < text.index(first) + len(first) else Part.BODY


def _stands(searchable: SearchableText, row: Row) -> bool:
    """Whether the excerpt could be proved; one that stands there several times is told apart later."""
    try:
        searchable.find(row["excerpt"])
    except ExcerptError as error:
        return hasattr(error, "count")
    return True


def _day(row: Row) -> datetime.date | None:
    return datetime.date.fromisoformat(row["said_on"]) if row["said_on"] else None
