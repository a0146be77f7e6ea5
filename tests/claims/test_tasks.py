"""What happens to reports in the background."""

import datetime

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.models import ProbableDouble, Report, ReportKey, ReportSender
from claims.rate_limits import count_report
from claims.tasks import embed_new_claims, find_doubles, forget_readers
from editorial.admin.sources.background_job import TASK_LABELS
from tests import factories as make
from tests.support.sql import sql

NIGHT = datetime.datetime(2026, 3, 5, 0, 3, tzinfo=datetime.UTC)


def run(task, **arguments) -> None:
    """Do the task's work in this process, as a worker does.

    Exceptions are raised here instead of being recorded.
    """
    task.func.__wrapped__(**arguments)


@pytest.mark.django_db
def test_every_night_readers_are_forgotten():
    count_report(sender="192.0.2.7", now=NIGHT - datetime.timedelta(hours=1))
    settled_at = NIGHT - datetime.timedelta(days=91)
    done = {"outcome": "closed", "answer": "No.", "settled_by": make.UserFactory(), "settled_at": settled_at}
    make.ReportFactory(contact="reader@example.org", **done)
    for _ in range(2):
        run(forget_readers, timestamp=int(NIGHT.timestamp()))
        assert not ReportKey.objects.exists() and not ReportSender.objects.exists()
        assert Report.objects.get().contact == ""


def test_every_job_has_a_name_for_people():
    assert {name for name in app.tasks if "builtin" not in name} <= set(TASK_LABELS)


def test_nightly_jobs_are_on_the_clock():
    nightly = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert nightly["forget_readers"] == "3 0 * * *"
    assert nightly["find_doubles"] == "37 2 * * *"
    assert nightly["seal_history"] == "* * * * * */10"
    assert nightly["write_head"] == "29 3 * * *"
    assert nightly["renew_common_words"] == "17 4 * * *"
    assert nightly["export_record"] == "7 3 * * *"
    assert nightly["discard_old_searches"] == "43 * * * *"
    assert nightly["forget_answers"] == "11 3 * * *"
    assert nightly["send_webhooks"] == "* * * * *"
    assert nightly["forget_deliveries"] == "17 0 * * *"
    assert nightly["answer_follow_requests"] == "* * * * *"
    assert nightly["send_digests"] == "*/10 * * * *"
    assert nightly["forget_followers"] == "13 0 * * *"
    assert nightly["forget_sessions"] == "19 0 * * *"
    assert nightly["follow_mouthpieces"] == "*/10 * * * *"
    assert nightly["embed_new_claims"] == "* * * * *"


@pytest.mark.django_db
def test_every_night_doubles_are_looked_for():
    one = make.DraftClaimFactory(text="The old bridge over the river was closed in May")
    other = make.DraftClaimFactory(text="The old bridge over the river was closed in May 2017")
    for _ in range(2):
        run(find_doubles, timestamp=int(NIGHT.timestamp()))
        found = ProbableDouble.objects.get()
        assert (found.claim, found.other, found.found_at) == (one, other, NIGHT)


@pytest.mark.django_db
def test_the_job_of_each_minute_leaves_no_row_behind():
    ids = [
        embed_new_claims.defer(timestamp=0),
        embed_new_claims.configure(queueing_lock="other").defer(timestamp=0),
    ]
    sql("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", ids[0])
    sql("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", ids[1])
    run(embed_new_claims, timestamp=int(NIGHT.timestamp()))
    assert list(ProcrastinateJob.objects.values_list("pk", flat=True)) == ids[1:]
