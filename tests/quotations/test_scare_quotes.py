"""Words between marks that nobody said: scare quotes, titles of works, headings."""

import pytest

from tests.support.quotation_lists import list_quotes

LEFT_OUT = {
    "scare quotes": 'The so-called "peace river" is dirty. Ada Brook lives beside it.',
    "scare quotes without so-called": 'The town has a "smart" bridge and two "green" roads.',
    "a long scare quote": 'The so-called "war on rivers and boats" goes on.',
    "the name of a campaign": 'The "Save our old river now" campaign has failed.',
    "a nickname": 'Tom "the Fox" Field came by train on Monday.',
    "a book": 'Her novel "The River That Never Came Back" is out in May.',
    "a film": 'He starred in "A Long Way to the River" in 1998.',
    "a song in singles": "The band played 'All the Rivers of the World' twice.",
    "a programme with its name first": '"The Long Road to the River" is the first film made in the town.',
    "a heading": "'Thorough' probe\n\nThe town waited.",
    "an inscription": 'Boats named "Ada" and "Tom" lay there.',
    "apostrophes": "The workers' boats and the '90s engines weren't the mayor's.",
    "feet and inches": 'The boat is 6\'2" wide and 27" deep.',
    "a word as a word": 'The word "river" comes from Latin.',
    "empty marks": 'Nothing "" stood there, said the town "  ".',
    "only marks": '""" \'\'\' “” ‘’ «» "',
}


@pytest.mark.parametrize("text", LEFT_OUT.values(), ids=LEFT_OUT)
def test_nobody_is_quoted(text):
    assert list_quotes(text) == []


KEPT = {
    "a short one with a cue": ('Ada Brook called the talks "productive".', "productive"),
    "one word said": ('"Never," Ada Brook said.', "Never,"),
    "a headline's": (
        "Brook: River 'Will Be At An All-Time High'\n\nAda Brook spoke.",
        "Will Be At An All-Time High",
    ),
    "a title's words on the way to a full sentence": (
        'Ada Brook said: "Thank You, Minister."',
        "Thank You, Minister.",
    ),
    "a fragment with nobody": (
        'The two towns talked about "the part that boats can play in this".',
        "the part that boats can play in this",
    ),
}


@pytest.mark.parametrize(("text", "expected"), KEPT.values(), ids=KEPT)
def test_somebody_is_quoted(text, expected):
    assert [words for words, _ in list_quotes(text)] == [expected]
