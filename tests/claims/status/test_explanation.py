"""The sentence that explains a claim's status, and the standings behind it."""

import datetime
import re

import pytest

from claims import status
from claims.status import explain_status, read_standings, summarise_funding, summarise_status
from claims.status import find_silent_parties as silent_parties
from sources.models import Outlet
from tests import factories as make
from tests.support.document_rows import make_document
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def united_states():
    return make.PartyFactory(name="United States", sentence_name="the United States")


@pytest.fixture
def russia():
    return make.PartyFactory(name="Russia")


@pytest.fixture
def syria():
    return make.PartyFactory(name="Syria")


def whole_sentence(claim, silent=()):
    claim.refresh_from_db()
    return explain_status(claim.status, read_standings([claim.pk])[claim.pk], silent)


def sentence(claim, silent=()):
    """Return the sentence without what it rests on, which has tests of its own."""
    words = whole_sentence(claim, silent)
    one = r"(, |; all )as one outlet reports \([^)]*\)| \(only in [^)]*\)"
    sides = r"; [^;]* known from (one outlet \([^)]*\)|\d+ more outlets? alone)"
    return re.sub(f"{one}|{sides}", "", words)


def find_silent_parties(claim_id):
    run_deferred_triggers()
    return silent_parties(claim_id)


def official(party, name):
    claimant = make.ClaimantFactory(name=name)
    make.AffiliationFactory(claimant=claimant, party=party)
    return {"party": party, "claimant": claimant, "capacity": "official"}


def test_asserted_by_one_party(united_states):
    claim = make.StatementFactory(party=united_states).claim
    assert sentence(claim) == "Asserted by the United States."


def test_asserted_names_who_is_not_on_record(united_states):
    claim = make.StatementFactory(party=united_states).claim
    assert sentence(claim, ["Russia", "Syria"]) == (
        "Asserted by the United States; nothing known from Russia and Syria."
    )


def test_agreed_by_two_parties(united_states, russia):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, party=united_states)
    make.StatementFactory(claim=claim, party=russia)
    assert sentence(claim, ["Syria"]) == ("Agreed by Russia and the United States; nothing known from Syria.")


def test_disputed_names_both_sides(united_states, russia, syria):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, party=united_states)
    make.StatementFactory(claim=claim, party=russia, stance="denies")
    make.StatementFactory(claim=claim, party=syria, stance="questions")
    assert sentence(claim) == (
        "Disputed: affirmed by the United States; denied by Russia; questioned by Syria."
    )


def test_two_parties_of_one_name_are_not_one_divided_party():
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, party=make.PartyFactory(name="Congo"))
    make.StatementFactory(claim=claim, party=make.PartyFactory(name="Congo"), stance="denies")
    assert sentence(claim) == "Disputed: affirmed by Congo; denied by Congo."


def test_disputed_without_anybody_affirming(russia):
    claim = make.StatementFactory(party=russia, stance="denies").claim
    assert sentence(claim) == "Disputed: denied by Russia; nobody is known to affirm it."


def test_disputed_where_only_an_outlet_affirms(russia):
    claim = make.StatementFactory(party=russia, stance="denies").claim
    voice = make.VoiceFactory(outlet__name="The Herald")
    make.StatementFactory(
        claim=claim, party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    )
    assert sentence(claim) == ("Disputed: denied by Russia; affirmed only by The Herald itself.")


def test_disputed_within_one_party(united_states):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, **official(united_states, "Ann"))
    make.StatementFactory(claim=claim, stance="denies", **official(united_states, "Bob"))
    assert sentence(claim) == ("Disputed within the United States: affirmed by Ann; denied by Bob.")


def test_a_divided_party_beside_a_united_one(united_states, russia):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, **official(united_states, "Ann"))
    make.StatementFactory(claim=claim, stance="denies", **official(united_states, "Bob"))
    make.StatementFactory(claim=claim, party=russia, stance="denies")
    assert sentence(claim) == (
        "Disputed: denied by Russia; the United States divided (affirmed by Ann, denied by Bob)."
    )


def test_asserted_by_an_outlet_alone():
    voice = make.VoiceFactory(outlet__name="The Herald")
    claim = make.StatementFactory(
        party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    ).claim
    assert sentence(claim) == ("Stated by The Herald itself; no party has taken a position.")


