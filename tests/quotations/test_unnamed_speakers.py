"""What the text calls a speaker without a name, and datelines, which are nobody."""

import pytest

from quotations.finder import find_quotations

UNNAMED = [
    ("The official said that no decision had been taken.", "The official"),
    ("“We are close to a deal,” the diplomat said.", "the diplomat"),
    ("The prosecutor said that the money had been found.", "The prosecutor"),
    ("The armed forces of Norland said that no ship had been sunk.", "The armed forces of Norland"),
    ("The armed forces of Freedonia rejected the accusation.", "The armed forces of Freedonia"),
    ("The government denied that the grain had been sold.", "The government"),
    ("The opposition said that the vote had been stolen.", "The opposition"),
    ("The airline said that every passenger had been paid.", "The airline"),
    ("The ministry's spokesman said that the visas had been issued.", "The ministry's spokesman"),
    ("The company's lawyer said that the claim was false.", "The company's lawyer"),
    ("The head of the clinic said that the ward was full.", "The head of the clinic"),
    ("BRANDIA CITY – The mayor – affirms that the bridge is safe.", "The mayor"),
    ("One of the ministers said that the plan was dead.", "One of the ministers"),
    ("A second official said that the list was old.", "A second official"),
    ("A person close to the talks said that the price was too high.", "A person close to the talks"),
    ("“They want money,” said a person close to the negotiations.", "a person close to the negotiations"),
    ("Two people familiar with the matter said it was old.", "Two people familiar with the matter"),
    ("A man who speaks for the dockers said that nobody would work.", "A man"),
    ("Three soldiers who had fled said that they had not been paid.", "Three soldiers"),
]
NOT_UNNAMED = [
    "Mayor Ann Bell was there. The official said that the list was old.",  # perhaps she
    "The Vale Council met. The council said that the list was old.",
    "The report said that the list was old.",
    "The talks said that the list was old.",
    "Both sides said that the list was old.",
    "Each side said that the list was old.",
    "The other side said that the list was old.",
    "The two ministers said that the list was old.",
    "Ann Bell’s country’s army said that the list was old.",
    "Ann Bell’s brother’s company said that the list was old.",
]


@pytest.mark.parametrize(("text", "description"), UNNAMED)
def test_a_speaker_without_a_name_is_what_the_text_calls_them(text, description):
    [quotation] = find_quotations(text)
    assert (quotation.speaker, quotation.description) == (None, description)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (
            "A senior Norwegian official met Ann Bell. The official said it was dry.",
            "A senior Norwegian official",
        ),
        ("Ann Bell met a Norwegian official. “It is dry now,” the official said.", "a Norwegian official"),
        (
            "A Norwegian official met Ann Bell. The official said it was dry. He said it was old.",
            "A Norwegian official",
        ),
        (
            "The French foreign ministry met Ann Bell. The ministry said it was dry.",
            "The French foreign ministry",
        ),
        (
            "The French foreign ministry met Ann Bell. The Ministry said it was dry.",
            "The French foreign ministry",
        ),
        ("The French side met Ann Bell. The French side said it was dry.", "The French side"),
    ],
)
def test_a_short_description_means_the_full_one_before(text, description):
    found = find_quotations(text)
    assert {(item.speaker, item.description) for item in found} == {(None, description)}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "The Russian Defence Ministry said it was dry. The Ministry of Defence said it was old. "
            "The Ministry said it was late.",
            {"Russian Defence Ministry"},
        ),
        (
            "The Ministry of Defence said it was dry. The Ministry said it was late.",
            {"Ministry of Defence"},
        ),
        (
            "The French Foreign Ministry said it was dry. The Russian Foreign Ministry said it was old.",
            {"French Foreign Ministry", "Russian Foreign Ministry"},
        ),
    ],
)
def test_a_ministry_is_one_body_by_each_of_its_names(text, speakers):
    assert {item.speaker for item in find_quotations(text)} == speakers


@pytest.mark.parametrize("text", NOT_UNNAMED)
def test_whoever_may_be_named_stays_open(text):
    assert [quotation.description for quotation in find_quotations(text)] == [""] * len(find_quotations(text))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The wells are dry,” said Ann Bell, chair of the Vale Council, on Friday.", "Ann Bell"),
        ("Bell, who chairs the Vale Council, said the wells were dry.", "Bell"),
        ("Odo Marsk, who speaks for the Harbour Board, said that the crane was safe.", "Odo Marsk"),
        ("“The crane is safe,” said Odo Marsk, who speaks for the Harbour Board.", "Odo Marsk"),
        ("Odo Marsk who speaks for the Harbour Board said that the crane was safe.", "Odo Marsk"),
    ],
)
def test_a_role_after_a_name_hides_nobody(text, speaker):
    assert [quotation.speaker for quotation in find_quotations(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "BRANDIA CITY – The mayor – affirms that the bridge is safe.",
        "BRANDIA CITY – The mayor affirms that the bridge is safe.",
        "MARROW – After a long night, said the bridge is closed.",
        "VALE, 3 March (Agency) -- The council said the road would open in May.",
        "Vale City, 4 May – After a long night, said the road would open.",
        "SAINT ODO — “The dam will hold for another year.”",
    ],
)
def test_the_place_in_a_dateline_does_not_speak(text):
    assert {quotation.speaker for quotation in find_quotations(text)} <= {None}


def test_an_acronym_between_dashes_speaks():
    [quotation] = find_quotations("NASA – the space agency – said the launch was off.")
    assert quotation.speaker == "NASA"
