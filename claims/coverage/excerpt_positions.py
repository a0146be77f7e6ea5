"""The article's text with the passages of the rows marked in it, for reading beside the rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from sources.excerpts.search import ExcerptError, ExcerptMatch, SearchableText

from .rows import CoverageRow


@dataclass(frozen=True)
class TextSegment:
    """A stretch of the text: plain text, never markup. `row`: the id of the row whose words it is, or
    None; `kind`: that row's "quote", "paraphrase" or "own_words", or nothing."""

    text: str
    row: str | None = None
    kind: str = ""


def split_by_rows(text: str, rows: Iterable[CoverageRow]) -> list[TextSegment]:
    """`text` cut into segments that make it up again when they are put together.

    Rows set aside or without a place in the text are left out. What two rows share belongs to the
    one that begins first.
    """
    placed = sorted(
        (row["start"], row["end"], row["id"], row["kind"])
        for row in rows
        if not row.get("dropped") and _is_span(row.get("start"), row.get("end"), len(text))
    )
    segments: list[TextSegment] = []
    reached = 0
    for start, end, row_id, kind in placed:
        start = max(start, reached)
        if start >= end:
            continue
        if start > reached:
            segments.append(TextSegment(text[reached:start]))
        segments.append(TextSegment(text[start:end], row_id, kind))
        reached = end
    if reached < len(text):
        segments.append(TextSegment(text[reached:]))
    return segments


def _is_span(start, end, length: int) -> bool:
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length


def locate_excerpts(rows: Iterable[CoverageRow], text: str) -> list[CoverageRow]:
    """`rows` with `start` and `end` where their excerpts stand in `text`: unchanged where they are
    right, looked for within the quotation that the row was cut from, then in all of the text. None
    where the words are not there, or several times. Only a help: saving proves each excerpt again."""
    searchable: list[SearchableText] = []  # prepared at most once, and only when it is needed

    def place(row: CoverageRow) -> CoverageRow:
        start, end = row["start"], row["end"]
        if not row["excerpt"] or (
            start is not None and end is not None and text[start:end] == row["excerpt"]
        ):
            return row
        found = _find_in_passage(row, text)
        if found is None:
            searchable.extend([] if searchable else [SearchableText(text)])
            found = _find_excerpt(searchable[0], row["excerpt"], 0)
        return {**row, "start": found[0] if found else None, "end": found[1] if found else None}

    return [place(row) for row in rows] if text else list(rows)


def _find_in_passage(row: CoverageRow, text: str) -> tuple[int, int] | None:
    if row["whole"] is None:
        return None
    first, last = row["whole"]
    return _find_excerpt(SearchableText(text[first:last]), row["excerpt"], first)


def _find_excerpt(searchable: SearchableText, excerpt: str, offset: int) -> tuple[int, int] | None:
    try:
        found: ExcerptMatch = searchable.find(excerpt)
    except ExcerptError:
        return None
    return offset + found.start, offset + found.end
