"""What happened first and what later is told by transactions, so these tests have real ones."""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
