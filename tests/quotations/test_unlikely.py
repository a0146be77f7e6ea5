"""Rows that are probably no position are still found, and say why they are none."""

import pytest

from quotations.finder import find_quotations

TITLE = "The name of a programme or a work."
MOTTO = "A motto or a slogan."
QUESTION = "A question of the interviewer."
FRAGMENT = "A few words that are no sentence."
UNSAID = "Words in quotation marks that nobody is said to say."


def list_reasons(text):
    return {item.text: item.unlikely for item in find_quotations(text)}


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("Krog, author of “The Dam and Its Enemies,” said it fell.", "The Dam and Its Enemies,", TITLE),
        ("In a talk with “Good Morning Coast”, Krog said it fell.", "Good Morning Coast", TITLE),
        ("Under the motto “we will not be moved” they marched.", "we will not be moved", MOTTO),
        ("Protesters chanted “no more dams on our river”.", "no more dams on our river", MOTTO),
        ("Banners read “the river belongs to us”.", "the river belongs to us", MOTTO),
        ("“Did you ever meet him?” the prosecutor asked.", "Did you ever meet him?", QUESTION),
        ("“Are you not ashamed?” a reporter shouted.", "Are you not ashamed?", QUESTION),
        ("“Were you there?” asked presenter Jo Hale.", "Were you there?", QUESTION),
        ("“And then, on top of it all,” said Ann Bell.", "And then, on top of it all,", FRAGMENT),
        ("Ann Bell said she was “the first” to know.", "the first", FRAGMENT),
        ("The town has always been “broke and beyond repair”.", "broke and beyond repair", UNSAID),
    ],
)
def test_it_says_why_words_are_probably_no_position(text, words, reason):
    assert list_reasons(text)[words] == reason


@pytest.mark.parametrize(
    "text",
    [
        "“No,” said Ann Bell.",
        "“Not guilty,” Gus Orr told the court.",
        "“Where is the proof?” said Ann Bell, the minister.",
        "“The dam is safe,” said Ann Bell.",
        "“Time to go home,” said Ann Bell.",
        "Ann Bell called the report “categorically false”.",
        "Ann Bell called the report “a lie”.",
        "Under a banner, Ann Bell said: “The dam is safe.”",
        "Judge Iris Cole ruled that he drove “with a reckless lack of care”.",
    ],
)
def test_what_somebody_holds_is_not_marked(text):
    assert set(list_reasons(text).values()) == {""}


def test_in_a_transcript_who_mostly_asks_is_the_interviewer():
    reasons = list_reasons(
        "HALE: Did you sign it?\n\nBELL: I did not sign it.\n\nHALE: Who signed it?\n\nBELL: Why ask me?\n\n"
        "MODERATOR: Who is next?\n\nBELL: Nobody is next."
    )
    assert reasons == {
        "Did you sign it?": QUESTION,
        "I did not sign it.": "",
        "Who signed it?": QUESTION,
        "Why ask me?": "",
        "Who is next?": QUESTION,
        "Nobody is next.": "",
    }


def test_turns_that_say_nothing_are_marked_unless_they_answer():
    turns = [
        "Well, I, we were.",
        "But the...",
        "I mean, you know.",
        "No, no.",
        "We never did.",
        "It burned down.",
    ]
    reasons = list_reasons(
        "\n\n".join(f"{('BELL', 'ORR')[number % 2]}: {turn}" for number, turn in enumerate(turns))
    )
    assert [reasons[turn] for turn in turns] == [FRAGMENT, FRAGMENT, FRAGMENT, "", "", ""]
    answered = list_reasons(
        "HALE: Did the ministry pay the guards?\n\nBELL: Well, we did.\n\nHALE: Who paid?\n\nBELL: Nobody."
    )
    assert answered["Well, we did."] == ""
