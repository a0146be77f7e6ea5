"""Finding an excerpt in an article, and counting what is quoted."""

import contextlib
import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sources.excerpts.normalisation import NormalisedText
from sources.excerpts.search import (
    CONTEXT,
    ExcerptAmbiguous,
    ExcerptMatch,
    ExcerptMissing,
    SearchableText,
    count_words,
    find_excerpt,
    measure_reproduced_share,
)

ARTICLE = (
    "Envoy: Ties at 'Low Point'\r\n\r\n"
    "The envoy, Mr Tillison, said ties were “at a\u00a0low point.” He would not “shield anyone.''\r\n"
    "He can't agree; that is a non-starter, he said, with 84,000 words. Nothing is agreed.\n"
    "Le cafe\u0301 n’est pas loin."
)


class TestWholeCharacters:
    @pytest.mark.parametrize(
        ("excerpt", "text"),
        [
            ("\U0001f1e9", "The flag \U0001f1e9\U0001f1ea waves."),
            ("\U0001f1ea\U0001f1eb", "Flags \U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 wave."),
            ("\U0001f469", "A \U0001f469\u200d\U0001f680 flew."),
            ("\U0001f44d", "Good \U0001f44d\U0001f3fd there."),
            ("\u2764", "A \u2764\ufe0f here."),
            ("\u0e01", "\u0e01\u0e33"),
            ("\u1000\u1039", "\u1000\u1039\u1000"),
            ("\uff76", "\uff76\uff9e"),
            ("1", "Press 1\ufe0f\u20e3 now."),
        ],
    )
    def test_half_of_one_is_no_excerpt(self, excerpt, text):
        with pytest.raises(ExcerptMissing, match=r"^The excerpt cuts a word"):
            find_excerpt(excerpt, text)

    def test_whole_ones_are(self):
        text = "Flags \U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 wave."
        assert find_excerpt("\U0001f1eb\U0001f1f7 wave", text).start == 8


class TestLooksAlike:
    @pytest.mark.parametrize(
        ("excerpt", "text", "said"),
        [
            ("nobody knew", "So no\u00adbody knew it.", "an invisible soft hyphen (U+00AD) after “no”"),
            (
                "nobody knew",
                "So nobody\u200b knew it.",
                "an invisible zero width space (U+200B) after “nobody”",
            ),
            (
                "no\u200bbody knew",
                "So nobody knew it.",
                "no zero width space (U+200B), which the excerpt has, after “no”",
            ),
            ("the first", "So the \ufb01rst one.", "“\ufb01” where the excerpt has “fi”"),
            ("the o\ufb03ce", "So the office here.", "“ffi” where the excerpt has “\ufb03”"),
            ("ten - twelve", "So ten \u2013 twelve of it.", "“\u2013” where the excerpt has “-”"),
            ("the Bridge", "So the bridge is.", "“b” where the excerpt has “B”"),
            ("called \u00abold\u00bb here", "So called 'old' here.", "“'” where the excerpt has “\u00ab”"),
            ("cafe noir", "So caf\u00e9 noir.", "“\u00e9” where the excerpt has “e”"),
        ],
    )
    def test_what_differs_is_named(self, excerpt, text, said):
        with pytest.raises(ExcerptMissing) as missing:
            find_excerpt(excerpt, text)
        assert str(missing.value).startswith("The excerpt is not in this text as it stands: the article has ")
        assert said in str(missing.value)

    def test_more_than_three_are_counted(self):
        with pytest.raises(ExcerptMissing, match=r", and 2 more\. Copy the words"):
            find_excerpt("a b c d e f", "A B C D E f")

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_never_fails(self, excerpt, text):
        with contextlib.suppress(ExcerptMissing, ExcerptAmbiguous):
            find_excerpt(excerpt, text)


