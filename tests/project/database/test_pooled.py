"""Cursors on the server, which a pooler between transactions would lose; and connections that have ended."""

import select

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from tests.support.sql import sql

PID = "SELECT pg_backend_pid()"


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
    ("meanwhile", "is_the_same", "times_asked"),
    [
        ("SELECT 1", True, 0),
        ("NOTIFY something", True, 1),
        ("SELECT pg_terminate_backend({pid}, 5000)", False, 1),
    ],
)
def test_a_connection_of_the_pool_is_checked_if_the_server_has_said_something(
    checked, meanwhile, is_the_same, times_asked
):
    ((pid,),) = sql(PID)
    sql("LISTEN something")
    idle = connection.connection
    with connection.pool.connection() as other:
        connection.close()  # which puts it into the pool, as the only idle one
        checked.clear()
        other.execute(meanwhile.format(pid=pid))
        select.select([idle], [], [], 5 if times_asked else 0)  # until it has arrived
        ((next_pid,),) = sql(PID)
        sql("UNLISTEN something")
        assert (next_pid == pid, len(checked)) == (is_the_same, times_asked)
