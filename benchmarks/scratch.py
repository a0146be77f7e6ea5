"""A database that exists for benchmarks, beside the one that the settings name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from project.database.owner import connect_as_owner


@contextmanager
def scratch_database() -> Iterator[None]:
    """Set Django up on an empty, migrated database; it is dropped afterwards.

    The account needs the right to create databases. One left over from a killed run is replaced.
    """
    with _django():
        usual = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"{usual}_benchmark"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


@contextmanager
def kept_database(name: str) -> Iterator[None]:
    """Set Django up on the database `name`, made if it is not there; it stays.

    One that is there is brought up to date with the code (migrations), and is otherwise left alone.
    """
    with _django():
        usual = connection.settings_dict["NAME"]
        if name != usual:
            connection.settings_dict["TEST"]["NAME"] = name
            connection.creation.create_test_db(verbosity=0, autoclobber=False, serialize=False, keepdb=True)
        else:
            call_command("migrate", verbosity=0)
        yield


@contextmanager
def _django() -> Iterator[None]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    # A server of one's own is named as for the site, and is no production with secrets and host names.
    if given := os.environ.pop("DATABASE_URL", ""):
        os.environ["DEVELOPMENT_DATABASE_URL"] = given
    with _server():
        django.setup()
        settings.DEBUG = False  # else every query is remembered
        with connect_as_owner():
            yield


def _server():
    if not getattr(settings, "EMBEDDED_DATABASE", False):
        return nullcontext()
    from project.embedded import lifetime  # noqa: PLC0415 - not installed where it is not wanted

    return lifetime.use_development_server()
