"""The module that Django looks for in the package of DATABASES' `ENGINE`."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but cursors are kept on the server inside a transaction only, and checks ask nobody.

    Behind PgBouncer in transaction mode the next rows would be asked of another connection, which has no such
    cursor. Our own code reads long results in a transaction; Django's forms and allauth's sign-in do not, and
    read little. `DISABLE_SERVER_SIDE_CURSORS` would have exports hold whole tables in memory.
    """

    def chunked_cursor(self) -> Any:
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Take a connection out of the pool, but none that the server has closed meanwhile.

        `CONN_HEALTH_CHECKS` would ask the server each time, which takes half as long as finding a page.
        """
        while True:
            taken = super().get_new_connection(conn_params)
            if self.pool is None or is_open(taken):
                return taken
            taken.close()
            self.pool.putconn(taken)  # which replaces it


def is_open(idle: psycopg.Connection[Any]) -> bool:
    """Tell whether the server still holds an idle connection: asks only if there is something to read.

    A server that ends a session says so, or at least closes the connection; else an idle one is silent.
    """
    poll = select.poll()
    poll.register(idle.fileno(), select.POLLIN)
    if not poll.poll(0):
        return True
    try:
        ConnectionPool.check_connection(idle)
    except psycopg.Error:
        return False
    return True
