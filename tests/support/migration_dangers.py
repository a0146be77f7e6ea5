"""What migrations do to tables that were there before them, while the site runs.

They should lock no table for long, and the release before them works on while they run. What one has to do
nevertheless, it says why, in `UNDER_LOAD`, a string of its module.
"""

import re
import sys

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

LAST_UNCHECKED = {
    **{"claims": 120, "sources": 16, "subscriptions": 4, "api": 2},
    **{"account": 9, "mfa": 3, "usersessions": 1},
    **{"admin": 3, "auth": 12, "contenttypes": 2, "sessions": 1, "pghistory": 7, "procrastinate": 999},
}
"""Migrations from before this test, by the app; and those of packages."""

BREAKING = (
    *(migrations.RenameModel, migrations.RenameField, migrations.RemoveField, migrations.DeleteModel),
    migrations.AlterModelTable,
)
TABLE = r"(?:IF (?:NOT )?EXISTS )?(?:ONLY )?\"?(\w+)"
DANGERS = {
    rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?\"?\w*\"? ?ON {TABLE}": (
        "an index without CONCURRENTLY stops all writing until it is built"
    ),
    rf"ALTER TABLE {TABLE}[^;]* SET NOT NULL": "the whole table is read under a lock: check NOT VALID first",
    rf"ALTER TABLE {TABLE}[^;]* TYPE ": "the table is written anew under a lock",
    rf"ALTER TABLE {TABLE}[^;]* ADD CONSTRAINT (?![^;]*(?:NOT VALID|USING INDEX))": (
        "the whole table is read under a lock: NOT VALID, and VALIDATE in another migration"
    ),
    rf"ALTER TABLE {TABLE}[^;]* (?:RENAME|DROP COLUMN)": "the release before does not know",
    rf"DROP TABLE {TABLE}": "the release before does not know",
}
"""What SQL may not do to a table that was there before, whose name is in the match, and why."""


def find_dangers(migration: migrations.Migration) -> list[str]:
    """Say what a migration would do to tables that were there before it."""
    app = migration.app_label
    new = {
        operation.options.get("db_table") or f"{app}_{operation.name.lower()}"
        for operation in migration.operations
        if isinstance(operation, migrations.CreateModel)
    }
    sql = " ".join(list_sql(migration.operations))
    new |= {name.lower() for name in re.findall(rf"CREATE (?:UNLOGGED )?TABLE {TABLE}", sql)}
    dangers = [
        f"{table}: {why}"
        for pattern, why in DANGERS.items()
        for table in re.findall(pattern, sql, re.IGNORECASE)
        if table.lower() not in new
    ]
    for operation in migration.operations:
        table = f"{app}_{getattr(operation, 'model_name', getattr(operation, 'name', '')).lower()}"
        if table not in new and (why := judge(operation)):
            dangers.append(f"{table}: {why}")
    return dangers


def list_sql(operations) -> list[str]:
    """Return the statements of operations, with single blanks."""
    statements = []
    for operation in operations:
        if isinstance(operation, migrations.RunSQL):
            parts = operation.sql if isinstance(operation.sql, list | tuple) else [operation.sql]
            statements += [part if isinstance(part, str) else part[0] for part in parts]
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            statements += list_sql(operation.database_operations)
    return [f"{' '.join(statement.split())};" for statement in statements]


def judge(operation: migrations.operations.base.Operation) -> str:
    """Say what one of Django's own operations would do; "" if it does no harm."""
    if isinstance(operation, BREAKING):
        return "the release before does not know"
    if type(operation) is migrations.AddIndex:
        return "AddIndexConcurrently, in a migration that is not atomic"
    if type(operation) is migrations.AddConstraint:
        return "AddConstraintNotValid, and ValidateConstraint in another migration"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if field.unique or (field.db_index and not isinstance(field, models.ForeignKey)):
            return "a field with an index, which is built under a lock"
        if not field.null and field.db_default is models.NOT_PROVIDED and not field.many_to_many:
            return "a field without db_default: the release before cannot add rows"
    if isinstance(operation, migrations.AlterField):
        return "an altered field may be written anew under a lock"
    return ""


def find_new_dangers() -> dict[str, list[str]]:
    """Say what new migrations do, by their names; nothing of those that say why they have to."""
    told = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        number = int(name[:4]) if name[:4].isdigit() else 0
        excuse = getattr(sys.modules[type(migration).__module__], "UNDER_LOAD", "")
        if number > LAST_UNCHECKED.get(app, 0) and not excuse and (dangers := find_dangers(migration)):
            told[f"{app}.{name}"] = dangers
    return told
