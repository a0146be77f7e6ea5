"""Two wordings of a text, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.word_diff import MAX_WORDS, diff_words


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("It rains.", "It rains.", [("same", "It rains.")]),
        (
            "It rains.",
            "It pours.",
            [("same", "It "), ("removed", "rains"), ("added", "pours"), ("same", ".")],
        ),
        ("", "It", [("added", "It")]),
        ("It", "", [("removed", "It")]),
        ("a b c", "x y c", [("removed", "a b"), ("added", "x y"), ("same", " c")]),
    ],
)
def test_what_stays_goes_and_comes(before, after, expected):
    assert diff_words(before, after) == expected


@given(st.text(alphabet="ab .,\n", max_size=30), st.text(alphabet="ab .,\n", max_size=30))
def test_nothing_is_lost_on_either_side(before, after):
    found = diff_words(before, after)
    assert "".join(text for kind, text in found if kind != "added") == before
    assert "".join(text for kind, text in found if kind != "removed") == after


def test_a_very_long_text_is_shown_whole():
    began = time.process_time()
    text = "word " * MAX_WORDS
    assert diff_words(text, text + "more") == [("removed", text), ("added", text + "more")]
    assert time.process_time() - began < 1
