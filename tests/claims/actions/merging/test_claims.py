"""Merging two claims that say the same, without losing anything."""

import datetime

import pytest

from claims.actions.merging.checks import LooksDifferent
from claims.actions.merging.merge import merge_claims
from claims.merges import find_merge, surviving_pk
from claims.models import (
    Citation,
    Claim,
    ClaimRelation,
    CorrectionProposal,
    FactCheck,
    Merge,
    ProbableDouble,
    Review,
    Statement,
)
from core.errors import Refused
from tests import factories as make
from tests.support.status_oracle import assert_status_is_right

pytestmark = pytest.mark.django_db

DAY = datetime.date(2017, 4, 12)


@pytest.fixture
def by(db):
    return make.UserFactory(username="ada")


def merge(duplicate, target, by, **more):
    return merge_claims(
        duplicate=duplicate, target=target, by=by, now=make.MOMENT, reason="The same.", **more
    )


def published(text, *parties, stance="affirms"):
    claim = make.ClaimFactory(text=text)
    for party in parties:
        make.StatementFactory(claim=claim, party=party, stance=stance)
    return claim


def test_statements_and_all_that_hangs_on_it_go_along(by):
    here, there = make.PartyFactory(), make.PartyFactory()
    duplicate, target = published("The dam was opened", here), published("Somebody opened the dam", there)
    topic = make.TopicFactory()
    duplicate.topics.add(topic)
    check = make.FactCheckFactory(claim=duplicate)
    third = make.DraftClaimFactory()
    relation = make.ClaimRelationFactory(claim=third, other=duplicate, kind="follows")
    moved = duplicate.statements.get()
    merge(duplicate, target, by)
    assert set(target.statements.all()) >= {moved}
    assert list(target.topics.all()) == [topic]
    assert FactCheck.objects.get(pk=check.pk).claim == target
    assert ClaimRelation.objects.get(pk=relation.pk).other == target
    target.refresh_from_db()
    assert target.status == "agreed"
    assert_status_is_right(target)


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_however_many_statements_move(by, django_assert_num_queries, number):
    parties = [make.PartyFactory() for _ in range(number)]
    duplicate, target = published("The dam was opened", *parties), published("It is open")
    make.StatementFactory(claim=target)
    with django_assert_num_queries(49):
        merge(duplicate, target, by)


def test_the_one_that_goes_stays_as_a_tombstone(by):
    duplicate, target = (
        published("The dam was opened", make.PartyFactory()),
        published("The dam is open", make.PartyFactory()),
    )
    done = merge(duplicate, target, by)
    duplicate.refresh_from_db()
    assert duplicate.state == "retracted"
    assert duplicate.retraction_reason == "Merged into another claim that says the same."
    assert (duplicate.retracted_by, duplicate.retracted_at) == (by, make.MOMENT)
    assert (done.duplicate, done.target, done.merged_by, done.reason) == (duplicate, target, by, "The same.")
    assert find_merge(duplicate) == done
    assert surviving_pk(Claim, duplicate.pk) == target.pk


def test_a_draft_stays_a_draft_that_nothing_hangs_on(by):
    duplicate, target = make.DraftClaimFactory(), published("The dam is open", make.PartyFactory())
    draft = make.DraftStatementFactory(claim=duplicate)
    merge(duplicate, target, by)
    duplicate.refresh_from_db()
    draft.refresh_from_db()
    assert (duplicate.state, draft.claim, draft.state) == ("draft", target, "draft")
    assert not CorrectionProposal.objects.exists()


def test_readers_may_be_owed_a_correction(by):
    duplicate, target = (
        published("The dam was opened", make.PartyFactory()),
        published("The dam is open", make.PartyFactory()),
    )
    merge(duplicate, target, by)
    [proposal] = CorrectionProposal.objects.all()
    assert (proposal.claim, proposal.proposed_by) == (target, by)
    assert "“The dam was opened” was merged into this claim" in proposal.change


# --- what would be there twice ---------------------------------------------------------------------


