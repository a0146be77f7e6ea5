"""Real transactions for tests of the history.

Transactions tell which change came first.
"""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
