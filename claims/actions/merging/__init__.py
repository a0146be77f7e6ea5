"""Merging two rows that mean the same, and undoing it."""
