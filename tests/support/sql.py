"""Breaking a rule of the database by name, and keeping it."""

import contextlib

import pytest
from django.db import IntegrityError, connection, transaction


def sql(statement: str, *params) -> list[tuple]:
    """Return what raw SQL does or answers, past every check that Python makes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def check_deferred() -> None:
    """Break now what would break at the end of the transaction."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


@contextlib.contextmanager
def assert_refused(name: str):
    """The block breaks the rule of that name, there or at the end of its transaction."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        check_deferred()
    assert caught.value.__cause__.diag.constraint_name == name


@contextlib.contextmanager
def assert_accepted():
    """The block breaks nothing, there or at the end of its transaction."""
    yield
    check_deferred()
