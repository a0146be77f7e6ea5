"""Turns of a transcript: a row for each assertion, and denials with the claim of their question."""

import datetime

import pytest

from claims.coverage.suggest.proposals import propose_rows
from sources.models import Article

pytestmark = pytest.mark.django_db

TRANSCRIPT = """CHAIR (Mona Grey): Good morning. Mr Thal, did your laboratory hide the results?

UWE THAL, DIRECTOR OF THE VACCINE INSTITUTE: Thank you, Chair. We published the results in March. Anyone can \
order a copy.

CHAIR: Were the volunteers paid?

THAL: Yes, they were. Each volunteer received forty crowns. It is in the report.

SENATOR ORR: Did two volunteers fall ill?

THAL: No. Nobody fell ill during the trial.

SENATOR ORR: Has the vaccine been recalled?

THAL: Nonsense. The vaccine is sold in nine countries.

SENATOR ORR: Did the ministry pay for the trial?

THAL: That is simply not true. A foundation paid for it. Does anybody doubt it?

THAL: I have. Why would I not?

CHAIR: Order. We will break for lunch."""

ROWS = [
    ("We published the results in March.", "affirms", ""),  # which results, the question says
    ("Anyone can order a copy.", "affirms", "Anyone can order a copy."),
    ("Each volunteer received forty crowns.", "affirms", "Each volunteer received forty crowns."),
    ("No. Nobody fell ill during the trial.", "denies", "Two volunteers fell ill."),
    ("Nonsense.", "denies", "The vaccine has been recalled."),
    ("The vaccine is sold in nine countries.", "affirms", "The vaccine is sold in nine countries."),
    ("That is simply not true.", "denies", "The ministry paid for the trial."),
    ("A foundation paid for it.", "affirms", ""),
    ("I have. Why would I not?", "", ""),
]


def propose(text):
    return propose_rows(text=text, article=Article(published_on=datetime.date(2024, 3, 7), title=""))


def test_each_assertion_of_a_turn_is_a_row():
    rows = [row for row in propose(TRANSCRIPT) if not row["unlikely"]]
    assert [(row["excerpt"], row["stance"], row["proposition"]) for row in rows] == ROWS
    assert {row["speaker"] for row in rows} == {"UWE THAL"}


def test_what_the_chair_says_and_asks_is_folded_away():
    folded = {row["excerpt"]: row["unlikely"] for row in propose(TRANSCRIPT) if row["unlikely"]}
    assert list(folded.values()) == ["A question of the interviewer."] * 5 + [
        "A remark of the person in the chair."
    ]


def test_a_denial_says_why_it_is_one():
    [row] = [row for row in propose(TRANSCRIPT) if row["excerpt"] == "Nonsense."]
    assert {"stance", "proposition"} <= set(row["guessed"])
    assert row["reasons"]["stance"] == ["The words answer a question with no.", "likely"]
    assert row["reasons"]["proposition"] == ["Drafted from the question that the words answer.", "guess"]


def test_it_means_what_the_question_names_until_another_thing_is_named():
    said = (
        "Thank you. It was closed by a court in May. A wall was cracked. It was mended by a builder in June."
    )
    rows = propose(
        f"JO POE: Ms Bell, is the pool closed?\n\nANN BELL, MAYOR OF VALE: {said}\n\nJO POE: Thank you."
    )
    drafts = {row["excerpt"]: row["proposition"] for row in rows if row["speaker"] == "ANN BELL"}
    assert drafts == {
        "It was closed by a court in May.": "The pool was closed by a court in May.",
        "A wall was cracked.": "A wall was cracked.",
        "It was mended by a builder in June.": "",
    }


def test_a_quotation_in_an_article_stays_one_row():
    rows = propose("“The dam has never leaked. Nobody has seen a crack,” said Tom Clay on Monday.")
    assert [row["excerpt"] for row in rows] == ["The dam has never leaked. Nobody has seen a crack"]


def test_two_clauses_of_a_report_are_two_rows_but_a_denial_keeps_its_verb():
    rows = propose("Lise Grant said the dam was holding and that nobody was missing.")
    assert [(row["excerpt"], row["speaker"], row["proposition"]) for row in rows] == [
        ("the dam was holding", "Lise Grant", "The dam is holding."),
        ("nobody was missing", "Lise Grant", "Nobody is missing."),
    ]
    rows = propose("Lise Grant says that the dam holds and that she has seen it herself.")
    assert [row["proposition"] for row in rows] == ["The dam holds.", ""]  # who "she" is stays to be named
    denied = "denied that the dam was leaking and that the gate was open"
    assert [row["excerpt"] for row in propose(f"Lise Grant {denied}.")] == [denied]
