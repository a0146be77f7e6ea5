"""The text with the passages of the rows marked in it."""

from hypothesis import given
from hypothesis import strategies as st

from claims.coverage.excerpt_positions import TextSegment, split_by_rows
from claims.coverage.rows import build_row

TEXT = "<b>One</b> two three"


def row(row_id, start, end, **more):
    return build_row(id=row_id, start=start, end=end, **more)


def test_passages_are_told_from_the_rest():
    segments = split_by_rows(TEXT, [row("r1", 11, 14, kind="paraphrase"), row("r2", 3, 6)])
    assert [(segment.text, segment.row, segment.kind) for segment in segments] == [
        ("<b>", None, ""),
        ("One", "r2", "quote"),
        ("</b> ", None, ""),
        ("two", "r1", "paraphrase"),
        (" three", None, ""),
    ]


def test_rows_set_aside_or_without_a_place_are_left_out():
    rows = [row("r1", 3, 6, dropped=True), row("r2", None, None), row("r3", 5, 500), row("r4", 6, 6)]
    assert split_by_rows(TEXT, rows) == [TextSegment(TEXT)]


def test_what_two_share_belongs_to_the_first():
    segments = split_by_rows("abcdef", [row("r2", 2, 5), row("r1", 0, 3), row("r3", 3, 4)])
    assert [(segment.text, segment.row) for segment in segments] == [("abc", "r1"), ("de", "r2"), ("f", None)]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_together_they_are_the_text(text, spans):
    rows = [row(f"r{n}", *span) for n, span in enumerate(spans)]
    segments = split_by_rows(text, rows)
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)
