"""Django's command, which takes nothing back of the record."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.exceptions import AmbiguityError
from django.db.migrations.executor import MigrationExecutor

RECORD = ("claims", "sources")
ONLY_FORWARDS = (
    "The migrations of the record only go forwards, because back they would take rows and their history "
    "along: restore a backup, or begin with an empty database."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        label, name = options["app_label"], options["migration_name"]
        if label and name and not options["fake"] and self.is_backwards(label, name, options["database"]):
            raise CommandError(ONLY_FORWARDS)
        with collecting_less_garbage():
            super().handle(*args, **options)

    def is_backwards(self, label: str, name: str, database: str) -> bool:
        """Return whether a migration of the record would be taken back, also along with another app's.

        Not for a name that Django itself refuses.
        """
        executor = MigrationExecutor(connections[database])
        try:
            target = None if name == "zero" else executor.loader.get_migration_by_prefix(label, name).name
            plan = executor.migration_plan([(label, target)])
        except (AmbiguityError, KeyError):
            return False
        return any(backwards and migration.app_label in RECORD for migration, backwards in plan)


@contextmanager
def collecting_less_garbage() -> Iterator[None]:
    """Look for garbage less often inside the block.

    Migrations make thousands of model classes, each of which refers to itself; with Python's own thresholds,
    a quarter of their time would go into searching these.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
