"""Indirect speech is proposed as a paraphrase, of somebody named or of a group.

The paraphrase covers the reported clause.
"""

import pytest

from quotations.finder import find_quotations
from tests.support.quotation_lists import list_paraphrases

CASES = {
    "that": ("Ada Brook said that the river would rise.", [("the river would rise", "Ada Brook")]),
    "without that": ("Ada Brook said the river would rise.", [("the river would rise", "Ada Brook")]),
    "an accusation of having said it": (
        "Tom Field accused Ada Brook of saying that the dam leaked.",
        [("accused Ada Brook of saying that the dam leaked", "Tom Field")],
    ),
    "a listener with a name behind the office": (
        "Ada Brook told the mayor, Tom Field, that the dam leaked.",
        [("the dam leaked", "Ada Brook")],
    ),
    "a memo that somebody saw": (
        "According to a memo seen by Ada Brook, the dam leaked.",
        [("the dam leaked", None)],
    ),
    "the office of somebody": (
        "The office of Ada Brook said the dam leaked.",
        [("the dam leaked", "Ada Brook")],
    ),
    "questioned by somebody": (
        "Questioned by Ada Brook, the minister said the dam leaked.",
        [("the dam leaked", None)],
    ),
    "more than a number": (
        "Ada Brook said more than 20 boats had left.",
        [("more than 20 boats had left", "Ada Brook")],
    ),
    "told somebody that": (
        "Ada Brook told reporters on Friday that the river would rise.",
        [("the river would rise", "Ada Brook")],
    ),
    "a day between": (
        "Ada Brook said on Friday that the river would rise.",
        [("the river would rise", "Ada Brook")],
    ),
    "reports as the subject": (
        "Ada Brook said reports that the dam leaked were false.",
        [("reports that the dam leaked were false", "Ada Brook")],
    ),
    "claims as the subject, without that": (
        "Ada Brook insisted claims that the dam leaked were baseless.",
        [("claims that the dam leaked were baseless", "Ada Brook")],
    ),
    "rumours of a kind as the subject": (
        "Ada Brook said recent rumours that the dam leaked were wrong.",
        [("recent rumours that the dam leaked were wrong", "Ada Brook")],
    ),
    "reports that are confirmed": (
        "Ada Brook confirmed reports that the dam leaked.",
        [("the dam leaked", "Ada Brook")],
    ),
    "at the end": ("The river would rise, Ada Brook said.", [("The river would rise", "Ada Brook")]),
    "at the end, turned": ("The river would rise, said Ada Brook.", [("The river would rise", "Ada Brook")]),
    "according to, before": (
        "According to Ada Brook, the river would rise.",
        [("the river would rise", "Ada Brook")],
    ),
    "according to, after": (
        "The river would rise, according to Ada Brook.",
        [("The river would rise", "Ada Brook")],
    ),
    "an office after capitals is no dateline": (
        "NATO Secretary General Ada Brook – who met nine – had no letter, according to Tom Field.",
        [("NATO Secretary General Ada Brook – who met nine – had no letter", "Tom Field")],
    ),
    "adding": (
        "Ada Brook said the river would rise, adding that boats were ready.",
        [("the river would rise", "Ada Brook"), ("boats were ready", "Ada Brook")],
    ),
    "surname": (
        "Ada Brook came late. Brook warned that the river would rise.",
        [("the river would rise", "Ada Brook")],
    ),
    "pronoun": (
        "Tom Field came late. He said the river would rise.",
        [("the river would rise", "Tom Field")],
    ),
    "stressed": (
        "Ada Brook stressed that boats were ready.",
        [("boats were ready", "Ada Brook")],
    ),
    "organisation": (
        "The Northern Water Agency said the river would rise.",
        [("the river would rise", "Northern Water Agency")],
    ),
    "with a fragment inside": (
        'Ada Brook said the river was "quite high" and would rise.',
        [('the river was "quite high" and would rise', "Ada Brook")],
    ),
    "a group": ("Officials said the river would rise.", [("the river would rise", None)]),
    "two together": ("Ada Brook and Tom Field say the river rises.", [("the river rises", None)]),
    "a condition is what was said": (
        "Ada Brook said if it rained the river would rise.",
        [("if it rained the river would rise", "Ada Brook")],
    ),
    "a time is when it was said": (
        "Ada Brook said after the vote she would leave.",
        [("she would leave", "Ada Brook")],
    ),
    "a denial": ("Ada Brook denied the charge.", [("denied the charge", "Ada Brook")]),
    "a promise": ("Ada Brook vowed to build a dam.", [("to build a dam", "Ada Brook")]),
    "that is a subject": ("Ada Brook said that was never agreed.", [("that was never agreed", "Ada Brook")]),
    "a condition of the reporter's": ("If Ada Brook says that the river rises, it will.", []),
    "a warning without a listener": (
        "Ada Brook warned an old dam could break.",
        [("an old dam could break", "Ada Brook")],
    ),
    "before the reporter's own clause": (
        "While Ada Brook says the river is safe, the town is not so sure.",
        [("the river is safe", "Ada Brook")],
    ),
    "a noun with a relative clause": ("Ada Brook announced a set of rules that will come.", []),
    "the audience": ("Ada Brook told an audience that included farmers.", []),
    "no clause": ("Ada Brook noted Tom Field's comments on the river.", []),
    "a direct quotation only": ('Ada Brook said: "The river will rise again."', []),
    "denied to speak": ("Ada Brook declined to say whether the river would rise.", []),
    "not said": ("Ada Brook did not say that the river would rise.", []),
    "no speech": ("Ada Brook saw that the river rose.", []),
    "passive": ("Ada Brook was told that the river would rise.", []),
    "two people": (
        "Ada Brook said the river would rise, but Tom Field said it would fall.",
        [("the river would rise", "Ada Brook"), ("it would fall", "Tom Field")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_reported_clauses(text, expected):
    assert list_paraphrases(text) == expected


def list_rows(text):
    return [(item.text, item.speaker or item.description) for item in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Ann Bell refuted suggestions that the dam leaked.",
            "refuted suggestions that the dam leaked",
            "Ann Bell",
        ),
        ("Ann Bell brushed aside reports of a leak.", "brushed aside reports of a leak", "Ann Bell"),
        ("Ann Bell disputes that the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Ann Bell doubts that the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Ann Bell questioned whether the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Ann Bell, denying reports of a leak, left.", "denying reports of a leak", "Ann Bell"),
        ("Denying reports of a leak, Ann Bell left.", "Denying reports of a leak", "Ann Bell"),
        ("Ann Bell denied theft, fraud and bribery.", "denied theft, fraud and bribery", "Ann Bell"),
        ("Ann Bell repeated her claim that the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Ann Bell pledged not to sell the dam.", "not to sell the dam", "Ann Bell"),
        ("The parents said on Friday that the dam leaked.", "the dam leaked", "The parents"),
        ("Her family said in a statement the dam leaked.", "the dam leaked", ""),
        ("Local media reported that the dam leaked.", "the dam leaked", "Local media"),
        ("A source close to the talks said the dam leaked.", "the dam leaked", "A source close to the talks"),
        ("A bank source, speaking at night, said the dam leaked.", "the dam leaked", "A bank source"),
        ("Lawyers for the family said the dam leaked.", "the dam leaked", "Lawyers for the family"),
        ("Two aides to Ann Bell said the dam leaked.", "the dam leaked", "Two aides to Ann Bell"),
        ("Doctors and nurses said the dam leaked.", "the dam leaked", "Doctors and nurses"),
        ("The defence ministry said the dam leaked.", "the dam leaked", "The defence ministry"),
        (
            "The prime minister's spokesman said the dam leaked.",
            "the dam leaked",
            "The prime minister's spokesman",
        ),
        ("Engineers were quoted as saying the dam leaked.", "the dam leaked", "Engineers"),
        ("Ann Bell has been quoted as saying the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Ann Bell admitted having sold the dam.", "admitted having sold the dam", "Ann Bell"),
        ("Ann Bell warned on Friday the dam would leak.", "the dam would leak", "Ann Bell"),
        ("Ann Bell hinted that the dam leaked.", "the dam leaked", "Ann Bell"),
        ("As Ann Bell said, the dam leaked.", "the dam leaked", "Ann Bell"),
        ("Fishermen said the dam leaked.", "the dam leaked", "Fishermen"),
        ("Norway on Tuesday rejected a claim that it leaks.", "rejected a claim that it leaks", "Norway"),
        ("Marn on Tuesday denied the charge.", "denied the charge", "Marn"),
        ("The ministry said the dam leaked.", "the dam leaked", "The ministry"),
        ("The minister said the dam leaked.", "the dam leaked", "The minister"),
        (
            "The board said divers had gone down on Tuesday, and found no leak.",
            "divers had gone down on Tuesday, and found no leak",
            "The board",
        ),
        (
            "Divers had gone down twice and found no leak, the board said.",
            "Divers had gone down twice and found no leak",
            "the board",
        ),
        ("Ann Bell said it was over, and left.", "it was over, and left", "Ann Bell"),
        (
            "Nine days after the dam broke, divers are still at work, officials say.",
            "Nine days after the dam broke, divers are still at work",
            "officials",
        ),
    ],
)
def test_denials_and_reports_without_quotation_marks(text, words, speaker):
    assert list_rows(text) == [(words, speaker)]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Ann Bell rejected Tom Clay's claim that the dam leaked.", ("the dam leaked", "Tom Clay")),
        ("Ann Bell denied Mayor Tom Clay's claim that the dam leaked.", ("the dam leaked", "Tom Clay")),
        ("Ann Bell dismissed the claim by Tom Clay that the dam leaked.", ("the dam leaked", "Tom Clay")),
        ("Despite Tom Clay's warning that the dam leaked, Ann Bell left.", ("the dam leaked", "Tom Clay")),
        (
            "Ann Bell rejected Tom Clay's claim that the dam leaked as nonsense.",
            ("the dam leaked", "Tom Clay"),
        ),
    ],
)
def test_the_other_side_s_position_is_a_row_of_its_own(text, other):
    assert other in list_rows(text)


