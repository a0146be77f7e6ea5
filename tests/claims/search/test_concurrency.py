"""Rows of the search stay right when two transactions overlap.

Each transaction has a connection of its own.
"""

import threading
import time

import pytest
from django.db import connection, transaction

from claims.models import Alias, Claim, ClaimSearch, FacetCount
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.scenario import Scenario, april
from tests.support.search_rows import assert_rows_right
from tests.support.sql import sql

__all__ = ["db"]  # each transaction is one of its own


class Second(threading.Thread):
    """A writer on a connection of its own, while the first has not yet committed."""

    def __init__(self, write):
        super().__init__()
        self.write, self.pid, self.error = write, None, None

    def run(self):
        try:
            with transaction.atomic():
                [(self.pid,)] = sql("SELECT pg_backend_pid()")
                self.write()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def is_waiting(self):
        return self.pid is not None and sql("SELECT cardinality(pg_blocking_pids(%s)) > 0", self.pid)[0][0]


def race(first, second):
    """Run two overlapping writes; neither may fail.

    `first` writes its rows of the search too, and commits once `second` waits for it or is done.
    """
    other = Second(second)
    with transaction.atomic():
        first()
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        other.start()
        while other.is_alive() and not other.is_waiting():
            time.sleep(0.005)
    other.join()
    assert other.error is None


in_either_order = pytest.mark.parametrize("swapped", [False, True])


@pytest.fixture
def scenario():
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("Ruritania.Ada Brook", "affirms")
        scenario.by = make.UserFactory()
    scenario.ada = scenario.speaker("Ruritania.Ada Brook")[0]
    return scenario


def run(swapped, one, two):
    race(*((two, one) if swapped else (one, two)))
    assert_rows_right()


@in_either_order
def test_two_change_one_claim(scenario, swapped):
    def says():
        scenario.say("Borduria", "denies", april(13))

    run(swapped, lambda: Claim.objects.update(text="The bridge holds"), says)
    assert ClaimSearch.objects.matching("bridge Borduria").with_facet("status", "disputed").count() == 1


@in_either_order
def test_an_alias_while_a_claim_is_published(scenario, swapped):
    with transaction.atomic():
        first, scenario.claim = scenario.claim, make.DraftClaimFactory()
        scenario.say("Ruritania.Ada Brook", "affirms", april(14))

    def publishes():
        Claim.objects.filter(pk=scenario.claim.pk).update(
            state="published", published_at=make.MOMENT, published_by=scenario.by
        )

    run(swapped, lambda: make.AliasFactory(claimant=scenario.ada, name="Quill"), publishes)
    found = ClaimSearch.objects.matching("Quill").values_list("pk", flat=True)
    assert set(found) == {first.pk, scenario.claim.pk}


@in_either_order
def test_an_alias_while_a_position_is_taken(scenario, swapped):
    with transaction.atomic():
        first, scenario.claim = scenario.claim, make.ClaimFactory()
        scenario.say("Borduria", "affirms")

    def says():
        scenario.say("Ruritania.Ada Brook", "affirms", april(14))

    run(swapped, lambda: make.AliasFactory(claimant=scenario.ada, name="Quill"), says)
    found = ClaimSearch.objects.matching("Quill").values_list("pk", flat=True)
    assert set(found) == {first.pk, scenario.claim.pk}


@in_either_order
def test_two_aliases_of_one_claimant(scenario, swapped):
    def adds(name):
        return lambda: make.AliasFactory(claimant=scenario.ada, name=name)

    run(swapped, adds("Quill"), adds("Quince"))
    assert Alias.objects.count() == 2
    assert ClaimSearch.objects.matching("Quill Quince").count() == 1


@in_either_order
def test_two_topics_of_two_claims_that_share_a_status(scenario, swapped):
    """Nobody waits for another because both change how many claims have a facet."""
    with transaction.atomic():
        other = Scenario()
        other.say("Elsewhere", "affirms")
        topic = make.TopicFactory()

    def files(claim):
        return lambda: claim.topics.add(topic)

    run(swapped, files(scenario.claim), files(other.claim))
    assert ClaimSearch.objects.with_facet("topic", topic.pk).count() == 2
    assert FacetCount.objects.count() > 0
