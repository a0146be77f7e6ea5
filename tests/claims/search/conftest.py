"""Real transactions for tests of the search.

The rows of the search are written at the end of a transaction.
"""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