class TestFound:
    def test_in_the_articles_own_characters(self):
        assert find_excerpt('"at a low point."', ARTICLE) == ExcerptMatch(
            start=69,
            end=86,
            exact="“at a\u00a0low point.”",
            prefix="oy, Mr Tillison, said ties were ",
            suffix=" He would not “shield anyone.''\r",
        )

    @pytest.mark.parametrize(
        ("excerpt", "exact"),
        [
            ("Mr Tillison", "Mr Tillison"),
            ("  Mr\n\nTillison\u00a0", "Mr Tillison"),
            ("Ties at ‘Low Point’", "Ties at 'Low Point'"),
            ("\"shield anyone.''", "“shield anyone.''"),
            ("Point' The envoy", "Point'\r\n\r\nThe envoy"),
            ("Le café n'est", "Le cafe\u0301 n’est"),
            ("Le cafe\u0301", "Le cafe\u0301"),
            ("84,000", "84,000"),
            ("loin.", "loin."),
            ("Envoy:", "Envoy:"),
        ],
    )
    def test_whatever_the_normalisation_allows(self, excerpt, exact):
        found = find_excerpt(excerpt, ARTICLE)
        assert found.exact == exact == ARTICLE[found.start : found.end]

    def test_a_whole_text(self):
        assert find_excerpt("All of it.", "All of it.") == ExcerptMatch(0, 10, "All of it.", "", "")

    @pytest.mark.parametrize(
        ("excerpt", "text"),
        [
            ("U.S.", "the U.S. envoy"),
            ("U.S. envoy", "the U.S. envoy"),
            ("nothing", "doing nothing...to make progress"),
            ("yes", "word—yes—word"),
            ("yes", "word--yes--word"),
            ("countries", "the countries' words"),
            ("שלום", "אמר שלום היום"),
            ("لا", "قال لا اليوم"),
            ("他说", "然后他说了"),
            ("👍🏽 it", "he 👍🏽 it"),
            ("👨\u200d👩\u200d👧", "a 👨\u200d👩\u200d👧 b"),
            ("a\0b", "see a\0b there"),
            ("\ud800", "a lone \ud800 surrogate"),
        ],
    )
    def test_in_any_writing(self, excerpt, text):
        assert find_excerpt(excerpt, text).start == text.index(excerpt)

    def test_the_contexts_do_not_cut_a_letter(self):
        text = "e\u0301" * 20 + " here " + "e\u0301" * 20 + "\u0323" * 40
        found = find_excerpt("here", text)
        assert found.prefix == "e\u0301" * 15 + " "
        assert found.suffix == " " + "e\u0301" * 15


class TestMissing:
    @pytest.mark.parametrize(
        ("excerpt", "text"),
        [
            ("not", "nothing"),
            ("agree", "disagree"),
            ("can", "he can't"),
            ("can", "he can’t"),
            ("t agree", "he can't agree"),
            ("interference", "non-interference"),
            ("non", "non-interference"),
            ("84", "84,000 people"),
            ("84", "84.5 people"),
            ("000 people", "84,000 people"),
            ("ties", "the_ties"),
            ("cafe", "un cafe\u0301 noir"),
            ("q", "a q\u0307 b"),
            ("\u0301", "cafe\u0301"),
            ("한", "하\u11ab국"),
            ("👨", "a 👨\u200d👩\u200d👧 b"),
            ("👍", "a 👍🏽 b"),
        ],
    )
    def test_when_it_would_cut_a_word_or_a_letter(self, excerpt, text):
        with pytest.raises(ExcerptMissing):
            find_excerpt(excerpt, text)

    def test_says_which_word_would_be_cut(self):
        with pytest.raises(ExcerptMissing) as missing:
            find_excerpt("that is a non", ARTICLE)
        assert str(missing.value) == (
            "The excerpt cuts a word: the article prints “…hield anyone.'' He can't agree; "
            "[that is a non]-starter, he said, with 84,000 w…”. Begin and end with whole words."
        )

    @pytest.mark.parametrize(
        "excerpt",
        [
            "low  pint",
            "Mr. Tillison",
            "Mr Tillerson",
            "mr tillison",
            "shield anyone.”",
            "low-point",
        ],
    )
    def test_nearly_is_not_found(self, excerpt):
        with pytest.raises(ExcerptMissing):
            find_excerpt(excerpt, ARTICLE)

    def test_says_where_it_begins_to_differ(self):
        with pytest.raises(ExcerptMissing) as missing:
            find_excerpt("The envoy, Mr Tillerson, said", ARTICLE)
        assert str(missing.value) == (
            "The article has the first 3 words, then differs: it goes on “Tillison, said ties were "
            '"at a…” where the excerpt has “Tillerson, said…”. Copy it exactly as printed, '
            "errors included."
        )

    @pytest.mark.parametrize("text", ["", " \n", "Something else."])
    def test_says_so_when_nothing_of_it_is_there(self, text):
        with pytest.raises(ExcerptMissing, match=r"^The excerpt is not in this text\. Copy it exac"):
            find_excerpt("ties were", text)

    @pytest.mark.parametrize("excerpt", ["", " ", "\u00a0\n"])
    def test_an_empty_excerpt(self, excerpt):
        with pytest.raises(ExcerptMissing, match=r"^The excerpt is empty"):
            find_excerpt(excerpt, ARTICLE)


