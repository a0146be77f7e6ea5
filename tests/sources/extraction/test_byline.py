"""The author and date of a pasted article, read from the lines above it."""

from datetime import date

import pytest

from sources.extraction.article import extract_from_text
from sources.extraction.byline import find_byline, find_date

DAY = date(2017, 4, 13)
STORY = "The bridge at Ashford stays closed, the minister said on 2 May 2016, and nobody was surprised by it."


def pasted(*head: str) -> str:
    return "\n".join(["A headline", *head, "", STORY])


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("By Ada Brook", "Ada Brook"),
        ("BY ADA BROOK", "ADA BROOK"),
        ("By: Ada Brook and Carl Dane", "Ada Brook and Carl Dane"),
        ("By Ada Brook, The Daily Ferry", "Ada Brook, The Daily Ferry"),
        ("By Ada Brook | 13 April 2017", "Ada Brook"),
        ("By noon the bridge was closed.", ""),
        ("Nearby Ashford", ""),
        ("By 2017", ""),
    ],
)
def test_the_byline(line, who):
    assert find_byline(pasted(line)) == who


@pytest.mark.parametrize(
    "line",
    [
        "13 April 2017",
        "April 13, 2017",
        "Thursday, 13th April 2017, 10:15",
        "Published: Apr. 13, 2017 5:01 PM",
        "2017-04-13T10:15Z",
        "By Ada Brook | 13 APRIL 2017",
        "13/04/2017",
        "Vale, Ruritania, 13 April 2017",
        "4 min read · Thursday 13 April 2017 10.15 BST",
        "13 April 2017, updated 14 April 2017",
        "Published 13 April 2017\nLast updated: 14 April 2017",
    ],
)
def test_the_day(line):
    assert find_date(pasted(line)) == DAY


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("13 April",),
        ("31 April 2017",),
        ("2017-00-13",),
        ("13 April 9017",),
        ("He left on 13 April 2017.",),
        ("13 April 2017", "14 April 2017"),
        ("Updated 14 April 2017",),
        ("Opened with a ball on 4 May 1978",),
        ("The old bridge, 4 May 1978",),
        ("13/04/2017 and 03/04/2017",),
        ("03/04/2017",),
    ],
)
def test_no_day_rather_than_a_wrong_one(lines):
    assert find_date(pasted(*lines)) is None


def test_what_is_further_down_is_the_article():
    deep = pasted(*["A line of a menu"] * 8, "By Ada Brook", "13 April 2017")
    assert (find_byline(deep), find_date(deep)) == ("", None)


def test_a_pasted_article_comes_with_both_and_keeps_its_text():
    text = pasted("By Ada Brook", "13 April 2017")
    page = extract_from_text(text)
    assert (page.title, page.byline, page.published_on) == ("A headline", "Ada Brook", DAY)
    assert page.text == text


def test_a_text_without_a_title_has_no_head():
    assert extract_from_text(f"{STORY}\nBy Ada Brook\n13 April 2017\n").byline == ""


DATELINES = [
    # the day and the outlet that are proposed, and whether a year is asked for
    ("OSLO, March 6, 2017 (Northern Wire) - The bridge is shut.", date(2017, 3, 6), "Northern Wire", False),
    ("Leeds, 6 March 2017 -- The bridge is shut.", date(2017, 3, 6), "", False),
    ("OSLO, March 6 (Reuters) - The bridge is shut.", None, "", True),
    ("OSLO (Northern Wire) - The bridge is shut.", None, "Northern Wire", False),
    ("OSLO (Ada Brook) - The bridge is shut.", None, "", False),
    ("The bridge is shut, the Northern Wire says.", None, "", False),
]


@pytest.mark.parametrize(("line", "day", "outlet", "asks"), DATELINES)
def test_the_dateline_of_a_pasted_article_is_read(line, day, outlet, asks):
    page = extract_from_text(f"A headline\n\n{line}\n\n{STORY}")
    assert (page.published_on, page.outlet_name) == (day, outlet)
    assert [("without its year" in said, "day is that of" in said) for said in page.warnings] == (
        [(True, False)] if asks else [(False, True)] if day else []
    )


def test_a_day_that_is_printed_goes_before_that_of_the_dateline():
    page = extract_from_text(f"A headline\n13 April 2017\n\nOSLO, April 12, 2017 - Dry.\n\n{STORY}")
    assert (page.published_on, page.warnings) == (DAY, ())


def test_the_outlet_beside_a_byline_is_read():
    assert extract_from_text(pasted("By Ada Brook, Ferry Post")).outlet_name == "Ferry Post"
