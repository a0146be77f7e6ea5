"""Connection URLs of the environment: of PostgreSQL (as in libpq), and of a mail server."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

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


def parse_owner(variable: str, url: str, *, site: dict) -> dict:
    """Parse the connection URL of the tables' owner; without one, the `site` connects as the owner.

    Raises ImproperlyConfigured as `parse`, and where nobody could tell whom the tables are to be opened to.
    """
    if not url:
        return site
    if not site["USER"]:
        raise ImproperlyConfigured(
            f"{variable} is set: then DATABASE_URL has to name the site's role, which `migrate` lets in"
        )
    return parse(variable, url)


SECONDS_TO_SEND = 20
USUAL_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True)
class MailServer:
    """A mail server, and how it is spoken to: encrypted after STARTTLS, from the start, or not."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    has_starttls: bool
    has_tls: bool


def parse_mail(variable: str, url: str) -> MailServer:
    """Parse the URL of a mail server.

    `smtp://` begins in plain text and demands STARTTLS, `smtps://` is TLS from the start, and `smtp+plain://`
    is for a server on this machine. Raises ImproperlyConfigured as `parse`.
    """
    expected = f"{variable} should read smtp://USER:PASSWORD@HOST:PORT"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(expected) from None
    if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ImproperlyConfigured(f"{expected}; special characters in a password are percent-encoded")
    return MailServer(
        host=parts.hostname,
        port=port or USUAL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        has_starttls=parts.scheme == "smtp",
        has_tls=parts.scheme == "smtps",
    )
