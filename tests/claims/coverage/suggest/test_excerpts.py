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

    def test_what_carries_the_position_is_kept_and_not_its_tail(self):
        text = (
            "These reports are categorically false, and we have told the agency so in letters of the third, "
            "the ninth and the fourteenth of May, which it chose not to print in any edition,"
        )
        assert key_passage(text) == "These reports are categorically false"

    def test_no_cut_loses_the_verb(self):
        subject = "The claim that our ships entered the bay of Marn in the night of the third of May to lay "
        assert key_passage(f"{subject} all of those mines there is categorically false,").endswith(
            "is categorically false"
        )
        assert key_passage(
            "What the minister said yesterday in front of all the cameras about the dam and the river and "
            "all the people who live below it in their little houses is categorically false."
        ).endswith("in their little houses is categorically false.")

    def test_a_cut_ends_on_no_word_that_asks_for_another(self):
        text = (
            "There is no truth whatsoever in the story that was printed on Sunday by a newspaper which has "
            "for many years run a campaign against my family and my firm."
        )
        assert key_passage(text).endswith("run a campaign")

    def test_a_relative_clause_and_a_lead_in_give_way_to_what_is_said(self):
        assert (
            key_passage(
                "Our position has not changed since the talks in Oslo, which as you will remember took place "
                "before the change of government: there will be no deal without the islands."
            )
            == "there will be no deal without the islands."
        )
        assert (
            key_passage(
                "I say to all those who doubt us, in this chamber and outside of it, in the press and on the "
                "street, that we will not yield an inch."
            )
            == "we will not yield an inch."
        )

    def test_marks_and_commas_around_are_left_out(self):
        assert key_passage("said: “It is old,” he", "“It is old,”") == "It is old"

    @pytest.mark.parametrize("mark", [",", ";", ":", " —", "—", " –", " -", " --", ", —"])
    def test_punctuation_that_only_leads_on_is_left_out(self, mark):
        assert key_passage(f"The bridge is not safe{mark}") == "The bridge is not safe"

    @pytest.mark.parametrize("end", [".", "?", "!", "…", " (yet)", " in pre-"])
    def test_what_belongs_to_the_words_is_kept(self, end):
        assert key_passage(f"The bridge is not safe{end}") == f"The bridge is not safe{end}"

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
