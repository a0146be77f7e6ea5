"""Background jobs, done by a real worker."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.procrastinate_app import current_app
from procrastinate.jobs import Job
from procrastinate.periodic import PeriodicRegistry

from sources import tasks
from sources.models import (
    BackgroundJob,
    Capture,
    CaptureText,
    HostVisit,
    JobTrouble,
    LinkCheck,
    TextFingerprint,
)
from sources.scheduling import VISIT_GAP, queue_due_checks, queue_link_check, queue_recapture
from sources.tasks import RETRY, TemporaryFailure
from tests import factories as make
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

PAGE = "<html><body><article>{}</article></body></html>"
STORY = PAGE.format("".join(f"<p>The minister said in sentence {n} that it was so.</p>" for n in range(5)))


@pytest.fixture
def queue(transactional_db):
    """Provide an empty queue, and empty it afterwards.

    pytest-django does not empty its tables.
    """
    tables = ("jobs", "events", "periodic_defers", "workers")
    empty = f"TRUNCATE {', '.join(f'procrastinate_{table}' for table in tables)}"
    sql(empty)
    yield
    sql(empty)


def work() -> None:
    """Do all queued jobs and stop.

    Periodic jobs are left out.
    """
    planned = current_app.periodic_registry
    current_app.periodic_registry = PeriodicRegistry()
    try:
        with current_app.replace_connector(current_app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)
    finally:
        current_app.periodic_registry = planned


def jobs(**which) -> list[tuple]:
    rows = BackgroundJob.objects.filter(args__has_key="article_id", **which).order_by("pk")
    return list(rows.values_list("task_name", "status", "attempts"))


needs_worker = pytest.mark.django_db(transaction=True)


@needs_worker
def test_a_worker_fetches_what_was_queued(queue, site):
    article = make.ArticleFactory(canonical_url=site.put("/a", STORY))
    assert queue_recapture(article, now=timezone.now())
    work()
    assert jobs() == [("recapture_article", "succeeded", 1)]
    assert Capture.objects.get().obtained == "fetched"
    assert LinkCheck.objects.get().outcome == "works"


@needs_worker
def test_a_lasting_failure_is_told_and_not_tried_again(queue, site):
    article = make.ArticleFactory(canonical_url=site.url("/gone"))
    queue_recapture(article, now=timezone.now())
    work()
    assert jobs() == [("recapture_article", "failed", 1)]
    assert "no such page (404)" in JobTrouble.objects.get().sentence


@needs_worker
def test_a_temporary_failure_is_told_and_tried_again(queue, site):
    article = make.ArticleFactory(canonical_url=site.put("/a", "x", status=503))
    queue_recapture(article, now=timezone.now())
    before = timezone.now()
    work()
    assert jobs() == [("recapture_article", "todo", 1)]
    again = BackgroundJob.objects.get(args__has_key="article_id")
    assert 6 < (again.scheduled_at - before).total_seconds() < 20
    assert again.lock == "site 127.0.0.1"
    assert "too busy" in JobTrouble.objects.get().sentence


@needs_worker
def test_a_link_that_is_broken_is_a_finding_and_no_failure(queue, site):
    article = make.ArticleFactory(canonical_url=site.url("/gone"))
    queue_link_check(article, now=timezone.now())
    work()
    assert jobs() == [("check_link", "succeeded", 1)]
    assert LinkCheck.objects.get().outcome == "broken"


@needs_worker
def test_an_article_that_is_gone_meanwhile_is_no_failure(queue, site):
    article = make.ArticleFactory(canonical_url=site.url("/a"))
    queue_recapture(article, now=timezone.now())
    article.delete()
    work()
    assert jobs() == [("recapture_article", "succeeded", 1)]


@needs_worker
def test_what_is_wrong_in_our_own_program_is_told_as_such(queue, site):
    article = make.ArticleFactory(canonical_url=site.put("/a", STORY))
    queue_recapture(article, now=timezone.now())
    sql("ALTER TABLE sources_linkcheck RENAME TO elsewhere")
    try:
        work()
    finally:
        sql("ALTER TABLE elsewhere RENAME TO sources_linkcheck")
    assert jobs() == [("recapture_article", "failed", 1)]
    assert "our own program (ProgrammingError)" in JobTrouble.objects.get().sentence


@needs_worker
def test_a_job_whose_worker_died_is_done_by_another(queue, site):
    article = make.ArticleFactory(canonical_url=site.put("/a", STORY))
    queue_recapture(article, now=timezone.now())
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    dead = "(SELECT max(id) FROM procrastinate_workers)"
    sql(f"UPDATE procrastinate_jobs SET status = 'doing', worker_id = {dead}")
    app.configure_task("rescue_jobs").defer(timestamp=0)
    work()
    work()
    assert jobs() == [("recapture_article", "succeeded", 2)]
    assert Capture.objects.exists()


@needs_worker
def test_a_dead_worker_s_job_that_waits_once_more_already_holds_nothing_up(queue, site):
    article = make.ArticleFactory(canonical_url=site.put("/a", STORY))
    queue_recapture(article, now=timezone.now())
    other = make.ArticleFactory(canonical_url=site.put("/b", STORY))
    queue_link_check(other, now=timezone.now())
    sql("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'recapture_article'")
    assert queue_recapture(article, now=timezone.now())
    app.configure_task("rescue_jobs").defer(timestamp=0)
    work()
    work()
    assert jobs() == [
        ("recapture_article", "aborted", 1),
        ("check_link", "succeeded", 1),
        ("recapture_article", "succeeded", 1),
    ]


@needs_worker
def test_what_is_tried_again_later_holds_up_no_other_request(queue, site):
    queue_recapture(make.ArticleFactory(canonical_url=site.put("/a", "x", status=503)), now=timezone.now())
    work()
    queue_recapture(make.ArticleFactory(canonical_url=site.put("/b", STORY)), now=timezone.now())
    work()
    assert jobs() == [("recapture_article", "todo", 1), ("recapture_article", "succeeded", 1)]


@needs_worker
def test_what_fails_when_it_has_been_asked_for_again_meanwhile_holds_nothing_up(queue, site):
    def fail(handler):
        if len(site.asked) == 1:
            queue_recapture(article, now=timezone.now())
            connection.close()
        handler.send_error(503)

    article = make.ArticleFactory(canonical_url=site.put_raw("/a", fail))
    queue_recapture(article, now=timezone.now())
    work()
    assert jobs() == [("recapture_article", "todo", 1), ("recapture_article", "todo", 1)]
    site.put("/a", STORY)
    assert queue_recapture(article, now=timezone.now())
    work()
    assert jobs(status="succeeded") == [("recapture_article", "succeeded", 1)]


@needs_worker
def test_jobs_that_ended_long_ago_and_their_troubles_are_forgotten(queue):
    old, new = (app.configure_task("check_link").defer(article_id=0) for _ in range(2))
    work()
    JobTrouble.objects.record_failure(old, "Long ago", make.MOMENT)
    JobTrouble.objects.record_failure(new, "Just now", timezone.now())
    sql("UPDATE procrastinate_events SET at = now() - interval '20 days' WHERE job_id = %s", old)
    app.configure_task("forget_old_jobs").defer(timestamp=0)
    work()
    assert list(BackgroundJob.objects.filter(task_name="check_link").values_list("pk", flat=True)) == [new]
    assert [trouble.job_id for trouble in JobTrouble.objects.all()] == [new]


@pytest.mark.django_db
class TestQueue:
    def test_each_article_once_for_each_kind_of_work(self):
        article = make.ArticleFactory(canonical_url="https://example.org/1")
        assert [queue_recapture(article, now=make.MOMENT) for _ in range(2)] == [True, False]
        assert [queue_link_check(article, now=make.MOMENT) for _ in range(2)] == [True, False]
        assert len(jobs()) == 2

    def test_nothing_for_an_article_without_address(self):
        article = make.ArticleFactory()
        assert not queue_recapture(article, now=make.MOMENT)
        assert not queue_link_check(article, now=make.MOMENT)
        assert jobs() == []

    def test_one_site_is_called_at_intervals_and_never_twice_at_once(self):
        for number in range(3):
            queue_link_check(
                make.ArticleFactory(canonical_url=f"https://www.example.org/{number}"), now=make.MOMENT
            )
        queue_link_check(make.ArticleFactory(canonical_url="https://elsewhere.example/1"), now=make.MOMENT)
        rows = BackgroundJob.objects.order_by("pk").values_list("lock", "scheduled_at")
        assert list(rows) == [
            ("site example.org", make.MOMENT),
            ("site example.org", make.MOMENT + VISIT_GAP),
            ("site example.org", make.MOMENT + 2 * VISIT_GAP),
            ("site elsewhere.example", make.MOMENT),
        ]

    def test_what_is_queued_already_takes_no_further_turn(self):
        article = make.ArticleFactory(canonical_url="https://example.org/1")
        assert [queue_link_check(article, now=make.MOMENT) for _ in range(3)] == [True, False, False]
        assert HostVisit.objects.get().last_at == make.MOMENT

    def test_a_turn_that_was_reserved_long_ago_keeps_nobody_waiting(self):
        HostVisit.objects.reserve("example.org", now=make.MOMENT, gap=VISIT_GAP)
        later = make.MOMENT + datetime.timedelta(days=1)
        assert HostVisit.objects.reserve("example.org", now=later, gap=VISIT_GAP) == later

    def test_what_an_editor_waits_for_goes_first(self):
        queue_link_check(make.ArticleFactory(canonical_url="https://example.org/1"), now=make.MOMENT)
        queue_recapture(make.ArticleFactory(canonical_url="https://example.org/2"), now=make.MOMENT)
        assert list(BackgroundJob.objects.order_by("-priority").values_list("task_name", flat=True)) == [
            "recapture_article",
            "check_link",
        ]

    def test_due_are_those_whose_time_has_come_and_those_never_looked_at(self):
        def checked(days):
            article = make.ArticleFactory(canonical_url=f"https://example.org/{days}")
            day = make.MOMENT + datetime.timedelta(days=days)
            LinkCheck.objects.create(
                article=article, outcome="works", checked_at=make.MOMENT, next_check_at=day
            )
            return article

        due, _, without = checked(-1), checked(1), checked(-2)
        without.canonical_url = ""
        without.save()
        unseen = make.ArticleFactory(canonical_url="https://example.org/unseen")
        make.ArticleFactory()
        assert queue_due_checks(now=make.MOMENT) == 2
        queued = BackgroundJob.objects.order_by("pk").values_list("args__article_id", flat=True)
        assert list(queued) == [due.pk, unseen.pk]
        assert queue_due_checks(now=make.MOMENT) == 0

    def test_texts_that_came_another_way_get_their_fingerprints(self):
        text = " ".join(f"word{n}" for n in range(80))
        capture = make.CaptureFactory(text=text)
        CaptureText.objects.create(capture=capture, text=text)
        CaptureText.objects.create(capture=make.CaptureFactory(), text="The words of the article.")
        assert not TextFingerprint.objects.exists()
        tasks.fingerprint_texts(None, timestamp=0)
        assert TextFingerprint.objects.get().capture == capture


def job(attempts: int) -> Job:
    named = {"id": 1, "queue": "q", "task_name": "t", "task_kwargs": {}, "priority": 0}
    return Job(**named, lock=None, queueing_lock=None, attempts=attempts)


def test_temporary_failures_are_tried_again_ever_later_and_four_times():
    waits = []
    for attempts in range(4):
        before = datetime.datetime.now(datetime.UTC)
        decision = RETRY.get_retry_decision(exception=TemporaryFailure(), job=job(attempts))
        waits.append(round((decision.retry_at - before).total_seconds()))
    assert waits == [8, 64, 512, 4096]
    assert RETRY.get_retry_decision(exception=TemporaryFailure(), job=job(4)) is None
    assert RETRY.get_retry_decision(exception=ValueError(), job=job(0)) is None
