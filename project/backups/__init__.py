"""Backups of the whole record: written by `manage.py backup`, read again by `manage.py restore`.

A backup is a folder with PostgreSQL's own dump, the uploaded files, and a manifest that says what has to be
in them.
"""


class BackupError(Exception):
    """A backup that cannot be written or restored; the text says in one line what to do."""


class UnfinishedRestoreError(BackupError):
    """A failure after all rows were restored."""
