"""One number for a request: from the proxy to the page, to the jobs that it defers, and to the database."""

import logging

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from project.monitoring.queries import execute_watched
from project.monitoring.request_ids import REQUEST_ID, identify_request
from tests.support.html import text_of
from tests.support.sql import acting_as_owner

NUMBER = "0123456789abcdef" * 2


@pytest.fixture
def under_way():
    token = REQUEST_ID.set(NUMBER)
    yield
    REQUEST_ID.reset(token)


@pytest.mark.parametrize(
    ("sent", "is_taken"),
    [(NUMBER, True), (NUMBER.upper(), False), (NUMBER + "0", False), (f"{NUMBER}\n", False), ("", False)],
)
def test_the_number_of_the_proxy_is_taken_if_it_is_one(sent, is_taken):
    seen = []
    respond = identify_request(lambda request: seen.append(REQUEST_ID.get()) or HttpResponse())
    respond(RequestFactory().get("/", headers={"X-Request-ID": sent}))
    assert (seen == [NUMBER]) is is_taken
    assert len(seen[0]) == 32
    assert REQUEST_ID.get() == ""


def test_a_broken_page_tells_its_number(client):
    """Tests without the database mark have none: each page fails here."""
    client.raise_request_exception = False
    headers = {"X-Request-ID": NUMBER}
    page = client.get("/", headers=headers)
    assert (page.status_code, NUMBER in text_of(page)) == (500, True)
    assert client.get("/api/v1/topics", headers=headers).json()["request_id"] == NUMBER


def test_who_is_told_that_the_database_is_away_is_told_the_number(client, server_away):
    client.raise_request_exception = False
    headers = {"X-Request-ID": NUMBER}
    page = client.get("/claims/", headers=headers)
    assert (page.status_code, NUMBER in text_of(page)) == (503, True)
    assert client.get("/api/v1/topics", headers=headers).json()["request_id"] == NUMBER


@pytest.mark.django_db
def test_a_job_keeps_the_number_of_its_request(under_way):
    app.configure_task("check_link").defer(article_id=1)
    assert ProcrastinateJob.objects.get().args == {"article_id": 1, "request_id": NUMBER}


def test_the_worker_runs_a_job_under_its_number(monkeypatch):
    """Also the line that says that it has failed, which the worker writes after the job."""
    seen = {}
    log = logging.getLogger("procrastinate.worker")
    monkeypatch.setattr(
        log, "handle", lambda record: seen.setdefault(record.getMessage()[:12], REQUEST_ID.get())
    )

    @app.task(name="fails", pass_context=False)
    def fails(*, article_id):
        seen["in the task"] = REQUEST_ID.get()
        raise ValueError(article_id)

    try:
        with app.replace_connector(InMemoryConnector()):
            app.configure_task("fails").defer(article_id=7, request_id=NUMBER)
            app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    finally:
        del app.tasks["fails"]
    assert (seen["in the task"], seen["Job fails[1]"]) == (NUMBER, NUMBER)


@pytest.mark.django_db
@pytest.mark.parametrize("is_told", [True, False])
def test_the_database_is_told_whose_a_statement_is(settings, under_way, is_told):
    settings.SQL_COMMENTS = is_told
    with (
        acting_as_owner(),  # the tests' connection is another role's
        connection.execute_wrapper(execute_watched),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND 1 = %s", [1])
        assert cursor.fetchone()[0].startswith(f"/* request_id={NUMBER} */ SELECT") is is_told
