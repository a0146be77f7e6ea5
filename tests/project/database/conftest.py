"""Connections that other programs and other roles have."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection


def connect(**changes: str) -> psycopg.Connection:
    """Connect as other programs do, with nothing set by Django."""
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: connection.settings_dict[name] for key, name in names.items()}
    return psycopg.connect(**{key: value for key, value in (given | changes).items() if value})


@pytest.fixture
def guest(db) -> Iterator[psycopg.Connection]:
    """Connect as a role that owns nothing, in a transaction that leaves nothing behind."""
    try:
        superuser = connect(user="postgres")
    except psycopg.OperationalError:
        pytest.skip("needs a superuser, as the embedded server has")
    with superuser as other:
        other.execute("CREATE ROLE guest_of_the_record")
        other.execute("SET SESSION AUTHORIZATION guest_of_the_record")
        yield other
        other.rollback()
