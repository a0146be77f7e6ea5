"""When PostgreSQL vacuums and analyses our tables by itself.

By default it waits until a fifth of a table is dead and a tenth has changed: of four million citations that
is 800,000 and 400,000. In small tables its base thresholds (50 rows, 1,000 inserted ones) decide as before.
`docs/decisions/0058-vacuum-by-the-size-of-a-days-work.md` says why so, and why the fill factor stays.
"""

from typing import Any

from django.db import connections

SETTINGS = {
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.01",
}
TABLES_WITHOUT = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname ~ '^(sources|claims)_'
      AND pg_has_role(relowner, 'USAGE') AND NOT COALESCE(reloptions, '{}') @> %s::text[]
ORDER BY relname
"""


def vacuum_sooner(using: str, **_signal: Any) -> None:
    """Set for every table of the record, and of what follows from it, when it is vacuumed and analysed.

    A setting that is there already, but differs, is replaced. A dump keeps them.
    """
    settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
    with connections[using].cursor() as cursor:
        for table in list_unset_tables(using):
            cursor.execute(f"ALTER TABLE {connections[using].ops.quote_name(table)} SET ({settings})")


def list_unset_tables(using: str) -> list[str]:
    """Return the tables of our apps that lack these settings and that we may alter."""
    with connections[using].cursor() as cursor:
        cursor.execute(TABLES_WITHOUT, [[f"{name}={value}" for name, value in SETTINGS.items()]])
        return [table for (table,) in cursor.fetchall()]