def test_asserted_by_an_outlet_while_parties_have_no_position_that_counts(russia, syria, united_states):
    voice = make.VoiceFactory(outlet__name="The Herald")
    claim = make.StatementFactory(
        party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    ).claim
    make.StatementFactory(claim=claim, party=united_states, stance="withdraws")
    assert sentence(claim) == ("Stated by The Herald itself; no party has a position that counts.")
    make.StatementFactory(claim=claim, party=syria, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == (
        "Stated by The Herald itself; no party has a position that counts; "
        "Syria is said to affirm it (second-hand: does not count)."
    )


def test_asserted_by_two_outlets_alone():
    claim = make.ClaimFactory()
    for name in ("The Gazette", "The Herald"):
        voice = make.VoiceFactory(outlet__name=name)
        make.StatementFactory(
            claim=claim,
            party=voice,
            citation__article__outlet=voice.outlet,
            citation__kind="own_words",
        )
    assert sentence(claim) == (
        "Stated by The Gazette and The Herald themselves; no party has taken a position."
    )


def outlets_say(claim, *said):
    """Let each outlet, by name, take positions itself."""
    for name, *stances in said:
        voice = make.VoiceFactory(outlet__name=name)
        for stance in stances:
            make.StatementFactory(
                claim=claim,
                party=voice,
                stance=stance,
                citation__article__outlet=voice.outlet,
                citation__kind="own_words",
            )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("The Herald", "denies")], "Disputed by The Herald itself; no party has taken a position."),
        (
            [("The Gazette", "denies"), ("The Herald", "questions")],
            "Disputed by The Gazette and The Herald themselves; no party has taken a position.",
        ),
        (
            [("The Gazette", "affirms"), ("The Herald", "questions"), ("The Post", "affirms")],
            "Disputed between outlets: stated by The Gazette and The Post; disputed by The Herald; "
            "no party has taken a position.",
        ),
        (
            [("The Herald", "affirms", "questions")],
            "Disputed within The Herald, which states it and disputes it itself;"
            " no party has taken a position.",
        ),
        (
            [("The Gazette", "affirms"), ("The Herald", "withdraws")],
            "Stated by The Gazette itself; no party has taken a position.",
        ),
    ],
)
def test_outlets_alone(said, expected):
    claim = make.ClaimFactory()
    outlets_say(claim, *said)
    assert sentence(claim) == expected


def test_outlets_dispute_it_while_parties_are_known_second_hand_only(russia, syria):
    claim = make.ClaimFactory()
    outlets_say(claim, ("The Herald", "denies"))
    make.StatementFactory(claim=claim, party=syria, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == (
        "Disputed by The Herald itself; no party has a position that counts; "
        "Syria is said to affirm it (second-hand: does not count)."
    )


def test_a_party_that_denies_is_not_named_again_for_doubting(united_states, russia):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, party=united_states)
    make.StatementFactory(claim=claim, stance="denies", **official(russia, "Ivan"))
    make.StatementFactory(claim=claim, stance="questions", **official(russia, "Olga"))
    assert sentence(claim) == "Disputed: affirmed by the United States; denied by Russia."


def test_a_position_known_only_second_hand_is_named_and_does_not_count(united_states, russia):
    opcw = make.PartyFactory(
        name="OPCW", sentence_name="the OPCW", kind="organisation", speaks_for_itself=True
    )
    claim = make.StatementFactory(party=united_states).claim
    make.StatementFactory(claim=claim, party=opcw, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == (
        "Asserted by the United States; the OPCW is said to affirm it (second-hand: does not count)."
    )


@pytest.mark.parametrize(
    ("stances", "words"),
    [
        (
            ["affirms"],
            "Disputed: denied by Russia; Syria is said to affirm it (second-hand: does not count).",
        ),
        (
            ["denies"],
            "Disputed: denied by Russia; nobody is known to affirm it; "
            "Syria is said to deny it (second-hand: does not count).",
        ),
        (
            ["affirms", "questions", "withdraws"],
            "Disputed: denied by Russia; Syria is said to affirm it; Iran is said to question it; "
            "Libya is said to have taken it back (second-hand: does not count).",
        ),
    ],
)
def test_a_dispute_names_who_is_known_second_hand_and_which_way(russia, stances, words):
    claim = make.StatementFactory(party=russia, stance="denies").claim
    for stance, name in zip(stances, ["Syria", "Iran", "Libya"], strict=False):
        party = make.PartyFactory(name=name)
        say_second_hand(claim, party, stance, russia)
    assert sentence(claim) == words


def test_a_party_that_differs_within_names_who_is_known_second_hand(united_states, russia, syria):
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, **official(united_states, "Ann"))
    make.StatementFactory(claim=claim, stance="denies", **official(united_states, "Bob"))
    for party in (russia, syria):
        say_second_hand(claim, party, "affirms", united_states)
    assert sentence(claim) == (
        "Disputed within the United States: affirmed by Ann; denied by Bob; "
        "Russia and Syria are said to affirm it (second-hand: does not count)."
    )


