import datetime

import pytest

from claims import topic_reporting
from claims.topic_reporting import read_topic
from public.topics import agreement as module
from public.topics.agreement import Agreement, compute_agreement
from tests import factories as make
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def norland():
    return make.PartyFactory(name="Norland")


@pytest.fixture
def sudland():
    return make.PartyFactory(name="Sudland")


def held(norland, sudland, *stances):
    """Make a claim on which the two take these stances; None: no position."""
    claim = None
    for party, stance in zip((norland, sudland), stances, strict=True):
        if stance:
            fields = {"claim": claim} if claim else {}
            claim = make.StatementFactory(party=party, stance=stance, **fields).claim
    return claim


def agreement_on(*claims, as_of=None) -> Agreement:
    topic = make.TopicFactory()
    topic.claims.set(claims)
    return compute_agreement(read_topic(topic, as_of=as_of))


def numbers(claims, one, other, **options) -> tuple[int, int]:
    agreement = agreement_on(*claims, **options)
    pair = agreement.find_pair(one.pk, other.pk)
    return len(pair.agree), len(pair.conflict)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("affirms", "affirms", (1, 0)),
        ("denies", "denies", (1, 0)),
        ("denies", "questions", (1, 0)),
        ("affirms", "denies", (0, 1)),
        ("questions", "affirms", (0, 1)),
        ("affirms", "withdraws", (0, 0)),
        ("affirms", None, (0, 0)),
    ],
)
def test_counts_claims_on_which_two_hold_the_same_or_contradict_each_other(
    norland, sudland, one, other, expected
):
    assert numbers([held(norland, sudland, one, other)], norland, sudland) == expected


def test_only_present_positions_count(norland, sudland):
    claim = held(norland, sudland, "affirms", "denies")
    make.StatementFactory(claim=claim, party=sudland, stance="affirms", said_on=datetime.date(2017, 4, 19))
    assert numbers([claim], norland, sudland) == (1, 0)
    assert numbers([claim], norland, sudland, as_of=datetime.date(2017, 4, 18)) == (0, 1)


def test_a_party_divided_within_itself_may_do_both(norland, sudland):
    claim = held(norland, sudland, "affirms", "affirms")
    person = make.ClaimantFactory()
    make.AffiliationFactory(claimant=person, party=sudland)
    make.StatementFactory(claim=claim, claimant=person, party=sudland, stance="denies")
    assert numbers([claim], norland, sudland) == (1, 1)


def test_second_hand_positions_and_outlets_own_voices_are_left_out(norland, sudland):
    claim = held(norland, sudland, "affirms", None)
    relayed = make.StatementFactory(claim=claim, party=sudland, stance="denies", citation=None)
    make.CitationFactory(statement=relayed, relayed_by=norland, relayed_for=norland)
    voice = make.VoiceFactory()
    make.StatementFactory(
        claim=claim,
        party=voice,
        stance="denies",
        citation__kind="own_words",
        citation__article__outlet=voice.outlet,
    )
    agreement = agreement_on(claim)
    assert [(party.name, number) for party, number in agreement.parties] == [("Norland", 1), ("Sudland", 1)]
    assert agreement.build_table() == []


def test_only_the_newest_claims_and_the_busiest_parties_are_compared(norland, sudland, monkeypatch):
    claims = [held(norland, sudland, "affirms", "affirms") for _ in range(3)]
    for reader in (module, topic_reporting):
        monkeypatch.setattr(reader, "CLAIMS_AROUND", 2)
    assert numbers(claims, norland, sudland) == (2, 0)
    assert agreement_on(*claims).is_bounded
    monkeypatch.setattr(module, "PARTIES_NAMED", 1)
    assert agreement_on(*claims).left_out == 1


def test_the_numbers_of_the_page_open_the_claims(client, norland, sudland):
    topic = make.TopicFactory()
    agreed = held(norland, sudland, "affirms", "affirms")
    opposed = held(norland, sudland, "affirms", "denies")
    for claim in (agreed, opposed):
        claim.topics.add(topic)
    address = topic.get_absolute_url()
    links = links_of(client.get(address))
    for words, claim, sentence in [
        ("1 agreed", agreed, "Shown: 1 claim on which Sudland and Norland agree."),
        ("1 opposed", opposed, "Shown: 1 claim on which Sudland and Norland contradict each other."),
    ]:
        response = client.get(address + links[words].removesuffix("#table"))
        [group] = response.context["groups"]
        assert [row.claim.pk for row in group.rows] == [claim.pk]
        assert sentence in text_of(response)
