"""Cutting passages to at most 25 whole words that carry the position."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.coverage.suggest.excerpts import MAX_EXCERPT_LENGTH, cut_selection, cut_to_limit, find_key_passage
from sources.excerpts.search import ExcerptAmbiguous, SearchableText, count_words
from tests.support.examples import examples

PLAIN = (
    "bridge not is safe, “open closed” don't it; — I think that (now) so, unsafe. Never! 'tis 1,000 no. Mr."
)
ODD = ["café", "cafe\u0301", "x" * 50, "…", "“", "”", '"Look,']
WORDS = st.sampled_from([*PLAIN.split(), *ODD])
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\u00a0", " \u2009"])
TEXTS = st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=80).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)


def span_of(text, words):
    start = text.index(words)
    return start, start + len(words)


def key_passage(text, words=None):
    start, end = find_key_passage(text, *span_of(text, words or text))
    return text[start:end]


class TestWhatCarriesThePosition:
    def test_a_short_passage_is_left_whole(self):
        assert (
            key_passage("Well, I think that the bridge is not safe.")
            == "Well, I think that the bridge is not safe."
        )

    def test_the_sentence_that_takes_a_position_is_chosen(self):
        text = (
            "We came here on a fine summer's morning, by the very first train, with our dogs. "
            "The bridge is not safe and must stay closed. "
            "Afterwards we walked about the town for hours and looked at the ships, the market, the harbour."
        )
        assert key_passage(text) == "The bridge is not safe and must stay closed."

    def test_of_a_long_sentence_the_clause_is_chosen_without_its_lead_in(self):
        text = (
            "After all these years in which people came and went and talked of the weather and the price, "
            "I think that the bridge is not safe and must never be opened again, whatever the engineers "
            "of the other side of the harbour may have written in their long and learned report of last year"
        )
        assert key_passage(text) == "the bridge is not safe and must never be opened again"

    def test_neighbouring_sentences_go_together_within_a_paragraph_only(self):
        text = (
            "It is not safe. We will not open it.\n\nWe must wait. "
            + "The towns on either side look at the sea. " * 4
        )
        assert key_passage(text) == "It is not safe. We will not open it."

    def test_a_passage_without_any_stop_is_cut_after_25_words(self):
        assert key_passage("word " * 60).split() == ["word"] * 25

    def test_marks_and_commas_around_are_left_out(self):
        assert key_passage("said: “It is old,” he", "“It is old,”") == "It is old"

    def test_marks_inside_are_kept(self):
        assert key_passage("the “low point”") == "the “low point”"

    def test_an_abbreviation_ends_no_sentence(self):
        text = (
            "Mr. Brook said it is not safe. " + "The weather was fine and the sea was calm all day long. " * 3
        )
        assert key_passage(text).startswith("Mr. Brook said it is not safe.")


class TestSelections:
    TEXT = "He said: “The bridge isn't safe,” and left."

    @pytest.mark.parametrize(
        ("selected", "expected"),
        [
            ("ridge isn", "bridge isn't"),
            (" “The bridge", "The bridge"),
            ("safe,” ", "safe"),
            ("d: “The", "said: “The"),
        ],
    )
    def test_a_selection_is_made_whole(self, selected, expected):
        start, end = cut_selection(self.TEXT, *span_of(self.TEXT, selected))
        assert self.TEXT[start:end] == expected

    @pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (500, 600), (-5, 0), (2, 3)])
    def test_a_selection_without_a_word_is_refused(self, start, end):
        with pytest.raises(ValueError, match="No word"):
            cut_selection("“” word", start, end)

    def test_narrowing_keeps_the_first_words(self):
        text = "one two three four"
        assert cut_to_limit(text, 0, len(text), 2) == (0, len("one two"))

    def test_an_excerpt_has_at_most_400_characters(self):
        text = ("x" * 90 + " ") * 10
        start, end = cut_to_limit(text, 0, len(text))
        assert text[start:end].split() == ["x" * 90] * 4


def is_provable(text, span) -> bool:
    """Say whether the excerpt is in the text as whole words, once or more often."""
    start, end = span
    try:
        SearchableText(text).find(text[start:end])
    except ExcerptAmbiguous:
        return True
    return True


class TestAnyText:
    @settings(max_examples=examples(300), deadline=None)
    @given(TEXTS, st.data())
    def test_what_carries_is_short_whole_and_proves(self, text, data):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        try:
            first, last = cut_selection(text, start, end)
        except ValueError:
            return
        assert 0 <= first < last <= len(text)
        for span in (
            (first, last),
            find_key_passage(text, first, last),
            cut_to_limit(text, first, last, 5),
        ):
            assert first <= span[0] <= span[1] <= last
            excerpt = text[span[0] : span[1]]
            if excerpt:
                assert count_words(excerpt) <= 25
                assert len(excerpt) <= MAX_EXCERPT_LENGTH
                assert is_provable(text, span)

    @settings(max_examples=examples(200), deadline=None)
    @given(TEXTS)
    def test_of_a_whole_text_a_part_within_it_is_chosen(self, text):
        start, end = find_key_passage(text, 0, len(text))
        assert 0 <= start <= end <= len(text)
        assert count_words(text[start:end]) <= 25

    @settings(max_examples=examples(300), deadline=None)
    @given(st.text(max_size=200), st.integers(-5, 210), st.integers(-5, 210))
    def test_nothing_makes_it_fall_over(self, text, start, end):
        try:
            first, last = cut_selection(text, start, end)
        except ValueError:
            return
        assert text[first:last].strip()