class TestAmbiguous:
    TEXT = "Ties are bad, he said. Ties are “bad,” she said. Ties are bad, they\u00a0said. Ties are badly."

    def test_says_how_often_and_where(self):
        with pytest.raises(ExcerptAmbiguous) as ambiguous:
            find_excerpt("Ties are bad", self.TEXT)
        assert ambiguous.value.count == 2
        assert str(ambiguous.value) == (
            'These words occur 2 times in the article: “…[Ties are bad], he said. Ties are "bad," '
            'she s…”; “…said. Ties are "bad," she said. [Ties are bad], they said. Ties are badly.…”. '
            "Lengthen the excerpt until it occurs once."
        )

    @pytest.mark.parametrize(
        ("prefix", "suffix", "start"),
        [
            ("she said.", "", 49),
            ('"bad," she said.\n', "", 49),
            ("", ", they said", 49),
            ("", ", he", 0),
            ("she said. ", ", they", 49),
        ],
    )
    def test_is_told_apart_by_the_words_around_it(self, prefix, suffix, start):
        assert find_excerpt("Ties are bad", self.TEXT, prefix, suffix).start == start

    @pytest.mark.parametrize(("prefix", "suffix"), [("she said.", ", he"), ("said", ""), ("", ", we")])
    def test_not_by_words_that_nearly_fit(self, prefix, suffix):
        with pytest.raises(ExcerptAmbiguous, match="2 times in the article, and nowhere between"):
            find_excerpt("Ties are bad", self.TEXT, prefix, suffix)

    def test_not_by_words_that_fit_twice(self):
        with pytest.raises(ExcerptAmbiguous, match="2 times in the article: "):
            find_excerpt("Ties are bad", self.TEXT, "", ",")

    def test_the_words_around_do_not_matter_to_one_that_occurs_once(self):
        assert find_excerpt("she said", self.TEXT, "other words", "and others").exact == "she said"

    @pytest.mark.parametrize(
        ("excerpt", "text", "count"),
        [
            ("ha ha ha", "ha ha ha ha ha", 3),
            ("no no ha no no", "no no ha no no no ha no no ha no no", 3),
        ],
    )
    def test_overlapping_places_count(self, excerpt, text, count):
        with pytest.raises(ExcerptAmbiguous) as ambiguous:
            find_excerpt(excerpt, text)
        assert ambiguous.value.count == count

    def test_names_three_places_at_most(self):
        with pytest.raises(ExcerptAmbiguous, match=r"; and 1,997 more\. Lengthen"):
            find_excerpt("ha", "ha " * 2000)


WORDS = st.sampled_from(
    ["ha", "no", "l’été", "l'e\u0301te\u0301", "“so”", '"so"', "U.S.", "非", "a-b", "3.5"]
)
GAPS = st.sampled_from([" ", "\u00a0", "\r\n", " \u2009 ", "\t"])


@st.composite
def running_texts(draw, least=0):
    words = draw(st.lists(st.tuples(WORDS, GAPS), min_size=least, max_size=20))
    return "".join(word + gap for word, gap in words)


def folded(text: str) -> str:
    return NormalisedText(text).text.strip(" ")


@settings(deadline=None)
@given(before=running_texts(), excerpt=running_texts(1), after=running_texts(), other=st.booleans())
def test_what_was_planted_is_found_or_counted(before, excerpt, after, other):
    text = before + excerpt + after
    wanted = unicodedata.normalize("NFD", excerpt) if other else folded(excerpt)
    words, all_words = folded(excerpt).split(" "), folded(text).split(" ")
    places = sum(all_words[at : at + len(words)] == words for at in range(len(all_words) - len(words) + 1))
    try:
        found = find_excerpt(wanted, text)
    except ExcerptAmbiguous as ambiguous:
        assert ambiguous.count == places > 1
    else:
        assert places == 1
        assert found.start == len(before)
        assert text[found.start : found.end] == found.exact == excerpt.rstrip()
        assert text[: found.start].endswith(found.prefix)
        assert text[found.end :].startswith(found.suffix)


@settings(deadline=None)
@given(st.text(max_size=8), st.text(max_size=60))
@example("e", "e\u0301 e")
@example("\u0301", " \u0301")
def test_what_is_found_normalises_to_the_excerpt(excerpt, text):
    try:
        found = find_excerpt(excerpt, text)
    except (ExcerptMissing, ExcerptAmbiguous):
        return
    assert text[found.start : found.end] == found.exact
    assert NormalisedText(found.exact).text == folded(excerpt)
    assert max(len(found.prefix), len(found.suffix)) <= CONTEXT
    again = find_excerpt(found.exact, text, found.prefix, found.suffix)
    assert again == found


