import datetime

import pytest

from claims import topic_reporting
from claims.topic_reporting import read_topic
from public.topics import agreement as module
from public.topics import pairs
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
    assert agreement.list_agreements() == agreement.list_conflicts() == []


def test_only_the_newest_claims_and_the_busiest_parties_are_compared(norland, sudland, monkeypatch):
    claims = [held(norland, sudland, "affirms", "affirms") for _ in range(3)]
    for reader in (module, topic_reporting):
        monkeypatch.setattr(reader, "CLAIMS_AROUND", 2)
    assert numbers(claims, norland, sudland) == (2, 0)
    assert agreement_on(*claims).is_bounded
    monkeypatch.setattr(module, "PARTIES_NAMED", 1)
    assert agreement_on(*claims).left_out == 1


def test_a_claim_is_told_once_with_all_who_agree_and_what_is_rejected_is_marked(client, norland, sudland):
    topic, third = make.TopicFactory(), make.PartyFactory(name="Eastland")
    both = held(norland, sudland, "affirms", "affirms")
    against = held(norland, sudland, "denies", "questions")
    make.StatementFactory(claim=both, party=third)
    opposed = held(norland, sudland, "affirms", "denies")
    topic.claims.set([both, against, opposed])
    response = client.get(topic.get_absolute_url())
    assert [(pair.heading, pair.total) for pair in response.context["agreed"]] == [
        ("What Norland and Sudland agree on", 2),
    ]
    text = text_of(response)
    assert f"Against it together: {against.text} reported by 2 outlets" in text
    assert f"{both.text} with Eastland; reported by 3 outlets" in text
    [pair] = response.context["opposed"]
    assert pair.heading == "What Norland and Sudland contradict each other on"
    assert [claim.pk for claim, *_note in pair.claims] == [opposed.pk]


def test_three_that_agree_without_a_main_party_are_named_together(client, norland, sudland):
    others = [make.PartyFactory(name=name) for name in ("Eastland", "Westland")]
    busy = [make.StatementFactory(party=party).claim for party in (norland, sudland) for _ in range(3)]
    shared = held(norland, others[0], "affirms", "affirms")
    make.StatementFactory(claim=shared, party=others[1])
    topic = make.TopicFactory()
    topic.claims.set([shared, *busy])
    [group] = client.get(topic.get_absolute_url()).context["agreed"]
    assert (group.heading, group.total) == ("What Norland, Eastland and Westland agree on", 1)


def test_the_two_main_parties_come_first_whatever_others_share(client, norland, sudland):
    east, west = make.PartyFactory(name="Eastland"), make.PartyFactory(name="Westland")
    busy = [make.StatementFactory(party=party).claim for party in (norland, sudland) for _ in range(3)]
    topic = make.TopicFactory()
    topic.claims.set([held(norland, sudland, "affirms", "affirms"), *busy])
    topic.claims.add(*(held(east, west, "affirms", "affirms") for _ in range(2)))
    headings = [pair.heading for pair in client.get(topic.get_absolute_url()).context["agreed"]]
    assert headings == ["What Norland and Sudland agree on", "What Eastland and Westland agree on"]


def test_all_of_a_pair_is_one_tap_away(client, norland, sudland, monkeypatch):
    monkeypatch.setattr(pairs, "CLAIMS_SHOWN", 1)
    topic = make.TopicFactory()
    topic.claims.set([held(norland, sudland, "affirms", "affirms") for _ in range(2)])
    response = client.get(topic.get_absolute_url())
    [pair] = response.context["agreed"]
    assert (len(pair.claims), pair.total) == (1, 2)
    address = links_of(response)["All 2: What Norland and Sudland agree on"]
    opened = client.get(topic.get_absolute_url() + address.removesuffix("#table"))
    assert opened.context["options"].is_open
    assert [len(rows) for _status, rows in opened.context["groups"]] == [2]
    assert "Shown: 2 claims (Norland and Sudland agree)." in text_of(opened)
