"""Questions become the statement that a "no" denies, and answers know what they were asked."""

from quotations.finder import find_quotations
from quotations.positions.questions import draft_question
from quotations.positions.speaker_names import SpeakerName

ANN_BELL = SpeakerName("Ann Bell", "f")
STATEMENTS = {
    "Did you sell the pool to your brother?": "Ann Bell sold the pool to her brother.",
    "Is the water safe?": "The water is safe.",
    "Is the signal box safe for trains?": "The signal box is safe for trains.",
    "Is the head of the union lying?": "The head of the union is lying.",
    "Was the director of the bank at home on Friday?": "The director of the bank was at home on Friday.",
    "Will the pool open in May?": "The pool will open in May.",
    "Were the volunteers paid?": "The volunteers were paid.",
    "Has the vaccine been recalled?": "The vaccine has been recalled.",
    "Have you ever met the owner of the club?": "Ann Bell has met the owner of the club.",
    "Are you going to resign?": "Ann Bell is going to resign.",
    "Should the bend be closed?": "The bend should be closed.",
    "Did the ministry receive the letter?": "The ministry received the letter.",
    "Did the ministry agree to the sale?": "The ministry agreed to the sale.",
    "Did the prices rise in May?": "The prices rose in May.",
    "Did the ministry mean the old bridge?": "The ministry meant the old bridge.",
    "Did the ministry cancel the sale?": "The ministry cancelled the sale.",
    "Did anybody ask the ministry to wait?": "Somebody asked the ministry to wait.",
    "Does the bank own the house?": "The bank owns the house.",
    "Is it true that two volunteers fell ill?": "Two volunteers fell ill.",
    "Do you accept that the train was too fast?": "The train was too fast.",
    "So the mayor of Elmfield lied?": "The mayor of Elmfield lied.",
    "Mr Thal, did your laboratory hide the results?": "Ann Bell’s laboratory hid the results.",
    "Good evening. Ms Doyle, was the owner warned about it?": "",
    "Good evening. Ms Doyle, was the owner warned about the bend?": "The owner was warned about the bend.",
    # nothing that can be denied, or words that mean something outside of the question
    "What did you do?": "",
    "Why was the dam built?": "",
    "Why not?": "",
    "Ms Doyle?": "",
    "Was it you?": "",
    "Is he wrong?": "",
    "Did they pay us?": "",
    "Is that a lie?": "",
    "The dam is safe.": "",
    "": "",
}
ANSWERS = {
    "“Will the pool close?” a resident asked. “Never,” said Mayor Dora Vance.": ["", "The pool will close."],
    "Dora Vance, the mayor, was asked whether the pool would close. “Absolutely not,” she said.": [
        "The pool will close."
    ],
    "Asked if he had sold the pool, Tom Clay said: “No.”": ["Tom Clay has sold the pool."],
    "“Who sold the pool?” a resident asked. “Nobody,” said Dora Vance.": ["", ""],
    "“The pool is old,” said Tom Clay. “No,” said Dora Vance.": ["", ""],
    "Q: Did you sign it?\n\nA: No.\n\nQ: Is the dam safe?\n\nA: It is.": ["", "", "", "The dam is safe."],
}


def test_questions_become_statements():
    found = {question: draft_question(question, ANN_BELL) for question in STATEMENTS}
    assert {question: words for question, words in found.items() if words != STATEMENTS[question]} == {}


def test_answers_know_what_they_were_asked():
    found = {text: [item.asked for item in find_quotations(text) if item.kind == "quote"] for text in ANSWERS}
    assert {text: asked for text, asked in found.items() if asked != ANSWERS[text]} == {}


def test_your_company_is_the_body_for_which_the_answerer_speaks():
    body = SpeakerName("Skylark Air", is_body=True)
    assert draft_question("Did your airline sell the pool?", ANN_BELL, body) == "Skylark Air sold the pool."
    assert draft_question("Did your brother sell the pool?", ANN_BELL, body) == (
        "Ann Bell’s brother sold the pool."
    )


def test_nobody_is_you_where_it_is_not_known_who_answers():
    assert draft_question("Did you sell the pool?", SpeakerName("")) == ""
