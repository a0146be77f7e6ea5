"""Two people, or one person in two tabs, work on coverage at the same moment."""

import threading
import time

import pytest
from django.db import connection, transaction

from claims.coverage.drafts import EditConflict, begin_coverage, save_rows
from claims.coverage.intake import ArticleOnRecord, bring_in_article
from claims.coverage.save.save import save_coverage
from claims.models import Citation, Claim, Claimant, Coverage, Statement
from sources.models import Article, Capture
from tests import factories as make
from tests.support.coverage_article import NOW, TEXT, CoverageScenario
from tests.support.sql import sql


class SecondWriter(threading.Thread):
    """A writer on a second connection, while the first transaction is still open.

    `outcome` is what the work returned, or the exception that it raised.
    """

    def __init__(self, work):
        super().__init__()
        self.work, self.pid, self.outcome = work, None, None

    def run(self):
        try:
            [(self.pid,)] = sql("SELECT pg_backend_pid()")
            self.outcome = self.work()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()

    def is_waiting(self):
        return self.pid is not None and sql("SELECT cardinality(pg_blocking_pids(%s)) > 0", self.pid)[0][0]


def race(first, second):
    """Commit `first` once `second` waits or is done; return the outcome of `second`."""
    other = SecondWriter(second)
    with transaction.atomic():
        first()
        other.start()
        while other.is_alive() and not other.is_waiting():
            time.sleep(0.005)
    other.join()
    return other.outcome


@pytest.fixture
def work():
    with transaction.atomic():
        return CoverageScenario(begun=False)


def begin_copy(work):
    """Begin another editor's work on the same text, in an article of its own."""
    with transaction.atomic():
        editor = make.UserFactory()
        coverage = begin_coverage(by=editor, now=NOW)
        number = Article.objects.count()
        text = TEXT + f"This is printed in copy {number}."
        intake = work.build_intake(title=f"Copy {number}", text=text)
        turn = {"by": editor, "now": NOW, "revision": coverage.revision}
        return bring_in_article(coverage=coverage, intake=intake, is_another=True, **turn)


def saving(coverage, *rows):
    def save():
        turn = {"by": coverage.editor, "now": NOW, "revision": coverage.revision}
        return save_coverage(coverage=coverage, rows=list(rows), **turn)

    return save


@pytest.mark.parametrize("address", ["", "https://gazette.example/bridge"])
def test_the_same_article_is_added_twice(work, address):
    with transaction.atomic():
        coverages = [begin_coverage(by=make.UserFactory(), now=NOW) for _ in range(2)]

    def bringing_in(coverage, **more):
        turn = {"by": coverage.editor, "now": NOW, "revision": coverage.revision}
        intake = work.build_intake(canonical_url=address, **more)
        return lambda: bring_in_article(coverage=coverage, intake=intake, **turn)

    outcome = race(bringing_in(coverages[0]), bringing_in(coverages[1], byline="By B. Reporter"))
    assert isinstance(outcome, ArticleOnRecord)
    article = Article.objects.get()
    assert [known.article for known in outcome.matches] == [article]
    assert Capture.objects.count() == 1
    later = Coverage.objects.get(pk=coverages[1].pk)
    assert (later.article, later.intake["byline"]) == (None, "By B. Reporter")
    turn = {"by": later.editor, "now": NOW, "revision": outcome.coverage.revision}
    gone_on = bring_in_article(coverage=later, intake=later.intake, continue_with=article, **turn)
    assert gone_on.capture == Capture.objects.get()


def test_the_same_position_is_saved_from_two_articles(work):
    one, other = begin_copy(work), begin_copy(work)
    with transaction.atomic():
        claim = make.DraftClaimFactory()
    row = work.row(claim=claim.pk)
    outcome = race(saving(one, row), saving(other, row))
    assert [citation["text"] for citation in outcome["further_citations"]] == ["it is not safe"]
    assert set(Statement.objects.get().citations.values_list("article", flat=True)) == {
        one.article_id,
        other.article_id,
    }


def test_the_same_new_claim_is_worded_twice(work):
    one, other = begin_copy(work), begin_copy(work)
    outcome = race(
        saving(one, work.row()), saving(other, work.row(new_claim="the bridge of Vale is unsafe."))
    )
    claim = Claim.objects.get()
    assert outcome.offers == {"r1": {"claim": [{"id": claim.pk, "text": claim.text}]}}
    assert Citation.objects.count() == 1
    assert Coverage.objects.get(pk=other.pk).rows[0]["new_claim"] == "the bridge of Vale is unsafe."


def test_the_same_newcomer_is_named_twice(work):
    one, other = begin_copy(work), begin_copy(work)
    new = {"claimant": None, "new_name": "Edith Vale", "new_kind": "person"}
    outcome = race(saving(one, work.row(**new)), saving(other, work.row(**new, new_claim="Ferries are old")))
    assert list(outcome.errors["r1"]) == ["new_name"]
    assert Claimant.objects.filter(name="Edith Vale").count() == 1


def test_one_work_is_saved_in_two_tabs(work):
    coverage = begin_copy(work)
    outcome = race(saving(coverage, work.row()), saving(coverage, work.row(stance="denies")))
    assert isinstance(outcome, EditConflict)
    assert outcome.coverage.finished_at == NOW
    assert Statement.objects.get().stance == "affirms"


def test_one_work_is_kept_in_two_tabs(work):
    coverage = begin_copy(work)
    turn = {"by": coverage.editor, "now": NOW, "revision": coverage.revision}

    def keeping(words):
        return lambda: save_rows(coverage=coverage, rows=[work.row(words)], **turn)

    outcome = race(keeping("first"), keeping("second"))
    assert isinstance(outcome, EditConflict)
    assert [row["excerpt"] for row in outcome.coverage.rows] == ["first"]
    assert Coverage.objects.get().revision == coverage.revision + 1