@pytest.mark.parametrize(
    "after",
    [", and walked on", ", and then smiled at them", ", then left the room", ", before leaving the hall"],
)
def test_what_the_speaker_did_afterwards_was_not_said(after):
    text = f"Ann Bell told reporters that the dam would hold once it was mended{after}."
    assert list_rows(text) == [("the dam would hold once it was mended", "Ann Bell")]
    kept = "the crew had sold the fuel, and kept the money"
    assert list_rows(f"Ann Bell said {kept}.") == [(kept, "Ann Bell")]


@pytest.mark.parametrize("subject", ["The ministry", "The tanker's owner", "The owner of the tanker"])
def test_an_owner_and_a_body_are_not_the_last_person_named(subject):
    text = f"Piet Olsen spoke in Eller. Olsen said the dam held.\n\n{subject} denied that the dam leaked."
    assert ("the dam leaked", "Piet Olsen") not in list_rows(text)


def test_a_claim_that_is_spoken_of_is_no_row_of_its_own():
    text = "Ann Bell said Tom Clay's claim that the dam leaked was false."
    assert list_rows(text) == [("Tom Clay's claim that the dam leaked was false", "Ann Bell")]


def test_what_a_claim_is_called_is_said_by_who_rejects_it():
    text = "Ann Bell rejected Tom Clay's claim that the dam leaked as “pure and utter nonsense”."
    assert ("pure and utter nonsense", "Ann Bell") in list_rows(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bell smiled as she said it, and walked on to her car.",
        "Ann Bell said it again and walked on to her car.",
        "Nine days after the dam broke in the hills, people still dispute how it was built.",
        "Nine days after the dam broke in the hills, officials say.",
    ],
)
def test_what_only_accompanies_speech_is_no_report(text):
    assert list_rows(text) == []