@pytest.fixture
def equals():
    """Make two published claims on which one party said the same on the same day."""
    party = make.PartyFactory(name="Brook Water")
    return published("The dam was opened", party), published("The dam is open", party)


def test_equal_statements_become_one_with_the_citations_of_both(by, equals):
    duplicate, target = equals
    gone, stays = duplicate.statements.get(), target.statements.get()
    words = {c.excerpt for c in Citation.objects.all()}
    done = merge(duplicate, target, by)
    assert not Statement.objects.filter(pk=gone.pk).exists()
    assert {c.excerpt for c in stays.citations.all()} == words
    assert len(words) == 2
    assert any(
        "Brook Water affirms, said on 2017-04-12: an equal statement" in n for n in done.moved["notes"]
    )
    assert_status_is_right(target)


def test_where_equal_statements_differ_it_is_said_what_gives_way(by, equals):
    duplicate, target = equals
    duplicate.statements.update(place="Ashford", hedged=True)
    notes = " ".join(merge(duplicate, target, by).moved["notes"])
    assert "where “Ashford” gives way to “”" in notes
    assert target.statements.get().place == ""


def test_equal_citations_become_one_and_a_proof_is_kept(by, equals):
    duplicate, target = equals
    capture = make.CaptureFactory(text="…words exactly as printed…")
    proof = {"capture": capture, "start": 1, "end": 25, "recurs": True, "proved_at": make.MOMENT}
    same = {"article": capture.article, "excerpt": "words exactly as printed"}
    make.CitationFactory(statement=duplicate.statements.get(), **same, **proof)
    stays = make.CitationFactory(statement=target.statements.get(), **same)
    merge(duplicate, target, by)
    stays.refresh_from_db()
    assert (stays.is_proved, stays.capture, stays.recurs) == (True, capture, True)
    assert target.statements.get().citations.count() == 3


def test_a_position_that_readers_saw_stays_public(by, equals):
    duplicate, target = equals
    make.StatementFactory(claim=target, party=make.PartyFactory())
    target.statements.filter(party__name="Brook Water").update(state="draft")
    merge(duplicate, target, by)
    assert target.statements.get(party__name="Brook Water").state == "published"
    assert_status_is_right(target)


def test_equal_topics_relations_and_fact_checks_become_one(by, equals):
    duplicate, target = equals
    topic, third = make.TopicFactory(), make.DraftClaimFactory()
    for claim in equals:
        claim.topics.add(topic)
        make.FactCheckFactory(claim=claim, url="https://reviewer.example/one")
        make.KeyClaimFactory(claim=claim, topic=topic, place=claim.pk % 2 + 1)
    make.ClaimRelationFactory(claim=duplicate, other=third, kind="tension")
    make.ClaimRelationFactory(claim=third, other=target, kind="tension")
    elsewhere = make.KeyClaimFactory(claim=duplicate)
    merge(duplicate, target, by)
    assert {key.topic for key in target.key_in.all()} == {topic, elsewhere.topic}
    assert target.fact_checks.count() == ClaimRelation.objects.count() == 1
    assert set(target.topics.all()) == {topic, elsewhere.topic}


def test_retracted_statements_go_along_beside_an_equal_one(by, equals):
    duplicate, target = equals
    make.StatementFactory(claim=duplicate, party=make.PartyFactory())
    duplicate.statements.filter(party__name="Brook Water").update(
        state="retracted", retracted_at=make.MOMENT, retracted_by=by, retraction_reason="Wrong."
    )
    merge(duplicate, target, by)
    assert target.statements.filter(party__name="Brook Water").count() == 2


