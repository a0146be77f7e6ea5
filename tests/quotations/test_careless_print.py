"""Quotations as careless pages print them.

Line breaks are lost, commas forgotten, names shortened and descriptions varied.
"""

import pytest

from tests.support.quotation_lists import list_paraphrases, list_quotes, list_speakers

S = '"The river will rise again tonight."'
Q = '"The river will rise again tonight,"'
LAST_SPEAKER = {
    "party and state": (f"{Q} Sen. Ada Brook, D-Mass., said on Friday.", "Ada Brook"),
    "party and state before": (f"Rep. Tom Field, R-N.D., told reporters: {S}", "Tom Field"),
    "party and state, dotless": (f"{Q} Sen. Ada Brook, R-Texas, said.", "Ada Brook"),
    "a comma forgotten": (f"{Q} Nabila Abu Moor, an adviser to Tom Field said.", "Nabila Abu Moor"),
    "in a statement, without commas": (f"Ada Brook in a statement said: {S}", "Ada Brook"),
    "a space forgotten": (f"He met Ada Brook.The two talked. {Q} Brook said.", "Ada Brook"),
    "a hyphenated office": (f"Attorney-General Ada Brook agreed. {Q} she said.", "Ada Brook"),
    "a capital within the surname": (f"Ada deBrook waited. {Q} she said.", "Ada deBrook"),
    "a double surname alone": (f"Ada Abu Moor spoke. {Q} Abu Moor said.", "Ada Abu Moor"),
    "an organisation's first word": (
        f"The group Rivers International objected. {Q} Rivers said in a statement.",
        "Rivers International",
    ),
    "quoted as telling": (f"The Daily Example quotes Ada Brook telling the radio: {S}", "Ada Brook"),
    "passed on by an outlet": (f"Ada Brook told the council {Q} the Daily Example reported.", "Ada Brook"),
    "a trailing quotation": ('"What is the best example of that …" Ada Brook asked the mayor.', "Ada Brook"),
    "a clause before the quotation": (
        'Ada Brook said that until the mayor reports back, "it would be wrong to build the bridge."',
        "Ada Brook",
    ),
    "others agreed, she says": (
        'Ada Brook said Swedish leaders have agreed to "a plan for building the bridge."',
        "Ada Brook",
    ),
    "continuing is no speech": (
        'Ada Brook wrote. She said that Tom Field will continue to give "his unique view of the river."',
        "Ada Brook",
    ),
    "with her saying": ('The talks ended, with Ada Brook calling it "the end of all bridges."', "Ada Brook"),
    "somebody's claim": (
        'Tom Field repeated Ada Brook\'s claim that the bridge was "a danger to the whole town".',
        "Ada Brook",
    ),
    "a statement by somebody": (
        f"A statement on Friday by Ada Brook recalled the flood.\n\n{Q} it noted.",
        "Ada Brook",
    ),
    "a paper that is it": (
        'The Daily Example said the bridge, which it claims to be "a danger to the whole town", would fall.',
        "Daily Example",
    ),
    "signed in the line below": (f"{S}\n\n— ADA BROOK, a gardener in Leeds", "ADA BROOK"),
    "somebody of a party": (
        f"The motion failed, said Sen. Ada Brook. The Illinois Democrat said no more. {Q} she added.",
        "Ada Brook",
    ),
    "a description never used before": (
        f"The envoy to the lakes, Tom Field, told Mr Moor to wait.\n\n{Q} the retired army general said.",
        "Tom Field",
    ),
    "who spoke last, not what the sentence is about": (
        f"Rivers keep their course under the bridge of Leeds, Tom Field warns.\n\n{Q} he said.",
        "Tom Field",
    ),
    "his wife comes between": (
        f"Ada Brook left. Her husband worked as a mason.\n\n{Q} she said.",
        "Ada Brook",
    ),
    "nobody was called the PM": (
        f"Ada Brook met President Tom Field and left early.\n\nIn response, the PM said: {S}",
        "Ada Brook",
    ),
    "said the president while": (
        f"President Ada Brook spoke. {Q} said the president while describing the group as careless.",
        "Ada Brook",
    ),
    "the chief of it": (
        f"Rivers chief Ada Brook came.\n\nThe Rivers chief saw the flood.\n\n{Q} she said.",
        "Ada Brook",
    ),
    "a dateline is nobody": (
        f"LEEDS (Agency) • Tom Field waded through the town.\n\n{Q} he said.",
        "Tom Field",
    ),
    "sources say that she left saying": (
        f"Sources told the paper that Ada Brook had left the talks saying: {S}",
        "Ada Brook",
    ),
    "no gender, but the speaker": (
        f"Tom Field fled. Sorrel Quay says the tape shows Field was there. {Q} he said.",
        "Sorrel Quay",
    ),
}


