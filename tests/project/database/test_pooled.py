"""Cursors on the server, which a pooler between transactions would lose; and connections that have ended."""

import select
from contextlib import closing

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from project.database.pooled import base
from project.database.pooled.base import is_open
from tests.support.sql import sql


@pytest.fixture
def checked(monkeypatch) -> list[psycopg.Connection]:
    """Provide a list of the connections about which the server is asked before they are used."""
    asked: list[psycopg.Connection] = []
    check = ConnectionPool.check_connection

    def note_and_check(idle: psycopg.Connection) -> None:
        asked.append(idle)
        check(idle)

    monkeypatch.setattr(ConnectionPool, "check_connection", note_and_check)
    return asked


@pytest.mark.django_db
@pytest.mark.parametrize("is_in_transaction", [True, False])
def test_rows_are_left_on_the_server_in_a_transaction_only(monkeypatch, is_in_transaction):
    """As they are where PgBouncer gives each transaction another connection: `make cluster-test` tries it."""
    connection = connections["default"]
    User.objects.create(username="somebody")
    monkeypatch.setattr(connection, "in_atomic_block", is_in_transaction)
    with connection.chunked_cursor() as cursor:
        assert isinstance(getattr(cursor, "cursor", cursor), psycopg.ServerCursor) is is_in_transaction
    assert [user.username for user in User.objects.iterator()] == ["somebody"]


@pytest.mark.usefixtures("tables_owner")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("meanwhile", "is_still_open", "times_asked"),
    [
        ("SELECT 1", True, 0),
        ("NOTIFY something", True, 1),
        ("SELECT pg_terminate_backend({pid}, 5000)", False, 1),
    ],
)
def test_the_server_is_asked_about_a_connection_only_if_it_has_said_something(
    checked, meanwhile, is_still_open, times_asked
):
    parameters = connection.get_connection_params() | {"autocommit": True}
    with psycopg.connect(**parameters) as other, closing(psycopg.connect(**parameters)) as idle:
        idle.execute("LISTEN something")
        other.execute(meanwhile.format(pid=idle.info.backend_pid))
        select.select([idle], [], [], 5 if times_asked else 0)  # until it has arrived
        assert (is_open(idle), len(checked)) == (is_still_open, times_asked)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_ended_is_replaced(monkeypatch):
    taken: list[psycopg.Connection] = []
    monkeypatch.setattr(base, "is_open", lambda idle: taken.append(idle) or len(taken) > 1)
    connection.close()
    assert sql("SELECT 1") == [(1,)]
    assert [each.closed for each in taken] == [True, False]
