"""The forms in which news writing names a speaker."""

import pytest

from quotations.finder import find_quotations
from tests.support.quotation_lists import list_quotes, list_speakers

Q = '"The river will rise again tonight,"'
S = '"The river will rise again tonight."'
ONE_SPEAKER = {
    "name, then verb": (f"{Q} Ada Brook said.", "Ada Brook"),
    "verb, then name": (f"{Q} said Ada Brook.", "Ada Brook"),
    "present tense": (f"{Q} says Ada Brook.", "Ada Brook"),
    "before, with a comma": (f"Ada Brook said, {S}", "Ada Brook"),
    "before, with a colon": (f"Ada Brook said: {S}", "Ada Brook"),
    "told somebody": (f"{Q} Ada Brook told reporters on Friday.", "Ada Brook"),
    "told somebody with a name": (f"{Q} Ada Brook told Tom Field.", "Ada Brook"),
    "told an outlet before": (f"Ada Brook told Radio Example: {S}", "Ada Brook"),
    "a relative clause between": (f"{Q} Ada Brook, who chairs the council, said.", "Ada Brook"),
    "an apposition between": (f"{Q} Ada Brook, the council's chair, said.", "Ada Brook"),
    "an apposition with a name": (f"{Q} Ada Brook, director of the Field Museum, said.", "Ada Brook"),
    "an age between": (f"{Q} Ada Brook, 43, said.", "Ada Brook"),
    "a party in brackets": (f"{Q} Ada Brook (Independent) said.", "Ada Brook"),
    "title before": (f"{Q} Foreign Minister Ada Brook said.", "Ada Brook"),
    "long title before": (f"{Q} said Deputy Prime Minister Ada Brook.", "Ada Brook"),
    "title in small letters": (f"{Q} said council leader Ada Brook.", "Ada Brook"),
    "description, then name": (f"{Q} said the council's leader, Ada Brook.", "Ada Brook"),
    "description, name, verb": (f"{Q} the council's leader, Ada Brook, said.", "Ada Brook"),
    "description after": (f"{Q} said Ada Brook, a spokeswoman for the council.", "Ada Brook"),
    "chair of something": (
        f"{Q} said Chairwoman of the Northern Committee on Water and Security Ada Brook.",
        "Ada Brook",
    ),
    "honorific": (f"Ada Brook spoke first. {Q} Ms. Brook said.", "Ada Brook"),
    "British honorific": (f"Ada Brook spoke first. {Q} Ms Brook said.", "Ada Brook"),
    "doctor": (f"{Q} said Dr. Ada Brook.", "Ada Brook"),
    "initial": (f"{Q} said Ada J. Brook.", "Ada J. Brook"),
    "particles": (f"{Q} Ada van der Brook said.", "Ada van der Brook"),
    "suffix": (f"{Q} Tom Field Jr. said.", "Tom Field Jr."),
    "hyphen": (f"{Q} Jean-Luc Brook-Field said.", "Jean-Luc Brook-Field"),
    "a name that no list has": (f"{Q} Xolva Drimm said.", "Xolva Drimm"),
    "adverb": (f"{Q} Ada Brook then angrily said.", "Ada Brook"),
    "perfect": (f"Ada Brook has repeatedly said: {S}", "Ada Brook"),
    "according to": ('The river will "rise again and again tonight," according to Ada Brook.', "Ada Brook"),
    "according to, before": (
        'According to Ada Brook, the river will "rise again and again tonight."',
        "Ada Brook",
    ),
    "added": (f"Ada Brook was worried and added: {S}", "Ada Brook"),
    "saying": (f"Ada Brook warned the town, saying {S}", "Ada Brook"),
    "went on to say": (f"Ada Brook went on to say: {S}", "Ada Brook"),
    "was quoted as saying": (f"Ada Brook was quoted as saying by local media: {S}", "Ada Brook"),
    "tweeted": (f"Ada Brook tweeted: {S}", "Ada Brook"),
    "wrote on": (f"{Q} Ada Brook wrote on Twitter.", "Ada Brook"),
    "described as": ('Ada Brook described the river as "high, brown and very fast".', "Ada Brook"),
    "called": ('Ada Brook called the flood "the worst thing ever seen here".', "Ada Brook"),
    "insisted that": ('Ada Brook insisted that "the river will rise again tonight".', "Ada Brook"),
    "colon without a verb": (f"Ada Brook was blunt: {S}", "Ada Brook"),
    "label": (f"Ada Brook: {S}", "Ada Brook"),
    "question mark": ('"Will the river rise again?" Ada Brook asked.', "Ada Brook"),
    "exclamation": ('"The river will rise again!" shouted Ada Brook.', "Ada Brook"),
    "full stop inside, bare cue after": ('"The river will rise again." Ada Brook said.', "Ada Brook"),
    "far away in the sentence": (
        'The flood was "the worst thing ever seen" and will go on for days, engineer Ada Brook said Friday.',
        "Ada Brook",
    ),
    "however": ('Ada Brook said, however, that "the river will rise again tonight."', "Ada Brook"),
    "in a statement": (f"In a statement, Ada Brook said: {S}", "Ada Brook"),
    "statement after the name": (f"{Q} Ada Brook said in a statement.", "Ada Brook"),
    "participle with an adverb": (f"{Q} Ada Brook said, smiling broadly.", "Ada Brook"),
    "organisation": (f"{Q} the Northern Water Agency said.", "Northern Water Agency"),
    "ministry": (f"In a statement, the Foreign Ministry said: {S}", "Foreign Ministry"),
    "acronym": (f"{Q} the NWA said in a report.", "NWA"),
    "ministry without its name": (
        f"The Defence Ministry met on Monday. {Q} the ministry said.",
        "Defence Ministry",
    ),
    "government by its capital": (f"{Q} the Kremlin said.", "Kremlin"),
    "country": (f"Sweden said: {S}", "Sweden"),
    "spokesman without a name": (f"{Q} a spokesman for Ada Brook said.", None),
    "somebody without a name": (f"Ada Brook left early. {Q} a woman in the crowd said.", None),
    "officials": (f"Ada Brook left early. {Q} officials said.", None),
    "police spokesman": (f"{Q} said a police spokesman.", None),
    "they": (f"Ada Brook and Tom Field came by train. {Q} they said.", None),
    "nobody": ('The letter was found on Monday. A sign beside it read "keep away from the river".', None),
    "a name with title later": (
        f"{Q} Brook said. Ada Brook is the mayor of the town.",
        "Ada Brook",
    ),
    "surname only, all through": (f"{Q} Brook said.", "Brook"),
    "misspelt once": (
        f"Ada Thornbury spoke first. Thornbury was tired. {Q} Thornbry said.",
        "Ada Thornbury",
    ),
    "first name only": (f"Ada Brook lost her house. {Q} Ada said.", "Ada Brook"),
    "possessive outlet before the name": (f"{Q} Radio Example's Ada Brook reported.", "Ada Brook"),
    "dash": ('"The river will rise again tonight" — Ada Brook.', "Ada Brook"),
}


