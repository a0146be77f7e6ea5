"""The sentence that says why a claim has its status, and the standings it is made from."""

import datetime

import pytest

from claims.status import explain, other_parties, standings
from tests.factories import (
    AffiliationFactory,
    CitationFactory,
    ClaimantFactory,
    ClaimFactory,
    DraftClaimFactory,
    DraftStatementFactory,
    OutletFactory,
    PartyFactory,
    StatementFactory,
    TopicFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def united_states():
    return PartyFactory(name="United States", sentence_name="the United States")


@pytest.fixture
def russia():
    return PartyFactory(name="Russia")


@pytest.fixture
def syria():
    return PartyFactory(name="Syria")


def sentence(claim, silent=()):
    claim.refresh_from_db()
    return explain(claim.status, standings([claim.pk])[claim.pk], silent)


def official(party, name):
    claimant = ClaimantFactory(name=name)
    AffiliationFactory(claimant=claimant, party=party)
    return {"party": party, "claimant": claimant, "capacity": "official"}


def test_asserted_by_one_party(united_states):
    claim = StatementFactory(party=united_states).claim
    assert sentence(claim) == "Asserted by the United States."


def test_asserted_names_who_is_not_on_record(united_states):
    claim = StatementFactory(party=united_states).claim
    assert sentence(claim, ["Russia", "Syria"]) == (
        "Asserted by the United States; Russia and Syria not on record."
    )


def test_agreed_by_two_parties(united_states, russia):
    claim = ClaimFactory()
    StatementFactory(claim=claim, party=united_states)
    StatementFactory(claim=claim, party=russia)
    assert sentence(claim, ["Syria"]) == ("Agreed by Russia and the United States; Syria not on record.")


def test_disputed_names_both_sides(united_states, russia, syria):
    claim = ClaimFactory()
    StatementFactory(claim=claim, party=united_states)
    StatementFactory(claim=claim, party=russia, stance="denies")
    StatementFactory(claim=claim, party=syria, stance="questions")
    assert sentence(claim) == (
        "Disputed: affirmed by the United States; denied by Russia; questioned by Syria."
    )


def test_two_parties_of_one_name_are_not_one_divided_party():
    claim = ClaimFactory()
    StatementFactory(claim=claim, party=PartyFactory(name="Congo"))
    StatementFactory(claim=claim, party=PartyFactory(name="Congo"), stance="denies")
    assert sentence(claim) == "Disputed: affirmed by Congo; denied by Congo."


def test_disputed_without_anybody_affirming(russia):
    claim = StatementFactory(party=russia, stance="denies").claim
    assert sentence(claim) == "Disputed: denied by Russia; nobody on record affirms it."


def test_disputed_where_only_an_outlet_affirms(russia):
    claim = StatementFactory(party=russia, stance="denies").claim
    voice = VoiceFactory(outlet__name="The Herald")
    StatementFactory(
        claim=claim, party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    )
    assert sentence(claim) == ("Disputed: denied by Russia; affirmed only by The Herald in its own voice.")


def test_disputed_within_one_party(united_states):
    claim = ClaimFactory()
    StatementFactory(claim=claim, **official(united_states, "Ann"))
    StatementFactory(claim=claim, stance="denies", **official(united_states, "Bob"))
    assert sentence(claim) == ("Disputed within the United States: affirmed by Ann; denied by Bob.")


def test_a_divided_party_beside_a_united_one(united_states, russia):
    claim = ClaimFactory()
    StatementFactory(claim=claim, **official(united_states, "Ann"))
    StatementFactory(claim=claim, stance="denies", **official(united_states, "Bob"))
    StatementFactory(claim=claim, party=russia, stance="denies")
    assert sentence(claim) == (
        "Disputed: denied by Russia; the United States divided (affirmed by Ann, denied by Bob)."
    )


def test_asserted_by_an_outlet_alone():
    voice = VoiceFactory(outlet__name="The Herald")
    claim = StatementFactory(
        party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    ).claim
    assert sentence(claim) == ("Asserted by The Herald in its own voice; no party is on record.")


def test_asserted_by_an_outlet_while_parties_have_no_position_that_counts(russia, syria, united_states):
    voice = VoiceFactory(outlet__name="The Herald")
    claim = StatementFactory(
        party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    ).claim
    StatementFactory(claim=claim, party=united_states, stance="withdraws")
    assert sentence(claim) == (
        "Asserted by The Herald in its own voice; no party has a position that counts."
    )
    StatementFactory(claim=claim, party=syria, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == (
        "Asserted by The Herald in its own voice; no party has a position that counts; "
        "Syria known only second-hand."
    )


def test_asserted_by_two_outlets_alone():
    claim = ClaimFactory()
    for name in ("The Gazette", "The Herald"):
        voice = VoiceFactory(outlet__name=name)
        StatementFactory(
            claim=claim,
            party=voice,
            citation__article__outlet=voice.outlet,
            citation__kind="own_words",
        )
    assert sentence(claim) == (
        "Asserted by The Gazette and The Herald in their own voices; no party is on record."
    )


def test_a_party_that_denies_is_not_named_again_for_doubting(united_states, russia):
    claim = ClaimFactory()
    StatementFactory(claim=claim, party=united_states)
    StatementFactory(claim=claim, stance="denies", **official(russia, "Ivan"))
    StatementFactory(claim=claim, stance="questions", **official(russia, "Olga"))
    assert sentence(claim) == "Disputed: affirmed by the United States; denied by Russia."


def test_a_position_known_only_second_hand_is_named_and_does_not_count(united_states, russia):
    opcw = PartyFactory(name="OPCW", sentence_name="the OPCW", kind="organisation", speaks_for_itself=True)
    claim = StatementFactory(party=united_states).claim
    StatementFactory(claim=claim, party=opcw, citation__relayed_by=russia, citation__relayed_for=russia)
    assert sentence(claim) == ("Asserted by the United States; the OPCW known only second-hand.")


@pytest.mark.parametrize(
    ("number", "words"), [(13, "Land 11, Land 12 and Land 13."), (40, "Land 11, Land 12 and 28 others.")]
)
def test_of_very_many_parties_the_first_are_named(number, words):
    claim = ClaimFactory()
    for place in range(number):
        StatementFactory(claim=claim, party=PartyFactory(name=f"Land {place + 1:02}"))
    assert sentence(claim).startswith("Agreed by Land 01, Land 02, ")
    assert sentence(claim).endswith(words)


def test_of_very_many_divided_parties_the_first_are_named():
    claim = ClaimFactory()
    for place in range(14):
        party = PartyFactory(name=f"Land {place + 1:02}")
        for stance in ("affirms", "denies"):
            StatementFactory(claim=claim, party=party, claimant=party, stance=stance)
    assert sentence(claim).endswith(
        "; Land 12 divided (affirmed by Land 12, denied by Land 12); 2 other parties divided."
    )


def test_open_draft():
    assert sentence(DraftClaimFactory()) == "Open: no position that counts is on record."


def test_standings_of_a_person_who_spoke_twice(united_states):
    claim, ann = ClaimFactory(), official(united_states, "Ann")
    earlier = StatementFactory(claim=claim, said_on=datetime.date(2017, 4, 10), **ann)
    later = StatementFactory(claim=claim, said_on=datetime.date(2017, 4, 12), stance="denies", **ann)
    found = {row.statement_id: row.standing for row in standings([claim.pk])[claim.pk]}
    assert found == {earlier.pk: "superseded", later.pk: "current"}


def test_standings_with_drafts_show_what_publishing_would_change(united_states, russia):
    claim = StatementFactory(party=united_states).claim
    denial = DraftStatementFactory(claim=claim, party=russia, stance="denies")
    CitationFactory(statement=denial)
    assert denial.pk not in {row.statement_id for row in standings([claim.pk])[claim.pk]}
    with_drafts = standings([claim.pk], drafts=True)[claim.pk]
    assert {row.statement_id: row.stance for row in with_drafts}[denial.pk] == "denies"


def test_standings_of_many_claims_take_one_query(django_assert_num_queries):
    claims = [StatementFactory().claim.pk for _ in range(3)]
    with django_assert_num_queries(1):
        assert set(standings(claims)) == set(claims)


def test_other_parties_are_those_of_the_same_topics(united_states, russia, syria):
    topic = TopicFactory()
    claim, second, third = (ClaimFactory() for _ in range(3))
    topic.claims.set([claim, second, third])
    StatementFactory(claim=claim, party=united_states)
    StatementFactory(claim=second, party=syria)
    StatementFactory(claim=second, party=russia)
    StatementFactory(claim=third, party=russia)
    StatementFactory(party=PartyFactory(name="Elsewhere"))
    DraftStatementFactory(claim=second, party=PartyFactory(name="Draft"))
    voice = VoiceFactory(outlet=OutletFactory())
    StatementFactory(
        claim=second,
        party=voice,
        citation__article__outlet=voice.outlet,
        citation__kind="own_words",
    )
    assert other_parties(claim.pk) == ["Russia", "Syria"]


def test_other_parties_are_named_from_the_narrower_of_two_topics(united_states, russia, syria):
    story, subject = TopicFactory(), TopicFactory()
    claim, near, far = (ClaimFactory() for _ in range(3))
    story.claims.set([claim, near, far])
    subject.claims.set([claim, near])
    StatementFactory(claim=claim, party=united_states)
    StatementFactory(claim=near, party=syria)
    StatementFactory(claim=far, party=russia)
    assert other_parties(claim.pk) == ["Syria"]


def test_at_most_three_other_parties_are_named(united_states):
    topic = TopicFactory()
    claim, near = ClaimFactory(), ClaimFactory()
    topic.claims.set([claim, near])
    StatementFactory(claim=claim, party=united_states)
    for name in "DBCA":
        StatementFactory(claim=near, party=PartyFactory(name=name))
    assert other_parties(claim.pk) == ["A", "B", "C"]


def test_a_claim_without_a_topic_has_no_other_parties(united_states):
    assert other_parties(StatementFactory(party=united_states).claim.pk) == []
