"""Storage of many rows at once, by COPY. Every trigger and rule holds as for other writes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Store `rows`, of which each has a value for the columns `names`.

    Other columns get their defaults. pghistory's context must be set before: it does not see COPY.
    """
    constants = _get_default_values(model, names)
    columns = ", ".join(map(connection.ops.quote_name, [*names, *constants]))
    table = connection.ops.quote_name(model._meta.db_table)
    tail = tuple(constants.values())
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row + tail)


def _get_default_values(model: type[models.Model], names: Sequence[str]) -> dict[str, object]:
    """Return the defaults of columns that neither the rows nor the database fill."""
    return {
        field.column: field.get_default()
        for field in model._meta.concrete_fields
        if field.column
        and field.column not in names
        and not (field.null or field.generated or field.has_db_default())
    }
