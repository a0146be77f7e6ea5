"""Rows that an editor adds by selecting or pasting words of the text."""

from claims.coverage.suggest.excerpts import cut_selection
from claims.coverage.suggest.proposals import fill_row
from claims.models import Coverage
from sources.excerpts.search import ExcerptError, SearchableText

from .drafts import get_article, read_text
from .rows import CoverageRow, build_row, clean_text, next_row_id


def build_selected_row(*, coverage: Coverage, rows: list[CoverageRow], start: int, end: int) -> CoverageRow:
    """Build a row for the passage from `start` to `end` (code points).

    The excerpt is extended to whole words and cut to what may be quoted. Raises ValueError when no
    word is selected.
    """
    text = read_text(coverage)
    row = build_row(id=next_row_id(rows), proposed="selection", whole=[start, end])
    return fill_row(row, text, cut_selection(text, start, end), get_article(coverage))


def build_pasted_row(*, coverage: Coverage, rows: list[CoverageRow], excerpt: str) -> CoverageRow:
    """Build a row for pasted words, with their position if it is unambiguous."""
    row = build_row(id=next_row_id(rows), proposed="hand", excerpt=clean_text(excerpt))
    text = read_text(coverage)
    try:
        match = SearchableText(text).find(row["excerpt"])
    except ExcerptError:
        return row
    return fill_row(row, text, (match.start, match.end), get_article(coverage))
