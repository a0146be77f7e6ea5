"""Questions, families of words, and abbreviations."""

import pytest

from claims.search.query_parser import parse_terms
from claims.search.words.families import FAMILIES, MEMBERS, find_family
from claims.search.words.questions import Question, read_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who disputes election meddling", Question("election meddling", "disputed", True)),
        ("Who disputes election meddling?", Question("election meddling?", "disputed", True)),
        ("what did Lavrov say about an investigation", Question("Lavrov an investigation", "", True)),
        ('Is "at a low point" contested?', Question('"at a low point"', "disputed", True)),
        ("is “the claim” contested", Question("“the claim”", "disputed", True)),
        ("what do the US and Russia agree on", Question("US and Russia", "agreed", True)),
        ("does anybody deny it -claims", Question("it -claims", "disputed", True)),
        ("is it sarin", Question("it sarin", "", False)),
        ("May 2017 attack", Question("May 2017 attack")),
        ("what happened in May 2017?", Question("happened in May 2017?")),
        ("might is right?", Question("might right?")),
        ("whose sarin was it", Question("sarin it", "", True)),
        ("did WHO say so", Question("WHO so", "", True)),
        ("WHO disputes it", Question("WHO disputes it")),
        ("agreed to meet", Question("agreed to meet")),
        ("election meddling", Question("election meddling")),
        ("who disputes", Question("who disputes")),
        ("who?", Question("who?")),
        ("? ?", Question("? ?")),
        ("", Question("")),
    ],
)  # fmt: skip
def test_what_a_question_asks_for(text, expected):
    assert read_question(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("interference", "interfered"), ("Interfered", "interference"), ("nuclear", "denuclearised"),
     ("denuclearized", "nuclear"), ("(denying)", "denial"), ("denied", "denial"), ("defence", "defense"),
     ("negotiators", "negotiate")],
)  # fmt: skip
def test_words_of_one_family(one, other):
    assert other in find_family(one)


@pytest.mark.parametrize("word", ["nation", "general", "state", "investing", "organ", "", "-", "x" * 1000])
def test_words_without_a_family(word):
    assert find_family(word) == ()


def test_a_word_is_in_one_family_only():
    words = FAMILIES.replace(",", " ").split()
    assert len(words) == len(set(words))
    assert all(word in find_family(word) for word in words)
    assert max(len(family) for family in MEMBERS.values()) <= 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chemical-attack", ["chemical", "attack"]),
        ("chemical—attack", ["chemical", "attack"]),
        ("U.S.-Russia", ["U.S.", "Russia"]),
        ("12-04-2017", ["12", "04", "2017"]),
        ("T-72", ["T-72"]),
        ("e-mail", ["e-mail"]),
        ("https://example.org/a-b/cd-ef", ["https://example.org/a-b/cd-ef"]),
        ('"chemical-attack"', ["chemical-attack"]),
        ("-chemical-attack", ["chemical attack"]),
        ("--", ["-"]),
    ],
)
def test_words_joined_by_a_hyphen(text, expected):
    assert [term.text for term in parse_terms(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O.P.C.W.", "OPCW"),
        ("O.P.C.W", "OPCW"),
        ("o.p.c.w.", "opcw"),
        ("OPCW", "O.P.C.W."),
        ("WHO", "W.H.O."),
    ],
)
def test_an_abbreviation_with_and_without_dots(text, expected):
    [term] = parse_terms(text)
    assert f'"{expected}"' in term.spellings


@pytest.mark.parametrize("text", ["opcw", "bridge.", "example.org", "3.14", "A", "ABSOLUTELY"])
def test_other_words_have_one_spelling(text):
    [term] = parse_terms(text)
    assert term.spellings == [text]
