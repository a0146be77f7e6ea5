"""When words were said, and what else the words suggest."""

import datetime

import pytest

from claims.coverage.suggest import context
from claims.coverage.suggest.context import BY_THE_DAY, guess_date

THURSDAY = datetime.date(2017, 4, 13)
WORDS = "It is closed"


def guess(text, published_on=THURSDAY, quoted=()):
    start = text.index(WORDS)
    return guess_date(text, start, start + len(WORDS), published_on, list(quoted))


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("“It is closed,” Ada Brook said on Wednesday. On Monday she left.", 12, "Wednesday"),
        ("On Tuesday, Ada Brook said: “It is closed.”", 11, "Tuesday"),
        ("“It is closed,” Ada Brook said Thursday.", 13, "Thursday"),
        ("“It is closed,” Ada Brook said on Friday.", 7, "Friday"),
        ("“It is closed,” she said yesterday.", 12, "yesterday"),
        ("“It is closed,” she said earlier today.", 13, "today"),
        ("“It is closed,” she said on April 4.", 4, "April 4"),
        ("“It is closed,” she said on 4 April 2017.", 4, "4 April 2017"),
        ("“It is closed,” she said on Apr. 4th.", 4, "Apr. 4th"),
    ],
)
def test_a_day_in_the_sentence(text, day, words):
    found = guess(text)
    assert (found.day, found.precision) == (datetime.date(2017, 4, day), "day")
    assert found.note == f"Inferred from “{words}”."


def test_a_date_without_a_year_is_the_last_one():
    assert guess("“It is closed,” she said on December 24.").day == datetime.date(2016, 12, 24)


@pytest.mark.parametrize(
    "text",
    [
        "“It is closed,” Ada Brook said.",
        "“It is closed,” Ada Brook said. She left on Monday.",
        "On Monday she came. “It is closed,” Ada Brook said.",
        "“It is closed,” she said of Tuesday's talks.",
        "“It is closed,” she said before the Tuesday attack.",
        "“It is closed,” she said, until next Friday.",
        "“It is closed since Monday,” Ada Brook said.",
        "“It is closed,” she said on April 31.",
        "“It is closed,” she said on 20 April 2017.",
        "Monday\n“It is closed,” she said",
    ],
)
def test_otherwise_by_the_day_of_the_article(text):
    quoted = [(0, text.index("”"))] if "since" in text else []
    found = guess(text, quoted=quoted)
    assert (found.day, found.precision, found.note) == (THURSDAY, "by", BY_THE_DAY)


def test_nothing_for_an_article_without_a_date():
    assert guess("“It is closed,” she said on Wednesday.", None).day is None


@pytest.mark.parametrize("words", ["It may be old", "perhaps so", "Likely it is closed", "It appears closed"])
def test_reservations(words):
    assert context.is_hedged(words)


@pytest.mark.parametrize(
    "words", ["It is closed", "It closes on 3 May", "In May it closed", "the mighty sea"]
)
def test_no_reservations(words):
    assert not context.is_hedged(words)


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("denied", "denies"),
        ("flatly rejected", "denies"),
        ("has dismissed", "denies"),
        ("questioned", "questions"),
        ("doubts", "questions"),
        ("withdrew", "withdraws"),
        ("said", ""),
        ("undenied", ""),
        ("", ""),
    ],
)
def test_the_stance_that_a_verb_tells(cue, stance):
    assert context.guess_stance(cue) == stance
