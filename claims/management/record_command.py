"""The base of the commands that need the record's tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

# SQLSTATE codes (PostgreSQL, appendix A): undefined table, column, function, object
MISSING = ("42P01", "42703", "42883", "42704")
NOT_MIGRATED = "The database does not have the tables of this version. Run `manage.py migrate` first."


class RecordCommand(BaseCommand):
    """A command that says what to do where `migrate` was not run."""

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except (ProgrammingError, DeserializationError) as error:
            if find_sqlstate(error) in MISSING and not is_migrated():
                raise CommandError(NOT_MIGRATED) from error
            raise


def find_sqlstate(error: BaseException | None) -> str:
    """Return the SQLSTATE of the error of the database that led to `error`; empty for any other."""
    while error is not None:
        if sqlstate := getattr(error, "sqlstate", None):
            return sqlstate
        error = error.__cause__
    return ""


def is_migrated() -> bool:
    """Whether no migration is left to be made; not known, and so true, inside a transaction that failed."""
    if connection.in_atomic_block:
        return True
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