@pytest.mark.parametrize("text, speaker", LAST_SPEAKER.values(), ids=LAST_SPEAKER.keys())
def test_the_last_quotation_is_theirs(text, speaker):
    assert list_speakers(text)[-1] == speaker


def test_paragraphs_that_were_run_together_are_told_apart():
    text = (
        '"It was a good year," Ada Brook said. "The river was kind to us all. "That is why I came here. '
        'I will stay. "I want to build a bridge this year." Tom Field left.'
    )
    assert list_quotes(text)[1:] == [
        ("The river was kind to us all.", "Ada Brook"),
        ("That is why I came here. I will stay.", "Ada Brook"),
        ("I want to build a bridge this year.", "Ada Brook"),
    ]


def test_a_mark_after_indirect_speech_opens_nothing():
    assert list_quotes("Ada Brook stressed, however, that the talks are about the bridge alone.”") == []


def test_a_pulled_quotation_is_whose_the_text_says():
    text = (
        '"We never meant to flood anyone."\n\nLeeds flooded on Friday. '
        '"I can tell you that we never meant to flood anyone," said Ada Brook.'
    )
    assert list_speakers(text) == ["Ada Brook", "Ada Brook"]


def test_who_asks_and_goes_on_is_answered_by_the_other():
    text = (
        '"It is safe," Tom Field said.\n\n"Do you dispute the flood?" Ada Brook asked.\n\n'
        '"There was only a very small flood in the spring."\n\n"I ask you again," Ada Brook said.'
    )
    assert list_speakers(text)[2] == "Tom Field"


def test_a_resident_without_a_name_is_nobody_named_before():
    text = f"They buried Tom Field. {Q} a settler told the crowd. {Q} he said."
    assert list_speakers(text) == [None, None]


def test_a_people_is_nobody():
    assert list_speakers('"They are flooding us all," angry Nigerians chanted.') == [None]


def test_what_stands_between_two_of_the_same_speaker_is_theirs():
    text = (
        f'{S[:-2]}," Ada Brook said. Meanwhile, the policy "is as likely to flood the town as to save it." '
        '"It must end," Brook said.'
    )
    assert list_speakers(text)[1] == "Ada Brook"


def test_somebodys_claim_is_no_paraphrase():
    assert list_paraphrases("Tom Field fled from Ada Brook's claim that the bridge was falling.") == []


def test_people_in_a_country_are_not_the_country():
    text = "Refugees who met the envoy in southeastern Sweden said the camps were flooded."
    assert list_paraphrases(text) == [("the camps were flooded", None)]


NO_PARAPHRASES = {
    "answering a report": "Ada Brook also responded to a report that the town is building a bridge.",
    "with others": "Ada Brook said alongside other engineers in a talk on the new bridges.",
    "speaking where": "Appearing on the Face of Leeds show, Ada Brook reported on the state of the bridge.",
}


@pytest.mark.parametrize("text", NO_PARAPHRASES.values(), ids=NO_PARAPHRASES.keys())
def test_no_paraphrase(text):
    assert list_paraphrases(text) == []