@settings(deadline=None)
@given(*[st.text(st.sampled_from("ae\u0301\u0323\r\n “'-."), max_size=40)] * 2)
def test_stored_contexts_tell_the_place_that_they_came_from(before, after):
    text = f"{before} here {after}"
    found = find_excerpt("here", text)
    assume(folded(found.prefix) or folded(found.suffix))
    elsewhere = f" {'x' * CONTEXT} here {'y' * CONTEXT}"
    assert find_excerpt("here", text + elsewhere, found.prefix, found.suffix).start == found.start


# In quadratic time each of these takes many minutes.
@pytest.mark.parametrize(
    ("excerpt", "text"),
    [
        (("ha " * 5_000).strip(), "ha " * 100_000),
        ("a" * 50_000, "a" * 300_000),
        ("a" * 50_000 + "b", "a" * 3_000_000),
        ("b" + "a" * 50_000, "a" * 3_000_000),
        ("a c", "a" + " " * 3_000_000 + "b"),
    ],
    ids=["ha ha", "one letter", "one letter and another", "another and one letter", "one gap"],
)
def test_texts_that_repeat_themselves_take_linear_time(excerpt, text):
    with pytest.raises((ExcerptMissing, ExcerptAmbiguous)):
        find_excerpt(excerpt, text)


@pytest.mark.parametrize(
    ("excerpt", "text", "recurs"),
    [
        ("Ties are bad", "Ties are bad. Ties are good.", False),
        ("Ties are bad", "TIES ARE BAD! Ties are bad.", True),
        ("the resume", "The résumé, then the resume.", True),
        ("the straße", "The STRASSE, then the straße.", True),
        ("ties are bad", "ties are badly, ties are bad", True),
        ("ties are bad", "“ties\u00a0are bad” and ties\nare bad indeed", True),
        ("No.\n\nYes it is", "No. She said:\n\nNo.\n\nYes it is so.", True),
        ("We met\n\nYes it is", "We met\n\nYes it is so. Yes it is.", True),
        ("We met\n\nNo.\n\nYes it is", "No. We met\n\nNo.\n\nYes it is so.", False),
        ("said 👍🏽 so", "He said 👍🏽 so, and 👍🏽.", False),
    ],
)
def test_says_whether_a_browser_may_find_the_words_elsewhere(excerpt, text, recurs):
    suffix = " indeed" if "indeed" in text else ""
    assert find_excerpt(excerpt, text, suffix=suffix).recurs is recurs


def test_a_letter_with_very_many_accents_takes_linear_time():
    assert not find_excerpt("here it is", "e" + "\u0301\u0316" * 300_000 + " here it is").recurs


def test_one_text_is_prepared_once_for_many_excerpts():
    article = SearchableText(ARTICLE)
    assert article.find("Mr Tillison") == find_excerpt("Mr Tillison", ARTICLE)
    assert article.find("Ties at") == find_excerpt("Ties at", ARTICLE)


@pytest.mark.parametrize(
    ("excerpt", "words"),
    [
        ("", 0),
        (" \u00a0", 0),
        ("one", 1),
        (" two words\n", 2),
        ("two\u00a0words", 2),
        ("two\u202fwords", 2),
        ("word — dash", 3),
        ("a-b c.d e'f", 3),
        ("one\u200bword", 1),
        ("one\x1cword", 1),
    ],
)
def test_words_are_what_white_space_separates(excerpt, words):
    assert count_words(excerpt) == words


class TestShare:
    @pytest.mark.parametrize(
        ("spans", "share"),
        [
            ([], 0),
            ([(0, 100)], 1),
            ([(10, 20), (40, 60)], 0.3),
            ([(40, 60), (10, 50), (10, 20), (15, 15)], 0.5),
            ([(10, 20), (10, 20), (20, 30)], 0.2),
        ],
    )
    def test_what_is_quoted_twice_counts_once(self, spans, share):
        assert measure_reproduced_share(spans, 100) == share

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)))
    def test_is_the_share_of_characters_covered(self, spans):
        covered = {at for start, end in spans for at in range(start, end)}
        assert measure_reproduced_share(spans, 50) == len(covered) / 50

    def test_of_an_empty_text_is_nothing(self):
        assert measure_reproduced_share([], 0) == 0

    @pytest.mark.parametrize("span", [(-1, 5), (5, 101), (7, 6)])
    def test_refuses_a_span_outside_the_text(self, span):
        with pytest.raises(ValueError, match="is no span of a text of 100 characters"):
            measure_reproduced_share([span], 100)