@pytest.mark.parametrize(("text", "expected"), ONE_SPEAKER.values(), ids=ONE_SPEAKER)
def test_one_quotation(text, expected):
    assert list_speakers(text) == [expected]


def test_the_cue_is_the_reporting_word():
    cues = [
        find_quotations(text)[0].cue
        for text in (
            f"{Q} Ada Brook said.",
            'The flood was "the worst thing ever seen", according to Ada Brook.',
            f"{Q} Ada Brook told reporters.",
            f"Ada Brook: {S}",
        )
    ]
    assert cues == ["said", "according to", "told", ""]


PRONOUNS = {
    "he": (f"Tom Field came by train. {Q} he said.", "Tom Field"),
    "she after a man": (f"Ada Brook met Tom Field by the river. {Q} she said.", "Ada Brook"),
    "he after a woman": (f"Ada Brook met Tom Field by the river. {Q} he said.", "Tom Field"),
    "he across paragraphs": (f"Tom Field came by train.\n\nIt was late.\n\n{Q} he said.", "Tom Field"),
    "the subject, not the object": (f"Tom Field met Paul Marsh by the river.\n\n{Q} he said.", "Tom Field"),
    "he when only a woman is there": (f"Ada Brook came by train. {Q} he said.", None),
    "nobody there": (f"{Q} he said.", None),
    "gender by honorific": (f"Mrs Drimm met Mr Quarl by the river. {Q} she said.", "Drimm"),
    "gender by title": (f"Spokeswoman Xolva Drimm met Tom Field. {Q} she said.", "Xolva Drimm"),
    "reporter is not meant": (
        f"Tom Field warned against boats on the river, Radio Example's Ada Brook reported.\n\n{Q} he said.",
        "Tom Field",
    ),
    "the minister": (
        f"Foreign Minister Tom Field met Ada Brook. {Q} the minister said.",
        "Tom Field",
    ),
    "nationality and office": (
        f"Swedish President Tom Field met Danish President Paul Marsh. {Q} the Danish president said.",
        "Paul Marsh",
    ),
    "possessive country": (
        f"Swedish Foreign Minister Tom Field met Paul Marsh. {Q} Sweden's top diplomat said.",
        "Tom Field",
    ),
    "two presidents": (
        f"Swedish President Tom Field met Danish President Paul Marsh. {Q} the president said.",
        None,
    ),
    "office from an apposition": (
        f"Ada Brook, the mayor of the town, came late. Tom Field did not. {Q} the mayor said.",
        "Ada Brook",
    ),
    "an office that nobody holds": (f"Ada Brook came late. {Q} the bishop said.", None),
    "an age": (f"Tom Field came by train.\n\n{Q} the 34-year-old said.", "Tom Field"),
    "an age among two": (f"Tom Field met Paul Marsh.\n\n{Q} the 34-year-old said.", None),
    "a demonym": (f"Tom Field came by train. {Q} the Swede said.", "Tom Field"),
    "a demonym of another": (
        f"Danish writer Paul Marsh met Swedish writer Tom Field. {Q} the Dane said.",
        "Paul Marsh",
    ),
    "a surname that is an office": (f"Lena Bishop came by train. {Q} Bishop said.", "Lena Bishop"),
    "called so on request": (
        f"A nurse, who asked to be called Ada, said little. {Q} she said.",
        "Ada",
    ),
    "a relative after a comma": (f"Ada Brook left. {Q} her shadow, Tom Field, said.", "Tom Field"),
    "the PM": (f"Prime Minister Ada Brook came late. {Q} the PM said.", "Ada Brook"),
    "a shortened title": (f"Gov. Ada Brook came late. {Q} the governor said.", "Ada Brook"),
    "passed on by an agency": (
        'Ada Brook said "the river will rise again," according to news agency Example.',
        "Ada Brook",
    ),
    "envoy": (f"U.S. Secretary of State Ada Brook came late. {Q} the U.S. envoy said.", "Ada Brook"),
    "same surname, honorific": (
        f"Ada Brook and Tom Brook came by train. {Q} Mrs Brook said.",
        "Ada Brook",
    ),
    "same surname, first name": (f"Ada Brook and Tom Brook came by train. {Q} Tom said.", "Tom Brook"),
    "same surname, unsettled": (f"Ada Brook and Tom Brook came by train. {Q} Brook said.", None),
    "spelt in two ways": (
        f"Sergei Marsh came by train. Sergei Marsh left. Sergey Marsh sighed. {Q} Marsh said.",
        "Sergei Marsh",
    ),
}


