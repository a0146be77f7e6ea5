"""A database that exists for one benchmark, beside the one that the settings name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
from django.conf import settings
from django.db import connection


@contextmanager
def scratch_database() -> Iterator[None]:
    """Set Django up on an empty, migrated database; it is dropped afterwards.

    The account needs the right to create databases. One left over from a killed run is replaced.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    with _server():
        django.setup()
        settings.DEBUG = False  # else every query is remembered
        usual = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"{usual}_benchmark"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


def _server():
    if not getattr(settings, "EMBEDDED_DATABASE", False):
        return nullcontext()
    from project import embedded  # noqa: PLC0415 - not installed where it is not wanted

    return embedded.for_settings()
