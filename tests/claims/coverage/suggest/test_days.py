"""The day on which words were said."""

import datetime

import pytest

from claims.coverage.suggest.days import BY_THE_DAY, guess_date

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
        ("“It is closed,” she told reporters at a news conference in Vale on Tuesday.", 11, "Tuesday"),
        ("“It is closed,” Ada Brook on Wednesday told the council.", 12, "Wednesday"),
        ("In an interview broadcast on Monday, Ada Brook said: “It is closed.”", 10, "Monday"),
        ("In a statement published on Monday, Ada Brook said: “It is closed.”", 10, "Monday"),
        ("On Tuesday, a day before the vote, Ada Brook said: “It is closed.”", 11, "Tuesday"),
        ("“It is closed,” she said on Wednesday, 5 April 2017.", 5, "5 April 2017"),
        ("“It is closed,” she said on Friday, April 7, in Vale.", 7, "April 7"),
        ("“It is closed,” she said on Monday in a statement dated 3 April 2017.", 3, "3 April 2017"),
        ("On Black Friday itself, she said on Tuesday: “It is closed.”", 11, "Tuesday"),
        ("“It is closed,” she said on Tuesday, ahead of a vote on Wednesday.", 11, "Tuesday"),
        ("The gate opened on Monday and on Tuesday she said: “It is closed.”", 11, "Tuesday"),
        ("“It is closed,” she said on Tuesday of last week.", 4, "Tuesday"),
        ("“It is closed,” she said last week on Wednesday.", 5, "Wednesday"),
    ],
)
def test_a_day_in_the_sentence(text, day, words):
    found = guess(text)
    assert (found.day, found.precision) == (datetime.date(2017, 4, day), "day")
    assert found.note == f"Inferred from “{words}”."


@pytest.mark.parametrize(
    ("published_on", "printed", "day"),
    [
        ("2017-04-13", "March 24", "2017-03-24"),
        ("2017-01-05", "December 28", "2016-12-28"),
        ("2017-01-05", "28 December", "2016-12-28"),
        ("2024-03-07", "March 9", None),
        ("2024-12-30", "January 2", None),
        ("2024-03-07", "February 29", "2024-02-29"),
        ("2023-03-07", "February 29", None),
    ],
)
def test_a_date_without_a_year_is_the_nearest_one_and_never_to_come(published_on, printed, day):
    published_on = datetime.date.fromisoformat(published_on)
    found = guess(f"“It is closed,” she said on {printed}.", published_on)
    assert (found.day.isoformat(), found.precision) == (
        (day, "day") if day else (published_on.isoformat(), "by")
    )


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
        "“It is closed,” she said ahead of a vote on Wednesday.",
        "“It is closed,” she said of the report, which is due on Friday.",
        "“It is closed,” she said before talks that will start on Friday.",
        "The board will meet on Wednesday, she said: “It is closed.”",
        "Her son, born on 3 April 2017, said: “It is closed.”",
        "“It is closed,” said the keeper, who died on Tuesday.",
        "“It is closed,” said the captain, whose side beat Vale on Tuesday.",
        "“It is closed,” she said on the Tuesday programme.",
        "“It is closed,” she said on Black Friday.",
        "“It is closed,” she said on Good Friday.",
        "“It is closed,” she said May 10 minutes later.",
        "“It is closed,” she said, and April 4 people left.",
        "“It is closed,” she said of the gate that opened on Monday.",
        "“It is closed,” she said in the case of a man arrested on Tuesday.",
        "The law was passed on 3 April 2017, and “It is closed,” she said.",
        "“It is closed,” she said, and she is expected back on Wednesday.",
        "“It is closed,” she said on April 15.",
    ],
)
def test_otherwise_by_the_day_of_the_article(text):
    quoted = [(0, text.index("”"))] if "since" in text else []
    found = guess(text, quoted=quoted)
    assert (found.day, found.precision, found.note) == (THURSDAY, "by", BY_THE_DAY)


def test_nothing_for_an_article_without_a_date():
    assert guess("“It is closed,” she said on Wednesday.", None).day is None
