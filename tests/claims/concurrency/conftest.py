import pytest
from django.db import connection

from tests.support.databases import empty_tables


@pytest.fixture(autouse=True)
def db(django_db_setup, django_db_blocker):
    """Replace pytest-django's fixture by one without a transaction around the test.

    Other connections must see what the test writes.

    The groups that a migration made stay, which a flush would also take.
    """
    with django_db_blocker.unblock():
        yield
        empty_tables()
        connection.close()
