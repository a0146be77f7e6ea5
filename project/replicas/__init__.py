"""Replicas of the database, which readers' pages are read from: docs/decisions/0240-replicas.md says how."""
