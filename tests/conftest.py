"""The database that the tests run on, and Django set up for it.

The process that controls the run (not each xdist worker) joins the embedded server, on a
folder of its own that forgets rather than waits for the disk. A `DATABASE_URL` in the
environment is used instead; it is moved to DEVELOPMENT_DATABASE_URL, for tests are not production.

All this happens on import: settings must not be read before, and the conftests of the
folders below import models.
"""

import contextlib
import os

import django
import pytest

from project.embedded import EmbeddedError, lifetime

USED = contextlib.ExitStack()


def choose_database() -> None:
    given = os.environ.pop("DATABASE_URL", "") or os.environ.get("DEVELOPMENT_DATABASE_URL", "")
    if not given:
        try:
            given = lifetime.url(USED.enter_context(lifetime.joined(lifetime.TESTS)))
        except EmbeddedError as error:
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    os.environ["DEVELOPMENT_DATABASE_URL"] = given


if "PYTEST_XDIST_WORKER" not in os.environ:
    choose_database()
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
django.setup()


def pytest_unconfigure() -> None:
    USED.close()


@pytest.fixture
def client():
    from tests.support.transactions import SettledClient

    return SettledClient()
