"""SQL in tests, and checks of the database's rules by name."""

import contextlib

import pytest
from django.db import IntegrityError, connection, transaction


def sql(statement: str, *params) -> list[tuple]:
    """Return what raw SQL does or answers, past every check that Python makes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def check_deferred() -> None:
    """Check now every rule that waits for the end of the transaction."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


@contextlib.contextmanager
def assert_refused(name: str):
    """Check that the block breaks the rule of that name, by its transaction's end."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        check_deferred()
    assert caught.value.__cause__.diag.constraint_name == name


@contextlib.contextmanager
def assert_accepted():
    """Check that the block breaks no rule, neither there nor at its transaction's end."""
    yield
    check_deferred()
