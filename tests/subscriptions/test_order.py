"""No change is skipped by whoever reads them in the order of their places."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Change
from subscriptions import order
from subscriptions.models import PlacedChange
from subscriptions.order import forget_places, place_changes
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.sql import sql

__all__ = ["db"]
pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.usefixtures("tables_owner")]

INSERT = """
INSERT INTO claims_change (kind, claim_id, version, made_at, status_before, status_after, how_many)
VALUES ('position', %s, 1, now(), '', '', 1) RETURNING id
"""


@pytest.fixture
def claim():
    with transaction.atomic():
        return make.StatementFactory().claim


@pytest.fixture
def other():
    """Yield a second connection to the database of the test."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as opened:
        yield opened


def placed() -> list[int]:
    return list(PlacedChange.objects.order_by("place").values_list("change_id", flat=True))


def test_a_change_that_commits_late_is_placed_after_those_that_were_seen(claim, other):
    place_changes()
    with other.cursor() as cursor:
        cursor.execute(INSERT, [claim.pk])
        [early] = cursor.fetchone()
    [(late,)] = sql(INSERT, claim.pk)
    assert late > early
    first = place_changes()
    assert placed()[-1] == late
    other.commit()
    assert place_changes() > first
    assert placed()[-1] == early
    assert sorted(placed()) == sorted(Change.objects.values_list("pk", flat=True))


def test_places_are_given_by_one_at_a_time(claim, other):
    """Who waits for another looks for changes only after those that the other placed can be seen."""
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [order.LOCK])

    def place() -> None:
        try:
            place_changes()
        finally:
            connection.close()

    thread = threading.Thread(target=place)
    thread.start()
    while not sql(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", order.LOCK
    ):
        assert thread.is_alive()
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO subscriptions_placedchange (change_id) SELECT id FROM claims_change")
    other.commit()
    thread.join()
    assert len(placed()) == len(set(placed())) == Change.objects.count()


def test_old_places_are_forgotten_and_not_given_again(claim):
    place_changes()
    [(second,)] = sql(INSERT, claim.pk)
    place_changes()
    PlacedChange.objects.update(placed_at=timezone.now() - timedelta(days=90))
    forget_places(now=timezone.now())
    assert placed() == [second]
    place_changes()
    assert placed() == [second]
