"""Django's command, which takes nothing back of the record, and lets nobody wait long for a table."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from django.apps.registry import Apps
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import AmbiguityError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Model
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

LISTS = ("constraints", "indexes", "triggers")
"""What a model only lists: other models have nothing to do with it."""


class Command(migrate.Command):
    pause: Callable[[float], None] = staticmethod(time.sleep)

    def handle(self, *args: Any, **options: Any) -> None:
        label, name = options["app_label"], options["migration_name"]
        if label and name and not options["fake"] and self.is_backwards(label, name, options["database"]):
            raise CommandError(ONLY_FORWARDS)
        for _attempt in range(ATTEMPTS):
            try:
                with (
                    collecting_less_garbage(),
                    rendering_less(),
                    waiting_briefly(connections[options["database"]]),
                ):
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


@contextmanager
def rendering_less() -> Iterator[None]:
    """Keep the classes of models inside the block when only their `LISTS` change.

    Django makes the class anew, and those of the two dozen models around it, for each trigger, index and
    constraint. That would be most of the time that migrations take.
    """
    usual_render, usual_reload = ModelState.render, ProjectState.reload_model
    made_from: WeakKeyDictionary[type[Model], tuple[object, ...]] = WeakKeyDictionary()

    def render(self: ModelState, apps: Apps) -> type[Model]:
        model: type[Model] = usual_render(self, apps)
        made_from[model] = _without_lists(self)
        return model

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" not in self.__dict__:
            return
        model, state = self.apps.all_models[app_label].get(model_name), self.models[app_label, model_name]
        if model is None or made_from.get(model) != _without_lists(state):
            usual_reload(self, app_label, model_name, delay)
            return
        for name in LISTS:
            setattr(model._meta, name, list(state.options.get(name, ())))

    # Django offers no other way: it makes these objects itself.
    ModelState.render, ProjectState.reload_model = render, reload_model  # type: ignore[method-assign] # see above
    try:
        yield
    finally:
        ModelState.render, ProjectState.reload_model = usual_render, usual_reload  # type: ignore[method-assign] # the same


def _without_lists(state: ModelState) -> tuple[object, ...]:
    options = {name: value for name, value in state.options.items() if name not in LISTS}
    return {**state.fields}, state.bases, [*state.managers], options
