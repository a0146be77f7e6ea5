"""Versions are made at the end of a transaction: these tests have their own."""

from tests.claims.concurrency.conftest import db

__all__ = ["db"]
