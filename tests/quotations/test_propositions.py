"""Draft propositions: what somebody said as one sentence without its source, or none."""

import pytest

from quotations.finder import find_quotations
from quotations.positions.propositions import draft_quoted
from quotations.positions.speaker_names import SpeakerName

DRAFTS = [
    # a reported clause, with names for pronouns
    ("Tom Clay said [he would not run for mayor].", "Tom Clay would not run for mayor."),
    ("Ilse Vok said that [her government had no letter].", "Ilse Vok’s government had no letter."),
    ("The Audit Office said [the fund could not explain it all].", "The fund could not explain it all."),
    ("Rory Stein said [his client had been asleep].", "Rory Stein’s client had been asleep."),
    ("Residents said [they had not been told].", "Residents had not been told."),
    ("The ministry of roads said [it had lost the file].", "The ministry of roads had lost the file."),
    ("Edda Roos said [if she won she would sue].", "If Edda Roos won she would sue."),
    ("Edda Roos said [it was too early to tell].", "It was too early to tell."),
    ("[The bridge will open in May], said Otto Brink, the mayor.", "The bridge will open in May."),
    ("Krog said [the plan was “old and idle” and would fail].", "The plan was old and idle and would fail."),
    ("Krog said [he hadn't seen it in May].", "Krog had not seen it in May."),
    ("Vok told the court [nobody lied, and the dam held].", "Nobody lied."),
    # a denial gives what is denied
    ("Nadia Ferro denied that [the dam leaked].", "The dam leaked."),
    ("Nadia Ferro [denied taking money from the firm].", "Nadia Ferro took money from the firm."),
    ("Brandt Motors [denied having sold the lists].", "Brandt Motors had sold the lists."),
    ("Ferro [rejected the claim that the bridge was unsafe].", "The bridge was unsafe."),
    ("Nadia Ferro denied reports that [she had quit].", "Nadia Ferro had quit."),
    ("Ola Dahl has [denied the league is considering a ban].", "The league is considering a ban."),
    # a promise and a demand
    (
        "Otto Brink vowed [to fight the order in every court].",
        "Otto Brink will fight the order in every court.",
    ),
    ("Otto Brink pledged [not to sell the park].", "Otto Brink will not sell the park."),
    ("Otto Brink called for [the road to be closed].", "The road must be closed."),
    # quoted words
    ("“[No god asks for blood],” said Otto Brink.", "No god asks for blood."),
    ("“[No, the dam is safe],” said Otto Brink.", "The dam is safe."),
    ("“[I shall stay at home],” said Otto Brink.", "Otto Brink will stay at home."),
    ("“[I never met Karl Ness],” said Ilse Vok.", "Ilse Vok never met Karl Ness."),
    ("“[I'm not a candidate],” said Ann Bell.", "Ann Bell is not a candidate."),
    ("“[I want my seat],” said Ann Bell.", "Ann Bell wants her seat."),
    ("“[We do not raise taxes],” the Treasury said.", "The Treasury does not raise taxes."),
    ("“[Our men are on their way],” said Corran Airways.", "Corran Airways’ men are on their way."),
    ("“[But I was not at home],” said Otto Brink.", "Otto Brink was not at home."),
    (
        "ANN BELL: [I have made up my mind.]\n\nJO POE: No.\n\nANN BELL: Yes.",
        "Ann Bell has made up her mind.",
    ),
    ("“[If I am elected, I will go],” said Ann Bell.", "If Ann Bell is elected, she will go."),
    ("“[I think that the dam leaked],” said Ann Bell.", "The dam leaked."),
    ("“[Nobody was hurt],” the fire brigade said.", "Nobody was hurt."),
    ("Otto Brink called the tax “[a blow to small owners]”.", "The tax is a blow to small owners."),
]
NO_DRAFTS = [
    "Nadia Ferro [denied the charge].",
    "Vok said that [if he were elected, Rada would raise taxes].",
    "“[I do not think the dam will hold],” said Krog.",
    "“[The dam, I am told, is safe],” said Krog.",
    "“[The only question is when],” said Krog.",
    "Russia on Tuesday [denied having any ships in the bay].",
    "Russia on Tuesday denied that [its ships had ever left the bay].",
    "Gus Orr, 44, [denied setting fire to it and two counts of theft].",
    "Pia Holm said [it was her last race].",
    "Otto Brink said [it was not to blame].",
    "The council [denied reports of a rift].",
    "“[What were they thinking?]” asked Otto Brink.",
    "“[Leave us alone],” said Otto Brink.",
    "“[Tell the people the dam is unsafe],” said Otto Brink.",
    "“[They must resign],” Sara Kiel said.",
    "“[This is a disgrace],” said Krog.",
    "“[That is not true],” said Krog.",
    "“[You will have to ask her],” said Krog.",
    "“[It is cold in here],” said Krog.",
    "“[We see forty patients a day],” Ada Finn said.",
    "“[I do not read them],” said Krog.",
    "“[Tomorrow, if my knees would let me],” said Krog.",
    "“[Closed until the roof is mended],” said Krog.",
    "“[There is no front line there],” said Krog.",
    "“[We take no bribes],” said the Treasury.",
    "“[We were a disgrace],” Balan said.",
    "“[It was never going to pass],” Tom Clay said.",
    "“[Absolutely not],” said Krog.",
    "“[The lady has not read it],” said Krog.",
    "“[If the dam goes],” said Krog, “run.”",
    "“[The dam held. I saw it],” said Krog.",
    "“[We have nobody in custody],” a police officer said.",
    "“[We will win this],” said Krog.",
    "“[I know him and he knows me],” said Krog.",
    "“[old and idle gossip from rivals],” said Ann Bell.",
    "Teo Rada told Karl Ness that [he was a liar].",
    "Mira Sand said of her mother that [she was the better baker].",
    "Giles Penn said [Ruth Amory had shown him the letter].",
    "Ilse Vok said that [Edda Roos had lied and that she would sue].",
    "Karl Ness was held on Friday. Prosecutor Dag Winther said [he had planned the theft].",
    "Mr. Krog and Ms. Holm say [they were never shown the map].",
    "[He had been drinking], Krog said.",
    "The dam held. Krog said [it had been full in May].",
]


def draft(passage: str) -> str:
    """Return the draft of the row between brackets; a comma that belongs to the quotation may follow."""
    start, end = passage.index("["), passage.index("]") - 1
    found = find_quotations(passage.replace("[", "").replace("]", ""))
    [proposition] = [item.proposition for item in found if item.start == start and item.end in (end, end + 1)]
    return proposition


@pytest.mark.parametrize(("passage", "proposition"), DRAFTS)
def test_the_words_become_one_sentence_without_their_source(passage, proposition):
    assert draft(passage) == proposition


@pytest.mark.parametrize("passage", NO_DRAFTS)
def test_no_sentence_is_better_than_a_wrong_one(passage):
    assert draft(passage) == ""


def test_we_are_the_party_of_the_speaker_where_that_is_known():
    norway = SpeakerName("Norway", is_body=True)
    assert draft_quoted("We have closed our border", SpeakerName("Ada Brook", "f"), norway) == (
        "Norway has closed its border."
    )


def test_offsets_are_kept_where_letters_are_composed_and_invisible_ones_left_out():
    [row] = find_quotations("Ann Bell said the cafe\u0301 \u200bwas shut by a court.")
    assert row.text == "the cafe\u0301 \u200bwas shut by a court"
    assert row.proposition == "The café was shut by a court."
