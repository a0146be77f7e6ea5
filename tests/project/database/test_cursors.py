"""Cursors on the server, which a pooler between transactions would lose."""

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connections


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
