"""What a commit would do, inside a test's one transaction.

Versions, the search and the list of changes are written at the end of a transaction. A test that runs in
one and asks a page for them settles first; the `client` fixture does so before every request.
"""

from django.db import connection
from django.test import Client

FORGET_STAMPS = (
    "SELECT set_config(name, '', true) FROM unnest('{claims.raised_record,claims.raised_names}'::text[]) name"
)
"""A transaction raises these stamps once (claims/migrations/0112_stamps.py): the next one does so again."""


def run_deferred_triggers() -> None:
    """Run every deferred trigger now, as a commit does.

    These queries do not count as queries of a page.
    """
    if connection.connection is None:
        return
    if connection.in_atomic_block and not connection.needs_rollback:
        connection.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        connection.connection.execute(FORGET_STAMPS)


class CommittedClient(Client):
    """A test client that sees everything written so far as committed."""

    def request(self, **request):
        run_deferred_triggers()
        return super().request(**request)
