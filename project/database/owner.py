"""Commands that alter tables, and so connect as the role that owns them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

OWNER_COMMANDS = {
    "embed_claims",
    "erase_words",
    "flush",
    "generate",
    "load_everything",
    "migrate",
    "rebuild_search",
    "restore",
}
"""Commands of `manage.py` that make, alter or empty tables, or index them anew."""
IDENTITY = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def connect_as_owner() -> Iterator[None]:
    """Have the default connections of this process be those of the tables' owner inside the block."""
    given = settings.DATABASES[DEFAULT_DB_ALIAS]
    site = {name: given[name] for name in IDENTITY}
    close_connections()
    given.update({name: settings.DATABASE_OWNER[name] for name in IDENTITY})
    try:
        yield
    finally:
        close_connections()
        given.update(site)


def close_connections() -> None:
    """Close this thread's connections and the pools that they came from."""
    for each in connections.all(initialized_only=True):
        each.close()
        cast(DatabaseWrapper, each).close_pool()  # the only backend in use has pools
