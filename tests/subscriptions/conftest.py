"""Versions are made at the end of a transaction: these tests have their own."""
