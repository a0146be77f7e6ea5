"""A text as the finder reads it, and the way back to the text as it was given."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from quotations.finder import find_quotations
from quotations.normalisation import make_readable
from tests.support.examples import examples
from tests.support.quotation_lists import list_quotes

Q = '"The river will rise again tonight,"'


def test_one_name_in_two_encodings_is_one_person():
    composed, decomposed = "Zoë Brook", unicodedata.normalize("NFD", "Zoë Brook")
    text = f"{composed} came late. {Q} {decomposed} said."
    assert list_quotes(text) == [("The river will rise again tonight,", composed)]


def test_invisible_characters_hide_neither_name_nor_verb():
    for name, verb in (
        ("Ada\u200b Brook", "said"),
        ("Ada Brook", "\u2060said\ufeff"),
        ("Ada Br\u00adook", "said"),
    ):
        assert list_quotes(f"{Q}\u200b {name} {verb}.") == [
            ("The river will rise again tonight,", "Ada Brook")
        ]


def test_offsets_count_the_characters_of_the_text_as_given():
    text = "\ufeffZoe\u0308 Brook said: “The ri\u00adver will rise.”"
    quotation = find_quotations(text)[0]
    assert text[quotation.start : quotation.end] == quotation.text == "The ri\u00adver will rise."


@settings(max_examples=examples(200), deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab \u0301\u0308\u200b\u00ad\ufe0fé\U0001f600")))
def test_each_character_knows_where_it_stood(text):
    readable = make_readable(text)
    for index, character in enumerate(readable.text):
        start, end = readable.find_original(index, index + 1)
        assert character in unicodedata.normalize("NFC", text[start:end])


def test_a_letter_with_very_many_accents_takes_linear_time():
    """In quadratic time this takes many minutes."""
    text = "Zoe" + "\u0308\u0316" * 500_000 + " Brook"
    readable = make_readable(text)
    assert readable.text.startswith("Zo")
    assert readable.find_original(len(readable.text) - 5, len(readable.text)) == (len(text) - 5, len(text))


def test_as_many_accents_as_any_script_uses_are_composed():
    for count in (1, 2, 30):
        letter = "e" + "\u0301" * count
        assert make_readable(f"caf{letter}.").text == unicodedata.normalize("NFC", f"caf{letter}.")
