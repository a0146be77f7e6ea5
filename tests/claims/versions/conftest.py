"""Real transactions for tests of versions.

Versions are made at the end of a transaction.
"""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
