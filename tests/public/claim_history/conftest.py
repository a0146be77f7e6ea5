"""Versions are made at the end of a transaction, so these tests have transactions of their own."""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
