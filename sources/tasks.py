"""Background tasks. Every job can be run twice: the second run changes nothing.

A task takes ids and looks everything else up when it runs. Queue jobs through `scheduling`.
"""

import functools
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from procrastinate import JobContext, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from sources.fetching.fetch import FetchError

from . import scheduling
from .models import Article, CaptureText, JobTrouble, TextFingerprint
from .recapture import check_article_link, recapture
from .scheduling import RETRY_PRIORITY

MAX_TEXTS = 2000
MIN_FINGERPRINTED = 200
"""Code points. Hardly any text that is shorter has the 50 words that a fingerprint needs."""
KEPT_HOURS = 14 * 24
"""How long finished jobs stay in the list."""
ATTEMPTS = 4
PROGRAM_ERROR = "Something went wrong in our own program ({}). The server's log has the details."


class TemporaryFailure(Exception):
    """A failure whose cause may have gone by the next attempt."""

    is_expected = True


class YieldingRetry(RetryStrategy):
    """A retry strategy whose waiting jobs let others of the same site go first.

    The queue holds back every job behind an earlier one with the same lock and no lower priority, even
    before the time of that one has come.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is not None:
            decision.priority = min(job.priority, RETRY_PRIORITY)
        return decision


# 8 seconds, 64, about 9 minutes, a little over an hour.
RETRY = YieldingRetry(
    max_attempts=ATTEMPTS,
    exponential_wait=8,
    retry_exceptions=(TemporaryFailure, OperationalError, InterfaceError),
)


def record_trouble(task):
    """Record in words why a job failed; temporary reasons become TemporaryFailure."""

    @functools.wraps(task)
    def run(context: JobContext, **arguments) -> None:
        try:
            task(**arguments)
        except Exception as error:
            job_id = cast(int, context.job.id)  # None only before a job is queued
            is_expected = getattr(error, "is_expected", False)
            reason = str(error) if is_expected else PROGRAM_ERROR.format(type(error).__name__)
            JobTrouble.objects.record_failure(job_id, reason, timezone.now())
            if isinstance(error, FetchError) and error.is_temporary:
                release_queueing_lock(job_id)
                raise TemporaryFailure(str(error)) from error
            raise

    return run


def read_timestamp(timestamp: int) -> datetime:
    """Return the time for which a periodic job was queued."""
    return datetime.fromtimestamp(timestamp, tz=timezone.get_default_timezone())


def release_queueing_lock(job_id: int) -> None:
    """Let the same work be queued again while job `job_id` waits for its retry.

    It may be queued already. The queue refuses two waiting jobs with one lock: this one would stay
    "running" for good, and block its site.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %s", [job_id])


def forget_done(task_name: str) -> None:
    """Delete the jobs of this task that have succeeded: one a minute would bury the others in the list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'succeeded'", [task_name]
        )


@app.task(name="check_link", retry=RETRY, pass_context=True)
@record_trouble
def check_link(*, article_id: int) -> None:
    """Check whether an article's address still leads to it.

    A broken address is no failure of the job.
    """
    if article := _find_article(article_id):
        check_article_link(article, now=timezone.now())


@app.task(name="recapture_article", retry=RETRY, pass_context=True)
@record_trouble
def recapture_article(*, article_id: int) -> None:
    """Fetch an article again, and record its text if it has changed."""
    if article := _find_article(article_id):
        recapture(article, now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="check_due_links", queueing_lock="check_due_links", retry=RETRY, pass_context=True)
@record_trouble
def check_due_links(*, timestamp: int) -> None:
    """Queue every hour the addresses that are due for a check."""
    scheduling.queue_due_checks(now=read_timestamp(timestamp))


@app.periodic(cron="23 3 * * *")
@app.task(name="fingerprint_texts", queueing_lock="fingerprint_texts", retry=RETRY, pass_context=True)
@record_trouble
def fingerprint_texts(*, timestamp: int) -> None:
    """Compute missing fingerprints, every night.

    Texts come without one by import or by plain SQL.
    """
    missing = CaptureText.objects.filter(capture__fingerprint=None, capture__length__gte=MIN_FINGERPRINTED)
    for text in missing.select_related("capture").order_by("-pk")[:MAX_TEXTS]:
        TextFingerprint.objects.store(text.capture, text.text)


@app.periodic(cron="* * * * *")
@app.task(name="rescue_jobs", queueing_lock="rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Requeue every minute the jobs whose worker died, up to ATTEMPTS times."""
    manager = context.app.job_manager
    seconds = settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        if job.attempts > ATTEMPTS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # queued again meanwhile, and waiting for this one to end
            await manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="41 3 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete every night the jobs that ended long ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await scheduling.delete_old_troubles(KEPT_HOURS)


def _find_article(article_id: int) -> Article | None:
    """Find the article, unless it has been deleted or has lost its address since."""
    return Article.objects.exclude(canonical_url="").filter(pk=article_id).first()
