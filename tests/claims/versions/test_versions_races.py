"""Versions of one claim are numbered without gaps however many write at once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from claims.models import Claim, ClaimVersion, FactCheck
from tests import factories as make
from tests.claims.concurrency.test_races import race


def published():
    with transaction.atomic():
        return make.StatementFactory().claim


def test_two_at_once_are_two_versions_and_the_later_has_both():
    claim = published()
    race(
        lambda: make.FactCheckFactory(claim=claim, rating="One"),
        lambda: Claim.objects.filter(pk=claim.pk).update(public_note="A note."),
    )
    snapshots = ClaimVersion.objects.filter(claim=claim).order_by("number").values_list("number", "snapshot")
    assert [number for number, _ in snapshots] == [1, 2, 3]
    last = snapshots[2][1]
    assert last["public_note"] == "A note."
    assert [check["rating"] for check in last["fact_checks"]] == ["One"]


def test_many_writers_leave_no_gap():
    claim = published()

    def write(number):
        try:
            FactCheck.objects.create(
                claim_id=claim.pk, reviewer="Ada Brook", url=f"https://reviewer.example/{number}", rating="So"
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))
    found = ClaimVersion.objects.filter(claim=claim).order_by("number")
    assert [version.number for version in found] == list(range(1, 26))
    assert [len(version.snapshot["fact_checks"]) for version in found] == list(range(25))
