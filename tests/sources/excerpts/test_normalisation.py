"""The declared normalisation and the way back from it."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.excerpts.normalisation import WHITE_SPACE, NormalisedText, starts_character

# What matters to the normalisation, mixed thickly: marks in every order, composed letters,
# Hangul and its parts, a letter that NFC takes apart, white space and quotation marks.
TRICKY = "ae\u0301\u0323\u0315\u0300é\u1112\u1161\u11ab한\u212b\u0958\u0f71\u0f72\u0f73" + (
    " \u00a0\u2009\u202f\u3000\r\n\t\u0085\u200b\"“”„'‘’ʼ-–…0🙂\u200d\u05d0\x00\x1c"
)
TEXTS = st.text(st.sampled_from(TRICKY)) | st.text()


def by_the_book(text: str) -> str:
    """Return the normalisation said once more, slowly and without offsets."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\u201c\u201d\u201e\u201f]", '"', text)
    text = re.sub("[\u2018\u2019\u201a\u201b\u02bc]", "'", text)
    return re.sub(f"[{WHITE_SPACE}]+", " ", text)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_is_normalised_as_declared(text):
    assert NormalisedText(text).text == by_the_book(text)


@settings(deadline=None)
@given(TEXTS)
def test_every_way_back_cuts_the_original_where_the_normalised_text_is_cut(text):
    folded = NormalisedText(text)
    assert folded.to_original(0) == 0
    assert folded.to_original(len(folded.text)) == len(text)
    for position in range(len(folded.text) + 1):
        offset = folded.to_original(position)
        if offset is not None:
            assert by_the_book(text[:offset]) == folded.text[:position]


def test_the_way_back_passes_what_was_rewritten():
    folded = NormalisedText("a\r\n\u00a0be\u0301 d")
    assert folded.text == "a bé d"
    assert [folded.to_original(at) for at in range(7)] == [0, 1, 4, 5, 7, 8, 9]


def test_there_is_no_way_back_into_a_letter():
    folded = NormalisedText("q\u0307\u0323x")  # no single character for it; NFC swaps the marks
    assert folded.text == "q\u0323\u0307x"
    assert [folded.to_original(at) for at in range(5)] == [0, None, None, 3, 4]


def test_every_quotation_mark_and_apostrophe_of_a_kind_is_one():
    assert NormalisedText("\"“”„‟ '‘’‚‛ʼ").text == "\"\"\"\"\" ''''''"


@pytest.mark.parametrize("char", ["`", "´", "′", "″", "«", "»", "–", "—", "…", "\u200b", "\u00ad"])
def test_nothing_else_is_taken_for_something_else(char):
    assert NormalisedText(char).text == char


def test_white_space_is_what_unicode_says():
    control_characters_that_only_python_strips = set("\x1c\x1d\x1e\x1f")
    expected = {c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()}
    found = set(re.findall(f"[{WHITE_SPACE}]", "".join(map(chr, range(sys.maxunicode + 1)))))
    assert found == expected - control_characters_that_only_python_strips


def test_a_character_that_composes_backwards_never_begins_afresh():
    """Over all of Unicode, as this Python knows it."""
    decomposed = {c: unicodedata.normalize("NFD", c) for c in map(chr, range(sys.maxunicode + 1))}
    composing = {
        part
        for char, parts in decomposed.items()
        if len(parts) > 1 and unicodedata.normalize("NFC", parts) == char
        for part in parts[1:]
    }
    wrong = [
        hex(ord(char))
        for char, (first, *_) in decomposed.items()
        if starts_character(char) and (first in composing or unicodedata.combining(first))
    ]
    assert wrong == []


def test_many_marks_on_one_letter_come_into_the_same_order_as_few():
    for text in ("a" + "\u0301\u0323\u0315\u0300" * 20, "\u0f73\u0f71\u0301é\u0323" * 20):
        assert NormalisedText(text).text == by_the_book(text)


# In quadratic time each of these takes many minutes.
@pytest.mark.parametrize(
    "text",
    ["a" + "\u0315\u0300" * 400_000, "e\u0301 " * 200_000, "a  " * 200_000],
    ids=["accents only", "accented words", "double spaces"],
)
def test_no_text_takes_more_than_linear_time(text):
    folded = NormalisedText(text)
    assert folded.to_original(len(folded.text)) == len(text)
