"""The nightly search for claims that are probably on the record twice, or contradict each other.

Each pair is listed once, until an editor has settled it.
"""

import pytest
from django.core.management import CommandError, call_command

from claims.actions.merging.merge import merge_claims
from claims.duplicates.nightly import count_waiting_claims, find_doubles
from claims.duplicates.similarity import CLOSE
from claims.models import Claim, ProbableDouble
from tests import factories as make
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

DAM = "Brook Water opened the dam at Ashford on 4 May"
ALMOST = "Brook Water opened the dam at Ashford"


@pytest.fixture
def two():
    sql("DELETE FROM claims_todouble")  # left behind by tests that empty tables in their own way
    for text in ("A new school will be built in Elmstead", "The council was told of the flood"):
        make.DraftClaimFactory(text=text)
    return make.DraftClaimFactory(text=DAM), make.DraftClaimFactory(text=ALMOST)


def find(**more):
    return find_doubles(now=make.MOMENT, **more)


def settle(outcome="different"):
    user = make.UserFactory()
    ProbableDouble.objects.update(outcome=outcome, settled_at=make.MOMENT, settled_by=user)


def test_a_pair_is_listed_once_the_older_first(two):
    assert find() == 1
    [pair] = ProbableDouble.objects.all()
    assert (pair.claim, pair.other) == two
    assert CLOSE <= pair.score < 1
    assert (pair.found_at, pair.outcome, pair.kind) == (make.MOMENT, "", "double")
    assert find() == 0


def test_what_was_settled_is_never_listed_again(two):
    find()
    settle()
    for claim in two:
        Claim.objects.filter(pk=claim.pk).update(text=f"{claim.text}.")
    assert find() == 0
    assert ProbableDouble.objects.get().outcome == "different"


def test_only_new_and_reworded_claims_are_compared(two):
    find()
    ProbableDouble.objects.all().delete()
    Claim.objects.filter(pk=two[0].pk).update(public_note="A note.", nature="judgement")
    assert (count_waiting_claims(), find()) == (0, 0)
    Claim.objects.filter(pk=two[0].pk).update(text=f"{DAM}, it is said")
    assert (count_waiting_claims(), find(), count_waiting_claims()) == (1, 1, 0)


def test_a_run_is_bounded_and_the_next_one_goes_on(two):
    assert count_waiting_claims() == 4
    find(limit=1)
    assert count_waiting_claims() == 3
    find(limit=2)
    assert count_waiting_claims() == 1
    find()
    assert (count_waiting_claims(), ProbableDouble.objects.count()) == (0, 1)


def test_a_pair_that_is_reworded_leaves_the_list(two):
    find()
    Claim.objects.filter(pk=two[1].pk).update(text="Penguins sing opera")
    find()
    assert not ProbableDouble.objects.exists()


@pytest.mark.parametrize("kind", ["contradicts", "tension", "narrows", "question", "follows"])
@pytest.mark.parametrize("before", [True, False])
def test_claims_that_are_known_to_differ_are_no_doubles(two, kind, before):
    if not before:
        find()
    make.ClaimRelationFactory(claim=two[1], other=two[0], kind=kind)
    find()
    assert not ProbableDouble.objects.exists()


@pytest.mark.parametrize("before", [True, False])
def test_what_was_retracted_or_merged_is_no_double(two, before):
    user = make.UserFactory()
    third = make.DraftClaimFactory(text=DAM)
    if not before:
        find()
    merge_claims(duplicate=third, target=two[0], by=user, now=make.MOMENT, reason="The same.")
    Claim.objects.filter(pk=two[1].pk).update(
        state="retracted",
        published_at=make.MOMENT,
        published_by=user,
        retracted_at=make.MOMENT,
        retracted_by=user,
        retraction_reason="x",
    )
    find()
    assert not ProbableDouble.objects.filter(outcome="").exists()


def test_a_claim_that_was_deleted_meanwhile_stops_nothing(two):
    two[1].delete()
    assert find() == 0


@pytest.mark.parametrize("more", [1, 5])
def test_the_queries_for_a_claim_do_not_grow_with_its_likes(two, more, django_assert_max_num_queries):
    for name in ("Ash", "Birch", "Cedar", "Elm", "Fir")[:more]:
        make.DraftClaimFactory(text=f"{DAM}, {name} Road")
    find(limit=100)
    ProbableDouble.objects.all().delete()
    Claim.objects.filter(pk=two[0].pk).update(text=f"{DAM}!")
    with django_assert_max_num_queries(20):
        assert find() == min(more + 1, 5)


def test_the_command(two, capsys):
    call_command("find_doubles", limit=3)
    assert "Claims still to compare: 1." in capsys.readouterr().out
    call_command("find_doubles")
    assert "Claims still to compare: 0." in capsys.readouterr().out
    assert ProbableDouble.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("find_doubles", limit=0)
