"""The module that Django looks for in the package of DATABASES' `ENGINE`."""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but cursors are kept on the server inside a transaction only.

    Behind PgBouncer in transaction mode the next rows would be asked of another connection, which has no such
    cursor. Our own code reads long results in a transaction; Django's forms and allauth's sign-in do not, and
    read little. `DISABLE_SERVER_SIDE_CURSORS` would have exports hold whole tables in memory.
    """

    def chunked_cursor(self) -> Any:
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()
