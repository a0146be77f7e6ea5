"""Rows that an editor adds by selecting a passage, or by pasting its words."""

from claims.coverage.suggest.excerpts import excerpt_between
from claims.coverage.suggest.proposals import propose
from claims.models import Coverage
from sources.excerpts.search import ExcerptError, SearchableText

from .drafts import text_of
from .rows import Row, clean_text, new_row, next_id


def selection_row(*, coverage: Coverage, rows: list[Row], start: int, end: int) -> Row:
    """A row for the passage from `start` to `end` (code points of the captured text), made whole
    words and cut to what may be quoted. ValueError when no word is in it."""
    text = text_of(coverage)
    row = new_row(id=next_id(rows), proposed="selection", whole=[start, end])
    return propose(row, text, excerpt_between(text, start, end), coverage.article)


def pasted_row(*, coverage: Coverage, rows: list[Row], excerpt: str) -> Row:
    """A row for words that were pasted. Where they stand in the text once, it says where."""
    row = new_row(id=next_id(rows), proposed="hand", excerpt=clean_text(excerpt))
    text = text_of(coverage)
    try:
        found = SearchableText(text).find(row["excerpt"])
    except ExcerptError:
        return row
    return propose(row, text, (found.start, found.end), coverage.article)
