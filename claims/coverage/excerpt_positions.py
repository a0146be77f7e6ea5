"""Where the excerpt of a row stands after an editor has retyped, widened or narrowed it."""

from collections.abc import Iterable

from sources.excerpts.search import ExcerptError, Found, SearchableText

from .rows import Row


def placed(rows: Iterable[Row], text: str) -> list[Row]:
    """`rows` with `start` and `end` where their excerpts stand in `text`: unchanged where they are
    right, looked for within the quotation that the row was cut from, then in all of the text. None
    where the words are not there, or several times. Only a help: saving proves each excerpt again."""
    searchable: list[SearchableText] = []  # prepared at most once, and only when it is needed

    def place(row: Row) -> Row:
        start, end = row["start"], row["end"]
        if not row["excerpt"] or (
            start is not None and end is not None and text[start:end] == row["excerpt"]
        ):
            return row
        found = _within(row, text)
        if found is None:
            searchable.extend([] if searchable else [SearchableText(text)])
            found = _find(searchable[0], row["excerpt"], 0)
        return {**row, "start": found[0] if found else None, "end": found[1] if found else None}

    return [place(row) for row in rows] if text else list(rows)


def _within(row: Row, text: str) -> tuple[int, int] | None:
    if row["whole"] is None:
        return None
    first, last = row["whole"]
    return _find(SearchableText(text[first:last]), row["excerpt"], first)


def _find(searchable: SearchableText, excerpt: str, offset: int) -> tuple[int, int] | None:
    try:
        found: Found = searchable.find(excerpt)
    except ExcerptError:
        return None
    return offset + found.start, offset + found.end