def say_second_hand(claim, party, stance, relayed_by):
    make.StatementFactory(
        claim=claim,
        party=party,
        stance=stance,
        citation__relayed_by=relayed_by,
        citation__relayed_for=relayed_by,
    )


def test_outlets_that_speak_themselves_beside_a_party_are_told(united_states):
    claim = make.StatementFactory(party=united_states).claim
    outlets_say(claim, ("Herald", "affirms"))
    assert sentence(claim) == "Asserted by the United States; Herald itself states it."
    outlets_say(claim, ("Post", "affirms"), ("Gazette", "denies"))
    assert sentence(claim, ["Syria"]) == (
        "Asserted by the United States; several outlets state it themselves; Gazette itself disputes it; "
        "nothing known from Syria."
    )
    make.StatementFactory(claim=claim)
    assert "Gazette itself disputes it" in sentence(claim) and "state it" not in sentence(claim)


def test_lists_say_who_stands_where_without_what_it_rests_on(united_states, russia):
    claim = make.ClaimFactory()
    say(claim, (united_states, "affirms"), (russia, "denies"), name="CNBC")
    claim.refresh_from_db()
    rows = read_standings([claim.pk])[claim.pk]
    assert "CNBC" in explain_status(claim.status, rows)
    assert (
        summarise_status(claim.status, rows) == "Disputed: affirmed by the United States; denied by Russia."
    )


@pytest.mark.parametrize(
    ("number", "words"), [(13, "Land 11, Land 12 and Land 13."), (40, "Land 11, Land 12 and 28 others.")]
)
def test_of_very_many_parties_the_first_are_named(number, words):
    claim = make.ClaimFactory()
    for place in range(number):
        make.StatementFactory(claim=claim, party=make.PartyFactory(name=f"Land {place + 1:02}"))
    assert sentence(claim).startswith("Agreed by Land 01, Land 02, ")
    assert sentence(claim).endswith(words)


def test_of_very_many_divided_parties_the_first_are_named():
    claim = make.ClaimFactory()
    for place in range(14):
        party = make.PartyFactory(name=f"Land {place + 1:02}")
        for stance in ("affirms", "denies"):
            make.StatementFactory(claim=claim, party=party, claimant=party, stance=stance)
    assert sentence(claim).endswith(
        "; Land 12 divided (affirmed by Land 12, denied by Land 12); 2 other parties divided."
    )


SPUTNIK = {"name": "Sputnik", "funding": "Owned by the Russian government, through an agency"}


def say(claim, *said, **outlet):
    """Let parties take positions, each known from an article of this outlet, or of one of its own."""
    if outlet:
        outlet = {"citation__article__outlet": make.OutletFactory(funding_source="x", **outlet)}
    return [
        make.StatementFactory(claim=claim, party=party, stance=stance, **outlet) for party, stance in said
    ]


def test_an_agreement_that_one_outlet_reports_names_it_and_who_owns_it(united_states, russia):
    say(claim := make.ClaimFactory(), (united_states, "affirms"), (russia, "affirms"), **SPUTNIK)
    assert whole_sentence(claim, ["Syria"]) == (
        "Agreed by Russia and the United States, as one outlet reports"
        " (Sputnik, owned by the Russian government); nothing known from Syria."
    )


def test_a_side_of_an_agreement_that_is_known_from_one_outlet_names_it(united_states, russia):
    claim = make.ClaimFactory()
    [words] = say(claim, (united_states, "affirms"))
    make.CitationFactory(statement=words)
    [russian] = say(claim, (russia, "affirms"), **SPUTNIK)
    assert whole_sentence(claim) == (
        "Agreed by Russia and the United States; Russia known from one outlet"
        " (Sputnik, owned by the Russian government)."
    )
    make.CitationFactory(statement=russian)
    assert whole_sentence(claim) == "Agreed by Russia and the United States."


