"""What a listed pair of claims may be, by their wording and by who holds both."""

import datetime

import pytest

from claims.duplicates.nightly import MOST_RECLASSIFIED, find_doubles, reclassify_pairs
from claims.models import Claim, DoubleOutcome, PairKind, ProbableDouble
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

DAM = "Brook Water opened the dam at Ashford on 4 May"
ALIKE = "Brook Water opened the dam at Ashford"
OPPOSITE = "Brook Water did not open the dam at Ashford on 4 May"
UNRELATED = "The council will build a new school in Elmstead"
APRIL = datetime.date(2017, 4, 12)
MAY = datetime.date(2017, 5, 9)


@pytest.fixture(autouse=True)
def nothing_else_waits(db):
    sql("DELETE FROM claims_todouble")  # left behind by tests that empty tables in their own way


@pytest.fixture
def speaker():
    return make.PartyFactory(name="Brook Water")


def say(claim, claimant, stance, said_on=APRIL, relayed_by=None, **more):
    """Make a draft statement with a citation, by a party itself unless another `party` is given."""
    more = {"claimant": claimant, "party": claimant, **more}
    statement = make.DraftStatementFactory(claim=claim, stance=stance, said_on=said_on, **more)
    make.CitationFactory(statement=statement, relayed_by=relayed_by, relayed_for=relayed_by)
    return statement


def claims(first=DAM, second=ALIKE):
    return make.DraftClaimFactory(text=first), make.DraftClaimFactory(text=second)


def kinds():
    find_doubles(now=make.MOMENT)
    return list(ProbableDouble.objects.values_list("kind", flat=True))


def test_by_wording_alone():
    claims()
    assert kinds() == [PairKind.DOUBLE]


def test_opposite_wording_may_be_a_contradiction():
    claims(DAM, OPPOSITE)
    assert kinds() == [PairKind.CONTRADICTION]


def test_an_opposite_that_is_hardly_alike_is_about_another_matter():
    claims(DAM, "Brook Water did not open the old dam near Ashford in May")
    assert kinds() == []


@pytest.mark.parametrize("stances", [("affirms", "affirms"), ("affirms", "denies"), ("denies", "denies")])
def test_unrelated_claims_are_nothing_whoever_holds_them(speaker, stances):
    first, second = claims(DAM, UNRELATED)
    say(first, speaker, stances[0])
    say(second, speaker, stances[1], MAY)
    assert kinds() == []


@pytest.mark.parametrize("day", [APRIL, MAY])
@pytest.mark.parametrize("stance", ["affirms", "denies"])
def test_the_same_of_alike_claims_may_be_repeated(speaker, stance, day):
    first, second = claims()
    say(first, speaker, stance)
    say(second, speaker, stance, day)
    assert kinds() == [PairKind.REPETITION]


def test_two_people_of_one_party_repeat_nothing(speaker):
    for claim in claims():
        say(claim, make.ClaimantFactory(), "affirms", party=speaker)
    assert kinds() == [PairKind.DOUBLE]


def test_yes_and_no_to_alike_claims_may_be_a_change(speaker):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY)
    assert kinds() == [PairKind.CHANGE]


def test_yes_to_both_of_two_opposites_may_be_a_change(speaker):
    first, second = claims(DAM, OPPOSITE)
    say(first, speaker, "affirms")
    say(second, speaker, "affirms", MAY)
    assert kinds() == [PairKind.CHANGE]


def test_a_party_may_have_changed_through_another_person(speaker):
    first, second = claims()
    say(first, make.ClaimantFactory(), "affirms", party=speaker)
    say(second, make.ClaimantFactory(), "denies", MAY, party=speaker)
    assert kinds() == [PairKind.CHANGE]


def test_yes_to_one_and_no_to_its_opposite_is_no_change(speaker):
    first, second = claims(DAM, OPPOSITE)
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY)
    assert kinds() == [PairKind.CONTRADICTION]


def test_others_change_nothing(speaker):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, make.PartyFactory(), "denies", MAY)
    assert kinds() == [PairKind.DOUBLE]


@pytest.mark.parametrize("stance", ["questions", "withdraws"])
def test_only_yes_and_no_are_compared(speaker, stance):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, speaker, stance, MAY)
    assert kinds() == [PairKind.DOUBLE]


@pytest.mark.parametrize(
    ("said_on", "precision"),
    [(APRIL, "day"), (APRIL.replace(day=1), "month"), (APRIL.replace(month=1, day=1), "year"), (APRIL, "by")],
)
def test_what_may_be_of_one_day_is_no_change(speaker, said_on, precision):
    first, second = claims(DAM, OPPOSITE)
    say(first, speaker, "affirms")
    say(second, speaker, "affirms", said_on, said_on_precision=precision)
    assert kinds() == [PairKind.CONTRADICTION]


def test_what_is_known_only_second_hand_is_nobodys_change(speaker):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY, relayed_by=make.PartyFactory())
    assert kinds() == [PairKind.DOUBLE]


def test_what_nothing_shows_is_nobodys_change(speaker):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY).citations.all().delete()
    assert kinds() == [PairKind.DOUBLE]


def test_retracted_positions_are_left_out(speaker):
    first, second = claims()
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY, **retraction("statement"))
    assert kinds() == [PairKind.DOUBLE]


def test_a_waiting_pair_follows_the_positions_on_its_claims(speaker):
    first, second = claims()
    assert kinds() == [PairKind.DOUBLE]
    say(first, speaker, "affirms")
    later = say(second, speaker, "denies", MAY)
    assert kinds() == [PairKind.CHANGE]
    later.citations.all().delete()
    say(second, speaker, "affirms", MAY)
    assert kinds() == [PairKind.REPETITION]


def test_a_change_between_opposites_goes_back_to_a_contradiction(speaker):
    first, second = claims(DAM, OPPOSITE)
    say(first, speaker, "affirms")
    later = say(second, speaker, "affirms", MAY)
    assert kinds() == [PairKind.CHANGE]
    later.citations.all().delete()
    assert kinds() == [PairKind.CONTRADICTION]


def test_a_reworded_claim_makes_another_kind():
    first, _second = claims()
    assert kinds() == [PairKind.DOUBLE]
    Claim.objects.filter(pk=first.pk).update(text="Brook Water did not open the dam at Ashford")
    assert kinds() == [PairKind.CONTRADICTION]


@pytest.mark.parametrize("outcome", [value for value in DoubleOutcome.values if value])
def test_what_is_settled_stays_as_it_was(speaker, outcome):
    first, second = claims()
    kinds()
    settled = {"settled_at": make.MOMENT, "settled_by": make.UserFactory()}
    ProbableDouble.objects.update(outcome=outcome, **settled)
    say(first, speaker, "affirms")
    say(second, speaker, "denies", MAY)
    Claim.objects.filter(pk=first.pk).update(text=f"{DAM}.")
    assert kinds() == [PairKind.DOUBLE]
    assert ProbableDouble.objects.get().outcome == outcome


@pytest.mark.parametrize("pairs", [1, 3])
def test_classifying_again_costs_the_same_for_any_number(speaker, pairs, django_assert_num_queries):
    for number in range(pairs):
        first, second = claims()
        say(first, speaker, "affirms")
        ProbableDouble.objects.create(
            claim=first, other=second, score=0.9 - number / 10, found_at=make.MOMENT
        )
    assert pairs < MOST_RECLASSIFIED
    with django_assert_num_queries(2):
        reclassify_pairs()
