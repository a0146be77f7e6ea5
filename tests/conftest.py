"""The database that the tests run on, and Django set up for it.

The process that controls the run (not each xdist worker) joins the embedded server, on a
folder of its own that forgets rather than waits for the disk. A `DATABASE_URL` in the
environment is used instead; it is moved to DEVELOPMENT_DATABASE_URL, for tests are not production.

All this happens on import: settings must not be read before, and the conftests of the
folders below import models.
"""

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import django
import psycopg
import pytest
from psycopg import sql

from project.embedded import EmbeddedError, lifetime
from project.translations import compile_changed

USED = contextlib.ExitStack()
# Thousands of tests and all models stay to the end; to search them for garbage as often as Python does by
# itself takes up to a third of the time.
gc.set_threshold(50_000, 20, 100)


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

from claims.versions.stamps import fold_stamps
from claims.versions.stored_pages import MEMORY
from tests.support import examples  # noqa: F401 - loads the profile of hypothesis
from tests.support.databases import (
    EMPTY,
    MOSCOW,
    acting_as,
    close_connections,
    copied_database,
    copy_database,
    drop_database,
    empty_tables,
    find_site_role,
    first_of_run,
    load_moscow,
    using_database,
)
from tests.support.jinja_templates import watch_templates
from tests.support.transactions import CommittedClient

watch_templates()
settings.SITE_ROLE = find_site_role(
    os.environ["DEVELOPMENT_DATABASE_URL"]
)  # tests act as it does, in databases of the owner
settings.EXPORT_FOLDER = Path(__file__).parent / "no-export"  # a test that exports has a folder of its own
settings.HISTORY_HEADS = Path(__file__).parent / "no-heads"  # a test of the chain has a file of its own
settings.IMPORT_FOLDER = Path(__file__).parent / "no-import"  # a test that uploads has a folder of its own
settings.STAMP_PAGES = False  # it adds a query to each page, and answers 304 to whoever has one
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
settings.COMPARE_BY_MEANING = False  # nothing but the tests of it needs the sentence model
settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 10  # as many tests as cores wait for each other
settings.WHITENOISE_AUTOREFRESH = True  # or every test client reads all static files before its first request
# Django's own flush makes every table anew, and takes along what the migrations put there.
TransactionTestCase._fixture_teardown = lambda _test: empty_tables()


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with (
            contextlib.suppress(psycopg.OperationalError),  # no server: the tests have said so
            psycopg.connect(os.environ["DEVELOPMENT_DATABASE_URL"], autocommit=True) as server,
        ):
            for name in (EMPTY, MOSCOW):
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    USED.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests first that need no database: one process runs them while another makes it."""
    committing = find_committing_modules(items)
    items.sort(key=lambda item: item.module in committing or needs_database(item))


def needs_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or "django_db_setup" in item.fixturenames


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory) -> Path:
    """Provide a folder that all processes of this run have."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def django_db_setup(request, run_folder, django_db_modify_db_settings, django_db_blocker) -> Iterator[str]:
    """Provide the test database and an empty copy of it.

    The copy is as the migrations left it; `moscow` is made from it. Yields its name. The migrations run in
    the first process that needs a database; the others copy what they made.
    """
    with first_of_run(run_folder / "migrated") as is_first, django_db_blocker.unblock():
        close_connections()  # a request in a test without the database leaves a pool, which leads elsewhere
        if is_first:
            request.getfixturevalue("django_db_setup")
            copy_database(connection.settings_dict["NAME"], EMPTY)
    if not is_first:
        connection.settings_dict["TEST"]["TEMPLATE"] = EMPTY
        request.getfixturevalue("django_db_setup")
    empty = f"{connection.settings_dict['NAME']}_empty"
    with django_db_blocker.unblock():
        copy_database(EMPTY, empty)
    with acting_as(settings.SITE_ROLE):
        yield empty  # blocked again: a test that does not ask for the database must not reach it
    with django_db_blocker.unblock():
        drop_database(empty)


@pytest.fixture(scope="session")
def committing_modules(request) -> set[ModuleType]:
    return find_committing_modules(request.session.items)


@pytest.fixture(scope="module", autouse=True)
def database_to_commit_to(request, committing_modules) -> Iterator[None]:
    """Give a module whose tests commit a copy of the database of its own.

    Some alter a function or a trigger for a while; with work stealing, any test may come after one that
    failed.
    """
    if request.module not in committing_modules:
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


def find_committing_modules(items: list[pytest.Item]) -> set[ModuleType]:
    return {item.module for item in items if is_committing(item)}


def is_committing(item: pytest.Item) -> bool:
    """Return whether a test commits what it writes, and has the tables emptied when it ends."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def moscow(run_folder, django_db_setup, django_db_blocker) -> Iterator[str]:
    """Provide the name of a database that holds the Moscow record.

    It is only to be copied, never to be used itself. The first process that needs it loads the record.
    """
    name = f"{connection.settings_dict['NAME']}_moscow"
    with django_db_blocker.unblock():
        with first_of_run(run_folder / "moscow") as is_first:
            if is_first:
                copy_database(django_db_setup, MOSCOW)
                with using_database(MOSCOW):
                    load_moscow()
        copy_database(MOSCOW, name)
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


@pytest.fixture(scope="module")
def own_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Give a module an empty database of its own, in which a fixture of the module may commit.

    It is for modules whose tests share what was committed, and leave nothing behind (`db`).
    """
    with django_db_blocker.unblock(), copied_database(django_db_setup, f"{django_db_setup}_module"):
        yield


@pytest.fixture(scope="module")
def tables_owner(django_db_setup) -> Iterator[None]:
    """Have the tests of a module act as the owner of the tables, as the commands do that alter tables."""
    close_connections()
    with acting_as("none"):
        yield
    close_connections()


@pytest.fixture
def stamped_pages(settings, db) -> None:
    """Let readers' pages have ETags."""
    settings.STAMP_PAGES = True
    fold_stamps()
    MEMORY.clear()


@pytest.fixture
def client() -> CommittedClient:
    return CommittedClient()