def test_sides_known_from_the_same_outlet_are_named_together(united_states, russia, syria):
    say(claim := make.ClaimFactory(), (syria, "affirms"), (russia, "affirms"), **SPUTNIK)
    say(claim, (united_states, "affirms"), name="CNBC")
    assert whole_sentence(claim) == (
        "Agreed by Russia, Syria and the United States; Russia and Syria known from one outlet"
        " (Sputnik, owned by the Russian government); the United States known from one outlet (CNBC)."
    )


def test_of_very_many_sides_known_from_one_outlet_the_first_are_named():
    claim = make.ClaimFactory()
    for name in "ABCDE":
        say(claim, (make.PartyFactory(name=name), "affirms"), name=f"The {name}")
    assert whole_sentence(claim) == (
        "Agreed by A, B, C, D and E; A known from one outlet (The A); B known from one outlet (The B);"
        " C known from one outlet (The C); others known from 2 more outlets alone."
    )


def test_an_assertion_that_one_outlet_reports_names_it(united_states):
    [words] = say(claim := make.ClaimFactory(), (united_states, "affirms"), name="CNBC")
    assert whole_sentence(claim) == "Asserted by the United States, as one outlet reports (CNBC)."
    make.CitationFactory(statement=words)
    assert whole_sentence(claim) == "Asserted by the United States."


def test_a_dispute_that_one_outlet_reports_names_it(united_states, russia):
    claim = make.ClaimFactory()
    outlet = make.OutletFactory(name="CNBC")
    denial = make.StatementFactory(
        claim=claim, party=russia, stance="denies", citation__article__outlet=outlet
    )
    assert whole_sentence(claim) == (
        "Disputed: denied by Russia, as one outlet reports (CNBC); nobody is known to affirm it."
    )
    make.StatementFactory(claim=claim, party=united_states, citation__article__outlet=outlet)
    assert whole_sentence(claim) == (
        "Disputed: affirmed by the United States; denied by Russia; all as one outlet reports (CNBC)."
    )
    make.CitationFactory(statement=denial)
    assert whole_sentence(claim) == "Disputed: affirmed by the United States; denied by Russia."


@pytest.mark.parametrize(
    ("credit", "whole", "side"),
    [
        ("via", "all through one agency", "through one agency"),
        ("text_from", "all from one text", "from one text"),
    ],
)
def test_two_outlets_with_one_origin_are_one_report(united_states, russia, credit, whole, side):
    claim = make.ClaimFactory()
    agency = make.OutletFactory(name="Wire", funding="Owned by its members", funding_source="x")
    copied = {"via": agency} if credit == "via" else {"article__text_from": agency}
    words = [
        make.CitationFactory(
            statement=make.StatementFactory(claim=claim, party=party, citation=None),
            article__outlet__name=name,
            **copied,
        ).statement
        for party, name in ((united_states, "CNBC"), (russia, "Sputnik"))
    ]
    make.CitationFactory(statement=words[0], article__outlet=agency)
    assert whole_sentence(claim) == (
        f"Agreed by Russia and the United States, {whole} (Wire, owned by its members)."
    )
    make.StatementFactory(
        claim=claim, party=make.PartyFactory(name="Syria"), citation__article__outlet=agency
    )
    make.CitationFactory(statement=words[0])
    make.CitationFactory(statement=words[1], **copied)
    assert whole_sentence(claim) == (
        "Agreed by Russia, Syria and the United States;"
        f" Russia known {side} (Wire, owned by its members);"
        " Syria known from one outlet (Wire, owned by its members)."
    )
    document = make_document(claim.pk)
    assert document.explain_status() == whole_sentence(claim)
    make.StatementFactory(
        claim=claim, party=united_states, stance="denies", said_on=datetime.date(2017, 4, 13)
    )
    assert "Russia and Syria; denied by the United States" in whole_sentence(claim)
    assert "(Wire" not in whole_sentence(claim)


def test_one_outlet_is_named_also_where_it_credits_an_agency_for_some_of_it(russia):
    [words] = say(claim := make.ClaimFactory(), (russia, "affirms"), **SPUTNIK)
    outlet, agency = words.citations.get().article.outlet, make.OutletFactory(name="TASS")
    make.CitationFactory(statement=words, article__outlet=outlet, via=agency)
    sentence = "Asserted by Russia, as one outlet reports (Sputnik, owned by the Russian government)."
    assert whole_sentence(claim) == sentence
    assert make_document(claim.pk).explain_status() == sentence


