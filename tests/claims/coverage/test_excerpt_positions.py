"""The text with the passages of the rows marked in it."""

from hypothesis import given
from hypothesis import strategies as st

from claims import coverage

TEXT = "<b>One</b> two three"


def row(row_id, start, end, **more):
    return coverage.new_row(id=row_id, start=start, end=end, **more)


def test_passages_are_told_from_the_rest():
    segments = coverage.marked(TEXT, [row("r1", 11, 14, kind="paraphrase"), row("r2", 3, 6)])
    assert [(one.text, one.row, one.kind) for one in segments] == [
        ("<b>", None, ""),
        ("One", "r2", "quote"),
        ("</b> ", None, ""),
        ("two", "r1", "paraphrase"),
        (" three", None, ""),
    ]


def test_rows_set_aside_or_without_a_place_are_left_out():
    rows = [row("r1", 3, 6, dropped=True), row("r2", None, None), row("r3", 5, 500), row("r4", 6, 6)]
    assert coverage.marked(TEXT, rows) == [coverage.Segment(TEXT)]


def test_what_two_share_belongs_to_the_first():
    segments = coverage.marked("abcdef", [row("r2", 2, 5), row("r1", 0, 3), row("r3", 3, 4)])
    assert [(one.text, one.row) for one in segments] == [("abc", "r1"), ("de", "r2"), ("f", None)]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_together_they_are_the_text(text, spans):
    rows = [row(f"r{n}", *span) for n, span in enumerate(spans)]
    segments = coverage.marked(text, rows)
    assert "".join(one.text for one in segments) == text
    assert all(one.text for one in segments)
