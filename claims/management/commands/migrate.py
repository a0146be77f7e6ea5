"""Django's command, which takes nothing back of the record, and lets nobody wait long for a table."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import AmbiguityError
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import DeadlockDetected, LockNotAvailable

RECORD = ("claims", "sources")
ONLY_FORWARDS = (
    "The migrations of the record only go forwards, because back they would take rows and their history "
    "along: restore a backup, or begin with an empty database."
)
LOCK_TIMEOUT = "2s"
"""Who waits for a table to alter lets all others wait behind it: so not for longer than this at a time."""
ATTEMPTS = 60
SECONDS_BETWEEN_ATTEMPTS = 5
IN_USE = (
    "A table was in use each time, for minutes: another program or a long query holds it. What was done so "
    "far is kept. Run this again, or stop the site first."
)


class Command(migrate.Command):
    pause: Callable[[float], None] = staticmethod(time.sleep)

    def handle(self, *args: Any, **options: Any) -> None:
        label, name = options["app_label"], options["migration_name"]
        if label and name and not options["fake"] and self.is_backwards(label, name, options["database"]):
            raise CommandError(ONLY_FORWARDS)
        for _attempt in range(ATTEMPTS):
            try:
                with collecting_less_garbage(), waiting_briefly(connections[options["database"]]):
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
                    raise
            self.stderr.write("A table is in use: trying again in a moment.")
            self.pause(SECONDS_BETWEEN_ATTEMPTS)
        raise CommandError(IN_USE)

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


@contextmanager
def waiting_briefly(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Wait no longer than LOCK_TIMEOUT for a lock inside the block, but in a transaction of the caller's."""
    if not connection.in_atomic_block:
        with suppress(OperationalError), connection.cursor() as cursor:  # Django says what is wrong
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        if not connection.in_atomic_block and connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