def test_waiting_work_on_it_is_settled(by, equals):
    duplicate, target = equals
    third = make.DraftClaimFactory()
    pair = {"score": 0.9, "found_at": make.MOMENT}
    between = ProbableDouble.objects.create(claim=duplicate, other=target, **pair)
    ProbableDouble.objects.create(claim=duplicate, other=third, **pair)
    other = ProbableDouble.objects.create(claim=target, other=third, **pair)
    draft = make.DraftClaimFactory()
    Review.objects.create(claim=draft, asked_at=make.MOMENT, asked_by=by)
    merge(draft, target, by)
    merge(duplicate, target, by)
    between.refresh_from_db()
    assert (between.outcome, between.settled_by) == ("merged", by)
    assert set(ProbableDouble.objects.all()) == {between, other}
    assert not Review.objects.exists()


# --- refused ---------------------------------------------------------------------------------------


def refused(duplicate, target, by, kind=Refused, **more):
    before = list(Statement.objects.order_by("pk").values())
    with pytest.raises(kind) as caught:
        merge(duplicate, target, by, **more)
    assert list(Statement.objects.order_by("pk").values()) == before
    assert not Merge.objects.filter(claim_from=duplicate, claim_into=target).exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Brook Water opened the dam", "Brook Water did not open the dam"),
        ("Brook Water opened the dam", "Brook Water never opened the dam"),
        ("Brook Water didn't open the dam", "Brook Water opened the dam"),
        ("The price of bread will rise in Elmstead", "The price of bread will fall in Elmstead"),
        ("The Elmstead council supported the new dam", "The Elmstead council opposed the new dam"),
    ],
)
def test_opposites_unless_somebody_knows_better(by, one, other):
    duplicate, target = make.DraftClaimFactory(text=one), make.DraftClaimFactory(text=other)
    assert "look like opposites" in refused(duplicate, target, by, LooksDifferent)
    merge(duplicate, target, by, although_opposite=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Brook Water opened the dam", "The dam was opened by Brook Water"),
        ("Brook Water did not open the dam", "Brook Water has not opened the dam"),
        ("Brook Water did not open the dam", "The school is closed"),
    ],
)
def test_others_are_not_opposites(by, one, other):
    merge(make.DraftClaimFactory(text=one), make.DraftClaimFactory(text=other), by)


@pytest.mark.parametrize("kind", ["contradicts", "tension", "narrows", "question", "follows"])
def test_what_the_record_tells_apart_unless_somebody_knows_better(by, kind):
    relation = make.ClaimRelationFactory(kind=kind)
    assert "The record says that" in refused(relation.claim, relation.other, by, LooksDifferent)
    merge(relation.other, relation.claim, by, although_opposite=True)
    assert not ClaimRelation.objects.exists()


def test_into_itself_or_without_a_reason(by):
    claim, other = make.DraftClaimFactory(), make.DraftClaimFactory()
    assert "into itself" in refused(claim, claim, by)
    with pytest.raises(Refused, match="Say why"):
        merge_claims(duplicate=claim, target=other, by=by, now=make.MOMENT, reason=" ")


def test_what_readers_see_into_a_draft(by):
    duplicate = published("The dam was opened", make.PartyFactory())
    assert "Merge the other way round" in refused(
        duplicate, make.DraftClaimFactory(text="The dam is open"), by
    )


def test_what_is_retracted_or_merged_already(by):
    duplicate, target, third = (make.DraftClaimFactory() for _ in range(3))
    gone = make.DraftClaimFactory(
        text="Gone", state="retracted", published_at=make.MOMENT, published_by=by,
        retracted_at=make.MOMENT, retracted_by=by, retraction_reason="x",
    )  # fmt: skip
    assert "“Gone” is retracted" in refused(gone, target, by)
    assert "“Gone” is retracted" in refused(target, gone, by)
    merge(duplicate, target, by)
    assert "was merged into" in refused(duplicate, third, by)
    assert "choose that one" in refused(third, duplicate, by)


def test_chains_lead_to_their_end(by):
    first, second, third = (make.DraftClaimFactory() for _ in range(3))
    merge(first, second, by)
    merge(second, third, by)
    assert (
        surviving_pk(Claim, first.pk)
        == surviving_pk(Claim, second.pk)
        == surviving_pk(Claim, third.pk)
        == third.pk
    )
