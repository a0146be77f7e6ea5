"""Conversion of a PostgreSQL URI (as in libpq) to an entry of Django's DATABASES."""

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
SECONDS_TO_CONNECT = 10


def parse(variable: str, url: str) -> dict:
    """Parse a connection URL into an entry of DATABASES.

    `variable`: the environment variable that `url` came from, for error messages. Parameters that
    libpq knows (`?sslmode=require`) become OPTIONS. Raises ImproperlyConfigured, and never repeats
    the address, for there may be a password in it.
    """
    expected = f"{variable} should read postgresql://USER:PASSWORD@HOST:PORT/NAME"
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(expected)
    try:
        found = conninfo_to_dict(url)
    except ProgrammingError:
        raise ImproperlyConfigured(
            f"{expected}; special characters in a password are percent-encoded"
        ) from None
    if not found.get("dbname"):
        raise ImproperlyConfigured(f"{expected}; the name of the database is missing")
    entry = {name: str(found.pop(key, "")) for key, name in NAMES.items()}
    return {**entry, "OPTIONS": {"connect_timeout": SECONDS_TO_CONNECT, **found}}
