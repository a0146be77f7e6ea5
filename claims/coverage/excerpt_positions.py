"""Where the excerpts of the rows stand in the text: located, and marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sources.excerpts.search import ExcerptError, SearchableText

from .rows import CoverageRow


@dataclass(frozen=True)
class TextSegment:
    """A stretch of the text, as plain text without markup.

    `row` is the id of the row whose excerpt it is, or None; `kind` is the kind of citation of that
    row ("quote", "paraphrase" or "own_words"), or empty.
    """

    text: str
    row: str | None = None
    kind: str = ""


def split_by_rows(text: str, rows: Iterable[CoverageRow]) -> list[TextSegment]:
    """Split `text` into one segment for each excerpt and for each gap.

    Rows that are dropped or have no position in the text are left out. Where two rows overlap, the
    shared words go to the one that begins first.
    """
    spans = sorted(
        (row["start"], row["end"], row["id"], row["kind"])
        for row in rows
        if not row.get("dropped") and _is_span(row.get("start"), row.get("end"), len(text))
    )
    segments: list[TextSegment] = []
    position = 0
    for start, end, row_id, kind in spans:
        start = max(start, position)
        if start >= end:
            continue
        if start > position:
            segments.append(TextSegment(text[position:start]))
        segments.append(TextSegment(text[start:end], row_id, kind))
        position = end
    if position < len(text):
        segments.append(TextSegment(text[position:]))
    return segments


def _is_span(start, end, length: int) -> bool:
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length


def locate_excerpts(rows: Iterable[CoverageRow], text: str) -> list[CoverageRow]:
    """Set `start` and `end` of each row to where its excerpt stands in `text`.

    A position that is right is not changed. Otherwise the excerpt is searched in the passage that
    the row was cut from, then in the whole text; None if it is missing or ambiguous. This only helps
    the editor: saving proves every excerpt again.
    """
    searchable: list[SearchableText] = []  # prepared at most once, and only if it is needed

    def locate(row: CoverageRow) -> CoverageRow:
        start, end = row["start"], row["end"]
        if not row["excerpt"] or (
            start is not None and end is not None and text[start:end] == row["excerpt"]
        ):
            return row
        span = _find_in_passage(row, text)
        if span is None:
            searchable.extend([] if searchable else [SearchableText(text)])
            span = _find_excerpt(searchable[0], row["excerpt"], 0)
        return {**row, "start": span[0] if span else None, "end": span[1] if span else None}

    return [locate(row) for row in rows] if text else list(rows)


def _find_in_passage(row: CoverageRow, text: str) -> tuple[int, int] | None:
    if row["whole"] is None:
        return None
    first, last = row["whole"]
    return _find_excerpt(SearchableText(text[first:last]), row["excerpt"], first)


def _find_excerpt(searchable: SearchableText, excerpt: str, offset: int) -> tuple[int, int] | None:
    try:
        match = searchable.find(excerpt)
    except ExcerptError:
        return None
    return offset + match.start, offset + match.end
