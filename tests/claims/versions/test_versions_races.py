"""Versions of one claim are numbered without gaps however many write at once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from claims.models import Claim, ClaimVersion, FactCheck
from sources.models import Article
from tests import factories as make
from tests.claims.concurrency.test_races import Second, race
from tests.support.sql import sql


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


def test_a_new_title_shows_on_a_claim_that_first_cites_the_article_meanwhile():
    with transaction.atomic():
        article = make.ArticleFactory(title="Before")
        known = make.StatementFactory(citation__article=article).claim
    retitle = Second(lambda: Article.objects.filter(pk=article.pk).update(title="After"))
    cite = Second(lambda: make.StatementFactory(citation__article=article))
    with transaction.atomic():
        sql("SELECT FROM claims_claim WHERE id = %s FOR NO KEY UPDATE", known.pk)
        retitle.start_and_wait()  # for the claim, while it makes versions
        cite.start_and_wait()
        assert retitle.is_waiting() and not cite.is_alive()
    retitle.join()
    titles = [
        (version.number, version.snapshot["statements"][0]["citations"][0]["article"]["title"])
        for version in ClaimVersion.objects.order_by("claim", "number")
    ]
    assert titles == [(1, "Before"), (2, "After")] * 2
