"""Warnings about databases that are not fit for the record, and about one that does not answer."""

from collections.abc import Iterator

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from tests.support.databases import drop_database, using_database

pytestmark = pytest.mark.usefixtures("tables_owner")


def list_ids() -> list[str]:
    return [message.id for message in run_checks(databases=["default"], tags=[Tags.database])]


@pytest.fixture(autouse=True)
def unblocked(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def unfit_database(request) -> Iterator[None]:
    """Use a database that is made with the words of the parameter."""
    name = f"{connection.settings_dict['NAME']}_unfit"
    drop_database(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc {request.param}")
    with using_database(name):
        yield
    drop_database(name)


@pytest.mark.parametrize(
    ("unfit_database", "id"),
    [
        ("ENCODING 'UTF8' LOCALE 'C'", "record.W005"),
        ("ENCODING 'LATIN1' LOCALE 'C'", "record.W004"),
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "record.W004"),
    ],
    indirect=["unfit_database"],
)
def test_a_database_in_which_letters_have_no_place_or_no_capitals(unfit_database, id):
    assert list_ids() == [id]


def test_a_database_that_does_not_answer_is_one_error(caplog):
    """Also for `check` with a database, whose other checks would fail there."""
    with using_database("there_is_no_such_database"):
        [error] = run_checks(databases=["default"], tags=[Tags.database])
        with pytest.raises(SystemCheckError, match=r"1 issue") as refused:
            call_command("check", "--deploy", "--database", "default")
    assert "record.E001" in str(refused.value)
    assert not caplog.records
    assert error.id == "record.E001"
    assert error.msg.startswith("The database does not answer: ")
    assert "\n" not in error.msg
