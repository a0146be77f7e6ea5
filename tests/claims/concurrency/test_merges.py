"""Merges that run at the same time, or while rows are added to what is merged."""

import threading

import pytest
from django.db import connection, transaction

from claims.actions.merging.merge import merge_claimants, merge_claims
from claims.models import Citation, Merge, Statement
from core.errors import Refused
from tests import factories as make
from tests.support.status_oracle import assert_status_is_right

from .test_races import race


def merge(duplicate, target, user):
    merge_claims(
        duplicate=duplicate,
        target=target,
        by=user,
        now=make.MOMENT,
        reason="The same.",
        although_opposite=True,
    )


@pytest.fixture
def user(db):
    return make.UserFactory()


def test_what_is_added_while_a_merge_goes_on_is_refused(user):
    duplicate, target, party = make.DraftClaimFactory(), make.DraftClaimFactory(), make.PartyFactory()

    def add():
        make.DraftStatementFactory(claim=duplicate, party=party)

    assert race(lambda: merge(duplicate, target, user), add) == "merged_claim_takes_nothing"
    assert not Statement.objects.filter(claim=duplicate).exists()


def test_what_is_added_before_goes_along(user):
    duplicate, target, party = make.DraftClaimFactory(), make.DraftClaimFactory(), make.PartyFactory()

    def add():
        make.DraftStatementFactory(claim=duplicate, party=party)

    assert race(add, lambda: merge(duplicate, target, user)) is None
    assert Statement.objects.get().claim == target


def test_an_alias_for_a_claimant_that_goes(user):
    duplicate, target = make.ClaimantFactory(), make.ClaimantFactory()

    def join():
        merge_claimants(duplicate=duplicate, target=target, by=user, now=make.MOMENT, reason="The same.")

    assert (
        race(join, lambda: make.AliasFactory(claimant=duplicate, name="Ada"))
        == "merged_claimant_takes_nothing"
    )


@pytest.mark.parametrize("merge_first", [True, False])
def test_a_citation_on_a_statement_that_moves(user, merge_first):
    with transaction.atomic():
        duplicate, target = make.StatementFactory(), make.StatementFactory()
    article = make.ArticleFactory()

    def cite():
        make.CitationFactory(statement=duplicate, article=article)

    def join():
        merge(duplicate.claim, target.claim, user)

    assert (race(join, cite) if merge_first else race(cite, join)) is None
    assert Citation.objects.filter(statement=duplicate).count() == 2
    target.refresh_from_db()
    assert_status_is_right(target.claim)


def at_once(*acts):
    """Run all of them at once, each on a connection of its own.

    Returns how many were refused.
    """
    refused, start = [], threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


@pytest.mark.parametrize("crossed", [True, False])
def test_the_same_two_are_merged_at_once(user, crossed):
    with transaction.atomic():
        one, other = make.StatementFactory(), make.StatementFactory()
    pairs = [(one.claim, other.claim), (other.claim, one.claim) if crossed else (one.claim, other.claim)]
    refused = at_once(*(lambda pair=pair: merge(*pair, user) for pair in pairs))
    assert refused == 1
    done = Merge.objects.get()
    assert Statement.objects.filter(claim=done.target).count() == 2
    assert_status_is_right(done.target)


def test_a_chain_made_at_once_has_one_end(user):
    claims = [make.DraftClaimFactory() for _ in range(3)]
    party = make.PartyFactory()
    make.DraftStatementFactory(claim=claims[0], party=party)
    at_once(*(lambda n=n: merge(claims[n], claims[n + 1], user) for n in range(2)))
    ends = {Statement.objects.get().claim}
    duplicate = set(Merge.objects.values_list("claim_from", flat=True))
    assert not {claim.pk for claim in ends} & duplicate
