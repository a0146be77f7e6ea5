"""Rows that an editor adds by selecting a passage, or by pasting its words."""

from claims.coverage.suggest.excerpts import cut_selection
from claims.coverage.suggest.proposals import fill_row
from claims.models import Coverage
from sources.excerpts.search import ExcerptError, SearchableText

from .drafts import read_text
from .rows import CoverageRow, build_row, clean_text, next_row_id


def build_selected_row(*, coverage: Coverage, rows: list[CoverageRow], start: int, end: int) -> CoverageRow:
    """A row for the passage from `start` to `end` (code points of the captured text), made whole
    words and cut to what may be quoted. ValueError when no word is in it."""
    text = read_text(coverage)
    row = build_row(id=next_row_id(rows), proposed="selection", whole=[start, end])
    return fill_row(row, text, cut_selection(text, start, end), coverage.article)


def build_pasted_row(*, coverage: Coverage, rows: list[CoverageRow], excerpt: str) -> CoverageRow:
    """A row for words that were pasted. Where they stand in the text once, it says where."""
    row = build_row(id=next_row_id(rows), proposed="hand", excerpt=clean_text(excerpt))
    text = read_text(coverage)
    try:
        found = SearchableText(text).find(row["excerpt"])
    except ExcerptError:
        return row
    return fill_row(row, text, (found.start, found.end), coverage.article)
