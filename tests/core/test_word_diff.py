"""Two wordings of a text, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.word_diff import MOST_WORDS, pieces


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("It rains.", "It rains.", [("same", "It rains.")]),
        ("It rains.", "It pours.", [("same", "It "), ("gone", "rains"), ("come", "pours"), ("same", ".")]),
        ("", "It", [("come", "It")]),
        ("It", "", [("gone", "It")]),
        ("a b c", "x y c", [("gone", "a b"), ("come", "x y"), ("same", " c")]),
    ],
)
def test_what_stays_goes_and_comes(before, after, expected):
    assert pieces(before, after) == expected


@given(st.text(alphabet="ab .,\n", max_size=30), st.text(alphabet="ab .,\n", max_size=30))
def test_nothing_is_lost_on_either_side(before, after):
    found = pieces(before, after)
    assert "".join(text for kind, text in found if kind != "come") == before
    assert "".join(text for kind, text in found if kind != "gone") == after


def test_a_very_long_text_is_shown_whole():
    began = time.process_time()
    text = "word " * MOST_WORDS
    assert pieces(text, text + "more") == [("gone", text), ("come", text + "more")]
    assert time.process_time() - began < 1
