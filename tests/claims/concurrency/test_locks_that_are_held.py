"""Somebody else holds what is to be changed, for too long: what was typed is kept, and can be sent again."""

import json

import psycopg
import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from claims.coverage.drafts import close_coverage
from claims.coverage.save import save
from claims.coverage.save.save import ATTEMPTS, LONGEST_PAUSE, save_coverage
from claims.models import Coverage, Review, Statement
from core.errors import TRY_AGAIN, Conflict
from tests import factories as make
from tests.support.coverage_article import NOW, CoverageScenario
from tests.support.html import text_of
from tests.support.sql import sql


@pytest.fixture
def holder():
    """Provide somebody else's connection, for whose locks ours waits a moment."""
    sql("SET lock_timeout = '50ms'")
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other
        other.rollback()
    sql("RESET lock_timeout")


@pytest.fixture
def work():
    with transaction.atomic():
        return CoverageScenario(editor=make.UserFactory(is_staff=True, is_superuser=True))


@pytest.fixture
def client(work) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(work.editor)
    return client


def send_rows(client, work, do: str, rows: list[dict], **more):
    data = {"do": do, "rows": json.dumps(rows), "revision": work.coverage.revision, **more}
    return client.post(reverse("admin:coverage_rows", args=[work.coverage.pk]), data)


def read_messages(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_what_a_window_keeps_by_itself_is_sent_again(client, work, holder, caplog):
    """Its script takes JSON with this status for work that was changed elsewhere, and anything else not."""
    holder.execute("SELECT FROM claims_coverage FOR UPDATE")
    data = {"revision": work.coverage.revision, "rows": [work.row()]}
    path = reverse("admin:coverage_kept", args=[work.coverage.pk])
    response = client.post(path, json.dumps(data), content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert "Somebody else was changing this at the same time" in text_of(response)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"Ended because of another change: {path}")
    ]


def test_nothing_to_record(client, work, holder):
    with transaction.atomic():
        url = make.LeadFactory().url
        Coverage.objects.update(intake={**work.coverage.intake, "url": url})
    holder.execute("SELECT FROM claims_lead FOR UPDATE")
    response = send_rows(client, work, "close", [], close_reason="Only fixtures")
    assert read_messages(response) == [TRY_AGAIN]
    assert 'value="Only fixtures"' in client.get(response.url).text
    assert Coverage.objects.get().finished_at is None


def test_rows_of_work_that_another_window_finished(client, work, holder):
    with transaction.atomic():
        close_coverage(coverage=work.coverage, reason="Sport", **work.context)
    holder.execute("SELECT FROM claims_coverage FOR UPDATE")
    response = send_rows(client, work, "keep", [work.row(new_claim="The bridge of Dale is closed")])
    assert read_messages(response) == [TRY_AGAIN]
    assert "The bridge of Dale is closed" in text_of(client.get(response.url))


def test_the_queue_of_reviews(client, work, holder):
    """It shows what publishing would change, and so locks as publishing does."""
    with transaction.atomic():
        draft = make.DraftStatementFactory(claim=make.DraftClaimFactory())
        Review.objects.create(claim=draft.claim, asked_at=NOW, asked_by=work.editor)
    holder.execute("SELECT FROM claims_claim FOR UPDATE")
    assert client.get(reverse("admin:claims_review_changelist")).status_code == 409


def test_a_save_is_tried_again_after_a_pause(work, holder, monkeypatch):
    pauses = []
    monkeypatch.setattr(save.time, "sleep", pauses.append)

    def save_row():
        save_coverage(coverage=Coverage.objects.get(), rows=[work.row()], **work.context)

    holder.execute("SELECT FROM claims_claimant FOR UPDATE")
    with pytest.raises(Conflict, match="try again"):
        save_row()
    assert (len(pauses), Statement.objects.count()) == (ATTEMPTS - 1, 0)
    monkeypatch.setattr(save.time, "sleep", lambda seconds: holder.rollback())
    work.coverage = Coverage.objects.get()
    assert [row["new_claim"] for row in work.coverage.rows] == [work.row()["new_claim"]]
    save_row()
    assert Statement.objects.count() == 1
    assert len(set(pauses)) == len(pauses)
    assert all(0 <= pause <= LONGEST_PAUSE for pause in pauses)
