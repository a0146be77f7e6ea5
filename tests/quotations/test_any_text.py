"""The finder answers soon for any text, and its offsets are right."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotations.finder import find_quotations
from quotations.quotation_marks import MARK
from tests.support.examples import IS_DEEP, examples

MARKS = "\"“”„‟«»'‘’‚‛‹›`"
WORDS = [
    *MARKS,
    *(" ", " ", " ", "\n\n", "\n", "\u00a0", ". ", ", ", ": ", "; ", "? ", "! ", "— ", "(", ")", "``", "''"),
    *("Ada Brook", "Tom Field", "Mrs Field", "Foreign Minister", "Ministry of Water", "according to"),
    *("quoted as saying", "Q:", "A:", "BROOK:", "FIELD:", "...", "…", "6'2\"", "\U0001f600"),
    *("Brook", "Mr.", "U.S.", "the", "he", "she", "who", "minister", "of", "for", "and", "said", "says"),
    *("told", "added", "that", "saying", "was", "not", "in", "Friday", "river", "rises", "wrote"),
    *("al-Brook", "Brook's", "workers'", "'90s", "Will", "May", "An", "de", "la", "statement", "report by"),
    *(
        "denied",
        "vowed to",
        "if",
        "before",
        "but",
        "as",
        "that is",
        "has",
        "heard",
        "in the words of",
        "HOST:",
    ),
    *(
        "\u200b",
        "\u0301",
        "\ufeff",
        "\x00",
        "\x07",
        "\ud800",
        "\u2028",
        "\x85",
        "\t",
        "「",
        "」",
        "❝",
        "″",
        "İ",
        "ﬁ",
    ),
    *("(“the Act”)", "Sen.", "D-Mass.", "Jr.", "Harbour Act", "Friends of the", "Fund for", "1.5", "—", "["),
]
NEWSLIKE = st.lists(st.sampled_from(WORDS), max_size=60).map(lambda parts: " ".join(parts))
PACKED = st.lists(st.sampled_from(WORDS), max_size=60).map("".join)
ALIASES = st.lists(
    st.tuples(st.sampled_from(["Brook", "he", " ", "the minister"]), st.text(max_size=8)), max_size=3
)


@settings(max_examples=examples(600), deadline=None)
@given(
    text=st.one_of(st.text(), st.text(alphabet=MARKS + " a.\n", max_size=80), NEWSLIKE, PACKED),
    aliases=ALIASES,
)
@example(text="", aliases=[])
@example(text='"', aliases=[])
@example(text='said "a b c d"', aliases=[("", "")])
@example(text="“Not today.\n\n“I have no idea what you mean,” said Bob Smith.", aliases=[])
@example(text="The Harbour Act (“the Act”), said Bob Smith, is dead.", aliases=[])
@example(text="statement by FIELD: \xa0 he al-Brook May I have no idea what you mean and , ", aliases=[])
@example(text="“No!\n\n“The river will rise,” Ada Brook said.", aliases=[])
@example(text='Ada Brook, "a great mayor", said that it will.', aliases=[])
@example(text="“It rains,” said Mr. For", aliases=[])
def test_offsets_are_true_and_quotations_never_overlap(text, aliases):
    quotations = find_quotations(text, aliases)
    assert [item.text for item in quotations] == [text[item.start : item.end] for item in quotations]
    assert all(0 <= item.start < item.end <= len(text) for item in quotations)
    assert {item.kind for item in quotations} <= {"quote", "paraphrase"}
    assert all(item.speaker is None or item.speaker.strip() for item in quotations)
    assert [item.start for item in quotations] == sorted(item.start for item in quotations)
    quotes = [item for item in quotations if item.kind == "quote"]
    assert all(quote.end <= following.start for quote, following in pairwise(quotes))


@settings(max_examples=examples(200), deadline=None)
@given(text=NEWSLIKE)
def test_no_mark_is_left_at_either_end_of_a_quotation(text):
    for item in find_quotations(text):
        if item.kind == "quote":
            assert item.text == item.text.strip()
            assert MARK.fullmatch(item.text) is None


ARTICLE = (
    'Ada Brook, the mayor, said on Friday that the river would rise. "It will rise again," she said, '
    '"and we shall leave." Tom Field called that “quite absurd”, adding that Mrs Brook was wrong.\n\n'
)
HOSTILE = {
    "marks": '"' * 100_000,
    "opening marks": "“" * 100_000,
    "closing marks": "”" * 100_000,
    "single marks": "'" * 100_000,
    "mixed marks": "“'”\"" * 25_000,
    "opened again and again": '"a ' * 40_000,
    "singles opened again and again": " 'a" * 40_000,
    "plurals": "'boys' " * 20_000,
    "spaces": " " * 200_000,
    "spaces between marks": ('"' + " " * 1000) * 200,
    "one long word": "a" * 200_000,
    "capitals": "Ada " * 50_000,
    "all different names": " ".join(f"N{number}a met B{number}o." for number in range(20_000)),
    "namesakes": " ".join(f"Given{number} Brook spoke. Brook said so." for number in range(8_000)),
    "verbs": "said " * 50_000,
    "commas": "Brook, " * 40_000,
    "according": "according to " * 25_000,
    "brackets": "(" * 60_000 + " said",
    "one sentence": "Ada Brook said the river and " * 10_000,
    "descriptions": "Mayor Ada Brook left. The mayor said no. " * 5_000,
    "possessives": "Brook's " * 40_000,
    "paragraphs": '"a b c d\n\n' * 20_000,
    "labels": "ADA BROOK: no\n" * 15_000,
    "dots": "." * 100_000,
    "initials": "A. " * 50_000,
    "particles": "van der " * 40_000,
    "labels with roles": "ADA BROOK, HEAD OF THE, A: no\n" * 7_000,
    "questions": "Q: Did the head of the head of the river rise?\nA: No. No. Never.\n" * 3_000,
    "asked whether": "“Is it?” asked if whether he was asked whether “No” " * 4_000,
    "reported in the past": "Ada Brook said it would had been was did had who was if it was " * 3_000,
    "headlines": ("'a b c d' said\n\n" * 10_000),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_no_faster_than_the_text(text):
    """100,000 characters of anything take a second or two; as time grows by squares it would be minutes.

    A busy machine takes twice the processor time. A quarter of them is tried, and all in a deep run.
    """
    part, seconds = (2, 5) if IS_DEEP else (8, 1.5)
    started = time.process_time()
    find_quotations(text[: len(text) // part])
    assert time.process_time() - started < seconds


def test_an_article_of_5000_words_takes_less_than_a_second():
    text = ARTICLE * (5000 // len(ARTICLE.split()) + 1)
    assert len(text.split()) >= 5000
    times = []
    for _ in range(3):
        started = time.process_time()
        assert len(find_quotations(text)) > 500
        times.append(time.process_time() - started)
    assert min(times) < 1