@pytest.mark.parametrize(
    ("credit", "words", "only"),
    [
        ("via", "all through one agency (Wire)", "only through one agency: Wire"),
        ("article__text_from", "all from one text (Wire)", "only in one text: Wire"),
    ],
)
def test_a_dispute_with_one_origin_says_so(united_states, russia, credit, words, only):
    claim = make.ClaimFactory()
    agency = make.OutletFactory(name="Wire")
    denial = make.StatementFactory(claim=claim, party=russia, stance="denies", citation=None)
    for _outlet in range(2):
        make.CitationFactory(statement=denial, **{credit: agency})
    assert whole_sentence(claim) == (f"Disputed: denied by Russia, {words}; nobody is known to affirm it.")
    make.StatementFactory(claim=claim, party=united_states, citation__article__text_from=agency)
    assert whole_sentence(claim) == (f"Disputed: affirmed by the United States; denied by Russia; {words}.")
    affirmation = claim.statements.get(party=united_states)
    make.CitationFactory(statement=affirmation)
    assert whole_sentence(claim) == (f"Disputed: affirmed by the United States; denied by Russia ({only}).")
    make.CitationFactory(statement=denial)
    assert whole_sentence(claim) == "Disputed: affirmed by the United States; denied by Russia."


def test_a_dispute_that_rests_on_what_one_outlet_reports_names_it(united_states, russia, syria):
    claim = make.ClaimFactory()
    say(claim, (united_states, "affirms"), name="CNBC")
    say(claim, (russia, "denies"), (syria, "questions"), **SPUTNIK)
    only = "(only in Sputnik, owned by the Russian government)"
    assert whole_sentence(claim) == (
        f"Disputed: affirmed by the United States; denied by Russia {only}; questioned by Syria {only}."
    )
    ann = official(united_states, "Ann")
    outlet = {"citation__article__outlet": claim.statements.get(party=syria).citations.get().article.outlet}
    make.StatementFactory(claim=claim, stance="denies", **ann, **outlet)
    assert whole_sentence(claim) == (
        f"Disputed: denied by Russia {only}; questioned by Syria {only};"
        f" the United States divided (affirmed by the United States, denied by Ann {only})."
    )
    say(claim, (make.PartyFactory(), "denies"), name="The Post")
    assert "only in" not in whole_sentence(claim)


def test_what_is_known_second_hand_or_is_history_is_no_basis(united_states, russia):
    claim = make.ClaimFactory()
    say(claim, (united_states, "affirms"), name="CNBC")
    words = make.StatementFactory(claim=claim, party=united_states, said_on=datetime.date(2017, 4, 1))
    make.CitationFactory(statement=words, relayed_by=russia, relayed_for=russia)
    current = claim.statements.get(said_on=datetime.date(2017, 4, 12))
    make.CitationFactory(statement=current, relayed_by=russia, relayed_for=russia)
    assert whole_sentence(claim) == "Asserted by the United States, as one outlet reports (CNBC)."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("Post", "affirms")], "Stated by Post itself (Comcast); no party has taken a position."),
        ([("Post", "denies")], "Disputed by Post itself (Comcast); no party has taken a position."),
        (
            [("Post", "affirms"), ("Herald", "affirms")],
            "Stated by Herald (Comcast) and Post (Comcast) themselves; no party has taken a position.",
        ),
        (
            [("Post", "affirms"), ("Herald", "denies")],
            "Disputed between outlets: stated by Post (Comcast); disputed by Herald (Comcast); "
            "no party has taken a position.",
        ),
        (
            [("Post", "affirms", "denies")],
            "Disputed within Post (Comcast), which states it and disputes it itself;"
            " no party has taken a position.",
        ),
    ],
)
def test_who_is_behind_outlets_that_speak_themselves(said, expected):
    outlets_say(claim := make.ClaimFactory(), *said)
    Outlet.objects.update(funding="Comcast", funding_source="x")
    assert whole_sentence(claim) == expected


@pytest.mark.parametrize(
    ("funding", "brief"),
    [
        ("", ""),
        ("Owned by the Russian government, through an agency", "owned by the Russian government"),
        ("Funded by the US government", "funded by the US government"),
        ("Voice of America (U.S. Agency for Global Media); its editorials", "Voice of America"),
        ("A foundation: see its page", "a foundation"),
        ("Comcast", "Comcast"),
    ],
)
def test_who_is_behind_an_outlet_in_brief(funding, brief):
    assert summarise_funding(funding) == brief


