"""`make worker`: it does the jobs that wait, and stops on a signal."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from project.monitoring.logs import OnlyNews
from sources.fetching.fetch import FetchError
from sources.models import BackgroundJob
from tests.project.conftest import eventually
from tests.support.examples import IS_DEEP
from tests.support.sql import acting_as_owner, sql


def address_of_tests() -> str:
    """Return the address of the tests' own database, as settings read it."""
    told = connection.settings_dict
    parts = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    return (
        f"postgresql:///{told['NAME']}?{urlencode({name: value for name, value in parts.items() if value})}"
    )


@pytest.fixture
def make_worker(checkout: Path, transactional_db) -> Iterator[Callable[[], subprocess.Popen]]:
    """Run `make worker` from a script on the tests' database.

    SIGINT is ignored there.
    """
    started = []

    def start() -> subprocess.Popen:
        script = 'trap "" INT; exec make --no-print-directory worker'
        process = subprocess.Popen(
            ["/bin/sh", "-c", script],
            cwd=checkout,
            env={"PATH": os.environ["PATH"], "DEVELOPMENT_DATABASE_URL": address_of_tests()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    with acting_as_owner():
        sql("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT][: 2 if IS_DEEP else 1])
def test_does_what_waits_and_stops_when_told_to(make_worker, number):
    job = app.configure_task("check_link").defer(article_id=0)
    process = make_worker()
    assert eventually(lambda: BackgroundJob.objects.get(pk=job).status == "succeeded", 60)
    [worker] = psutil.Process(process.pid).children()
    before = time.monotonic()
    worker.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert time.monotonic() - before < 5
    assert "Traceback" not in said
    assert process.returncode == 0
    assert not sql("SELECT FROM procrastinate_workers")


def record(error: Exception | None) -> logging.LogRecord:
    about = (type(error), error, None) if error else None
    return logging.LogRecord("procrastinate", logging.ERROR, __file__, 1, "A job failed", (), about)


def test_a_page_that_is_gone_is_no_news_for_the_log_and_a_fault_of_ours_is():
    news = OnlyNews()
    assert not news.filter(record(FetchError("not_found", "It is gone.")))
    assert news.filter(record(ValueError("ours")))
    assert news.filter(record(None))
