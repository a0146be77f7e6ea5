"""The change rows of a claim stay right when two transactions overlap."""

from django.db import transaction

from claims.models import Change, Claim, ClaimVersion
from tests import factories as make
from tests.claims.concurrency.test_races import race


def told(claim):
    return list(Change.objects.filter(claim=claim).order_by("pk").values_list("kind", "version"))


def test_two_at_once_are_each_told_of_the_version_they_made():
    with transaction.atomic():
        claim = make.StatementFactory().claim
    race(
        lambda: make.StatementFactory(claim=claim, stance="denies"),
        lambda: Claim.objects.filter(pk=claim.pk).update(text="It pours"),
    )
    assert told(claim) == [("new", 1), ("status", 2), ("reworded", 3)]


def test_two_who_deny_it_at_once_change_the_status_once():
    with transaction.atomic():
        claim = make.StatementFactory().claim
    race(
        lambda: make.StatementFactory(claim=claim, stance="denies"),
        lambda: make.StatementFactory(claim=claim, stance="denies"),
    )
    assert told(claim) == [("new", 1), ("status", 2), ("position", 3)]
    denials = claim.statements.filter(stance="denies")
    assert set(Change.objects.exclude(statement=None).values_list("statement", flat=True)) == set(
        denials.values_list("pk", flat=True)
    )
    assert ClaimVersion.objects.filter(claim=claim).count() == 3


def test_filing_while_it_changes_misses_nothing():
    with transaction.atomic():
        claim = make.StatementFactory().claim
    topic = make.TopicFactory()
    race(
        lambda: claim.topics.add(topic),
        lambda: Claim.objects.filter(pk=claim.pk).update(text="It pours"),
    )
    assert all(change.filed.count() == 1 for change in Change.objects.all())