def test_open_draft(russia, syria):
    claim = make.DraftClaimFactory()
    assert sentence(claim) == "Open: no position counts yet."
    make.StatementFactory(claim=claim, party=syria, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == (
        "Open: no position counts yet; Syria is said to affirm it (second-hand: does not count)."
    )


def test_standings_of_a_person_who_spoke_twice(united_states):
    claim, ann = make.ClaimFactory(), official(united_states, "Ann")
    earlier = make.StatementFactory(claim=claim, said_on=datetime.date(2017, 4, 10), **ann)
    later = make.StatementFactory(claim=claim, said_on=datetime.date(2017, 4, 12), stance="denies", **ann)
    found = {row.statement_id: row.standing for row in read_standings([claim.pk])[claim.pk]}
    assert found == {earlier.pk: "superseded", later.pk: "current"}


def test_standings_with_drafts_show_what_publishing_would_change(united_states, russia):
    claim = make.StatementFactory(party=united_states).claim
    denial = make.DraftStatementFactory(claim=claim, party=russia, stance="denies")
    make.CitationFactory(statement=denial)
    assert denial.pk not in {row.statement_id for row in read_standings([claim.pk])[claim.pk]}
    with_drafts = read_standings([claim.pk], drafts=True)[claim.pk]
    assert {row.statement_id: row.stance for row in with_drafts}[denial.pk] == "denies"


def test_standings_of_many_claims_take_one_query(django_assert_num_queries):
    claims = [make.StatementFactory().claim.pk for _ in range(3)]
    with django_assert_num_queries(1):
        assert set(read_standings(claims)) == set(claims)


def test_other_parties_are_those_of_the_same_topics(united_states, russia, syria):
    topic = make.TopicFactory()
    claim, second, third = (make.ClaimFactory() for _ in range(3))
    topic.claims.set([claim, second, third])
    make.StatementFactory(claim=claim, party=united_states)
    make.StatementFactory(claim=second, party=syria)
    make.StatementFactory(claim=second, party=russia)
    make.StatementFactory(claim=third, party=russia)
    make.StatementFactory(party=make.PartyFactory(name="Elsewhere"))
    make.DraftStatementFactory(claim=second, party=make.PartyFactory(name="Draft"))
    voice = make.VoiceFactory(outlet=make.OutletFactory())
    make.StatementFactory(
        claim=second,
        party=voice,
        citation__article__outlet=voice.outlet,
        citation__kind="own_words",
    )
    assert find_silent_parties(claim.pk) == ["Russia", "Syria"]


def test_other_parties_are_named_from_the_narrower_of_two_topics(united_states, russia, syria):
    story, subject = make.TopicFactory(), make.TopicFactory()
    claim, near, far = (make.ClaimFactory() for _ in range(3))
    story.claims.set([claim, near, far])
    subject.claims.set([claim, near])
    make.StatementFactory(claim=claim, party=united_states)
    make.StatementFactory(claim=near, party=syria)
    make.StatementFactory(claim=far, party=russia)
    assert find_silent_parties(claim.pk) == ["Syria"]


def test_a_busy_story_does_not_hide_who_is_silent_in_a_narrower_topic(united_states, syria, monkeypatch):
    monkeypatch.setattr(status, "CLAIMS_NEARBY_READ", 2)
    story, subject = make.TopicFactory(), make.TopicFactory()
    near = make.StatementFactory(party=syria).claim
    claim, *later = (make.StatementFactory(party=united_states).claim for _ in range(4))
    subject.claims.set([claim, near])
    story.claims.set([claim, *later])
    assert find_silent_parties(claim.pk) == ["Syria"]


def test_at_most_three_other_parties_are_named(united_states):
    topic = make.TopicFactory()
    claim, near = make.ClaimFactory(), make.ClaimFactory()
    topic.claims.set([claim, near])
    make.StatementFactory(claim=claim, party=united_states)
    for name in "DBCA":
        make.StatementFactory(claim=near, party=make.PartyFactory(name=name))
    assert find_silent_parties(claim.pk) == ["A", "B", "C"]


def test_a_claim_without_a_topic_has_no_other_parties(united_states):
    assert find_silent_parties(make.StatementFactory(party=united_states).claim.pk) == []