@pytest.mark.parametrize(("text", "expected"), PRONOUNS.values(), ids=PRONOUNS)
def test_pronouns_and_descriptions(text, expected):
    assert list_speakers(text) == [expected]


FLOW = {
    "goes on in the paragraph": (
        '"The river is high," Ada Brook said. "It will rise tonight. We must leave now."',
        ["Ada Brook", "Ada Brook"],
    ),
    "split by the cue": (
        '"The river," Ada Brook said, "will rise again tonight."',
        ["Ada Brook", "Ada Brook"],
    ),
    "several speakers in one paragraph": (
        '"The river is very high," Ada Brook said. "It always was," Tom Field answered. '
        '"You know nothing about it," she told him.',
        ["Ada Brook", "Tom Field", "Ada Brook"],
    ),
    "paragraph without a cue": (
        'Ada Brook said she was afraid.\n\n"The river will rise again tonight."',
        ["Ada Brook"],
    ),
    "introduced in the paragraph before": (
        'Ada Brook added:\n\n"The river will rise again tonight."',
        ["Ada Brook"],
    ),
    "cue at the last of several paragraphs": (
        '"The river is high.\n\n"It will rise again tonight," Ada Brook said.',
        ["Ada Brook", "Ada Brook"],
    ),
    "cue after a first paragraph of one word": (
        "“No!\n\n“The river will rise again,” Ada Brook said.",
        ["Ada Brook", "Ada Brook"],
    ),
    "cue in the first of several paragraphs": (
        'Tom Field came late.\n\nAda Brook said: "The river is high.\n\n"It will rise again tonight."',
        ["Ada Brook", "Ada Brook"],
    ),
    "between commas, before the verb": (
        f'Ada Brook, "a very great mayor", said: {S}',
        ["Ada Brook", "Ada Brook"],
    ),
    "two in a sentence": (
        'Ada Brook said the river was "high and very brown," and that it "will rise again tonight."',
        ["Ada Brook", "Ada Brook"],
    ),
    "fragment and then another speaker": (
        'Ada Brook called the river "high and very brown," while Tom Field called it "low and rather blue".',
        ["Ada Brook", "Tom Field"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FLOW.values(), ids=FLOW)
def test_several_quotations(text, expected):
    assert list_speakers(text) == expected


def test_a_transcript_names_its_speakers_before_a_colon():
    text = (
        "Radio Example, 4 May\n\nHOST: Ada Brook, welcome to the programme.\n\n"
        "BROOK: Thank you, it is good to be here.\n\nHOST: Will the river rise?\n\n"
        "BROOK: It will rise again tonight, I fear.\n"
    )
    assert [pair for pair in list_quotes(text) if pair[1]] == [
        ("Thank you, it is good to be here.", "Ada Brook"),
        ("It will rise again tonight, I fear.", "Ada Brook"),
    ]


def test_questions_and_answers():
    text = (
        "Minister Ada Brook's press conference\n\nQ: Will the river rise again tonight?\n\n"
        "A: We do not know that yet.\n\nQ: When will you know it?\n\nA: In about two hours from now."
    )
    assert [words for words, _ in list_quotes(text)] == [
        "Will the river rise again tonight?",
        "We do not know that yet.",
        "When will you know it?",
        "In about two hours from now.",
    ]


class TestAliases:
    RECORD = [("Brooke", "Ada Brook"), ("Brook", "Ada Brook"), ("the river queen", "Ada Brook")]

    def test_the_texts_own_full_name_comes_first(self):
        assert list_speakers(f"Ada M. Brook came by train. {Q} Brooke said.", self.RECORD) == ["Ada M. Brook"]

    def test_the_records_name_when_the_text_gives_none(self):
        assert list_speakers(f"{Q} Brooke said.", self.RECORD) == ["Ada Brook"]

    def test_a_description_that_the_record_knows(self):
        assert list_speakers(f"{Q} the river queen said.", self.RECORD) == ["Ada Brook"]

    def test_a_spelling_of_two_people_settles_nothing(self):
        record = [("Brook", "Ada Brook"), ("Brook", "Tom Brook")]
        assert list_speakers(f"{Q} Brook said.", record) == ["Brook"]


@pytest.mark.parametrize(
    "text",
    [
        f"{Q} said Ada Brook and Tom Field.",
        f"{Q} said Ada Brook and her lawyer, Tom Field.",
        f"{Q} two councillors, Ada Brook and Tom Field, said.",
        "Two councillors, Ada Brook and Tom Field, said the river would rise.",
        "Two councillors, Ada Brook, Eva Hale and Tom Field, said the river would rise.",
        "Ada Brook, a lawyer, and Tom Field, a doctor, said the river would rise.",
        "The mayor, Ada Brook, and her deputy, Tom Field, said the river would rise.",
        "The river will rise, two councillors, Ada Brook and Tom Field, said.",
        "The river will rise, Ada Brook, a lawyer, and Tom Field, a doctor, said.",
        "According to Ada Brook and Tom Field, the river would rise.",
    ],
)
def test_what_several_say_together_is_nobodys(text):
    [quotation] = find_quotations(text)
    assert (quotation.speaker, quotation.description) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        f"{Q} said Ada Brook and Tom Field agreed.",
        f"{Q} said Ada Brook, and Tom Field nodded.",
        "Ada Brook, who met Eva Hale and Tom Field, said the river would rise.",
        "Ada Brook, a lawyer for Eva Hale and Tom Field, said the river would rise.",
    ],
)
def test_others_after_and_say_nothing_with_the_speaker(text):
    [quotation] = find_quotations(text)
    assert quotation.speaker == "Ada Brook"
