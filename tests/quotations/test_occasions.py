"""Where and on what occasion something was said."""

import pytest

from quotations.grammar.datelines import read_dateline
from quotations.positions.occasions import guess_place

from .test_stance import read


@pytest.mark.parametrize(
    ("sentence", "cue", "place"),
    [
        (
            "Ann Bell told reporters in Geneva on Monday that [it leaks].",
            "told",
            "remarks to reporters, Geneva",
        ),
        ("“[It leaks],” Ann Bell told journalists.", "told", "remarks to reporters"),
        (
            "In an interview with Radio Fjord on Monday, Ann Bell said [it leaks].",
            "said",
            "interview with Radio Fjord",
        ),
        ("“[It leaks],” Ann Bell said in a phone interview.", "said", "phone interview"),
        ("“[It leaks],” Ann Bell said at a briefing in Oslo on Monday.", "said", "briefing, Oslo"),
        (
            "“[It leaks],” Ann Bell said at a news conference on Monday in Oslo.",
            "said",
            "news conference, Oslo",
        ),
        ("Speaking at a rally in Vale on Monday, Ann Bell said [it leaks].", "said", "rally, Vale"),
        ("In a statement on Friday, Ann Bell said [it leaks].", "said", "statement"),
        (
            "In a letter to members seen by the Herald, Ann Bell wrote: “[It leaks].”",
            "wrote",
            "letter to members",
        ),
        ("“[It leaks],” Ann Bell wrote on Twitter on Monday.", "wrote", "on Twitter"),
        ("“[It leaks],” Ann Bell said on breakfast television.", "said", "on breakfast television"),
        ("“[It leaks],” Ann Bell told the Vale Herald.", "told", "remarks to the Vale Herald"),
        ("Ann Bell told BBC Vale [it leaks].", "told", "remarks to BBC Vale"),
        ("Ann Bell told the court that [it leaks].", "told", "remarks to the court"),
        (
            "Ann Bell told the UN Security Council on Monday [it leaks].",
            "told",
            "remarks to the UN Security Council",
        ),
        ("Ann Bell said in Brussels on Monday [it leaks].", "said", "Brussels"),
        ("“[It leaks],” Ann Bell said on Monday in Oslo.", "said", "Oslo"),
        ("“[It leaks],” Ann Bell said outside the court on Monday.", "said", "outside the court"),
        (
            "“[It leaks],” Ann Bell said in evidence to the inquiry on Monday.",
            "said",
            "evidence to the inquiry",
        ),
        ("Ann Bell told broadcaster ARD on Monday that [it leaks].", "told", "remarks to ARD"),
        ("Ann Bell told a security conference in Munich [it leaks].", "told", "security conference, Munich"),
        ("Ann Bell said [it leaks] outside the area.", "said", ""),
        ("Ann Bell told Tom Clay that [it leaks].", "told", ""),
        ("“[It leaks],” Ann Bell said in May.", "said", ""),
        ("Ann Bell, who was born in Oslo, said [it leaks].", "said", ""),
        ("Ann Bell said [it leaks].", "said", ""),
    ],
)
def test_place_and_occasion(sentence, cue, place):
    assert guess_place(read(sentence, cue)).value == place


def test_the_dateline_stands_in_for_a_place():
    assert guess_place(read("Ann Bell said [it leaks].", "said"), "Oslo").value == "Oslo"
    told = guess_place(read("Ann Bell told reporters [it leaks].", "told"), "Oslo")
    assert (told.value, told.sure) == ("remarks to reporters, Oslo", "guess")
    assert (
        guess_place(read("Ann Bell told the Herald [it leaks].", "told"), "Oslo").value
        == "remarks to the Herald"
    )


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("OSLO — The tunnel leaks.", "Oslo"),
        ("NEW YORK, March 6 (Newswire) - The tunnel leaks.", "New York"),
        ("VALE, Freedonia — The tunnel leaks.", "Vale"),
        ("Leeds, 5 May 2024 -- The tunnel leaks.", "Leeds"),
        ("ST. OLAF, Sept. 6 (Newswire) – The tunnel leaks.", "St. Olaf"),
        ("NATO — the alliance — is late.", ""),
        ("The tunnel — it leaks.", ""),
        ("A - B", ""),
    ],
)
def test_datelines(paragraph, place):
    dateline = read_dateline(paragraph)
    assert (dateline.place if dateline else "") == place
