"""The database that the tests run on, and Django set up for it.

The process that controls the run (not each xdist worker) joins the embedded server, on a
folder of its own that forgets rather than waits for the disk. A `DATABASE_URL` in the
environment is used instead; it is moved to DEVELOPMENT_DATABASE_URL, for tests are not production.

All this happens on import: settings must not be read before, and the conftests of the
folders below import models.
"""

import contextlib
import os
from collections.abc import Iterator

import django
import pytest

from project.embedded import EmbeddedError, lifetime
from project.translations import compile_changed

USED = contextlib.ExitStack()


def choose_database() -> None:
    given = os.environ.pop("DATABASE_URL", "") or os.environ.get("DEVELOPMENT_DATABASE_URL", "")
    if not given:
        try:
            given = lifetime.build_url(USED.enter_context(lifetime.use_server(lifetime.TESTS)))
        except EmbeddedError as error:
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    os.environ["DEVELOPMENT_DATABASE_URL"] = given


if "PYTEST_XDIST_WORKER" not in os.environ:
    compile_changed()
    choose_database()
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
django.setup()

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests.support import examples  # noqa: F401 - loads the profile of hypothesis
from tests.support.databases import (
    copied_database,
    copy_database,
    drop_database,
    empty_tables,
    load_moscow,
    using_database,
)
from tests.support.jinja_templates import watch_templates
from tests.support.transactions import CommittedClient

watch_templates()
settings.WHITENOISE_AUTOREFRESH = True  # or every test client reads all static files before its first request
# Django's own flush makes every table anew, and takes along what the migrations put there.
TransactionTestCase._fixture_teardown = lambda _test: empty_tables()


def pytest_unconfigure() -> None:
    USED.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Provide the test database and an empty copy of it.

    The copy is as the migrations left it; `moscow` is made from it. Yields its name.
    """
    empty = f"{connection.settings_dict['NAME']}_empty"
    with django_db_blocker.unblock():
        copy_database(connection.settings_dict["NAME"], empty)
    yield empty  # blocked again: a test that does not ask for the database must not reach it
    with django_db_blocker.unblock():
        drop_database(empty)


@pytest.fixture(scope="module", autouse=True)
def database_to_commit_to(request) -> Iterator[None]:
    """Give a module whose tests commit a copy of the database of its own.

    Some alter a function or a trigger for a while; with work stealing, any test may come after one that
    failed.
    """
    if not any(item.module is request.module and is_committing(item) for item in request.session.items):
        yield
        return
    empty, blocker = (request.getfixturevalue(name) for name in ("django_db_setup", "django_db_blocker"))
    name = f"{empty}_committed"
    with blocker.unblock():
        copy_database(empty, name)
    with using_database(name):
        yield
    with blocker.unblock():
        drop_database(name)


def is_committing(item: pytest.Item) -> bool:
    """Return whether a test commits what it writes, and has the tables emptied when it ends."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def moscow(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Provide the name of a database that holds the Moscow record.

    It is only to be copied, never to be used itself.
    """
    name = f"{connection.settings_dict['NAME']}_moscow"
    with django_db_blocker.unblock():
        copy_database(django_db_setup, name)
        with using_database(name):
            load_moscow()
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(scope="module")
def moscow_record(moscow, django_db_blocker) -> Iterator[None]:
    """Load the Moscow record into the test database of a module.

    It is for modules whose tests leave nothing behind (`db`).
    """
    with django_db_blocker.unblock(), copied_database(moscow, f"{moscow}_module"):
        yield


@pytest.fixture
def client() -> CommittedClient:
    return CommittedClient()
