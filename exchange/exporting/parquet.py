"""The table of citations as Parquet, where duckdb is installed (`uv sync --extra parquet`).

It is made of the table that is there already as CSV. duckdb reads that in pieces, so memory does not grow
with the record; and it is loaded only when an export is made, so no process that serves pages needs it.
"""

from pathlib import Path
from typing import Any

from exchange.cells import FORMULA

from .table import COLUMNS, TableColumn

TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}
"""What the types of Frictionless Table Schema are called in duckdb."""

ROWS_AT_ONCE = 16_384
"""Rows in one group of the file, which is held in memory until it is full."""

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # nothing is downloaded
    "memory_limit": "256MB",  # half of it is used, however many rows there are
    "threads": 1,  # the same table is the same file
}


class ParquetFailed(Exception):
    """The table could not be written as Parquet; the message says why."""

    is_expected = True


def write_parquet(table: Path, parquet: Path) -> bool:
    """Write the table that lies compressed at `table` as Parquet. Empty cells become NULL.

    Returns whether duckdb is installed. Raises ParquetFailed.
    """
    try:
        import duckdb
    except ImportError:
        return False
    try:
        _convert(duckdb, table, parquet)
    except duckdb.Error as error:
        parquet.unlink(missing_ok=True)
        reason = str(error).partition("\n")[0]
        raise ParquetFailed(f"{parquet.name} could not be made of {table.name}: {reason}") from error
    return True


def _convert(duckdb: Any, table: Path, parquet: Path) -> None:
    with duckdb.connect(config={**CONFIG, "temp_directory": str(parquet.parent)}) as database:
        rows = database.read_csv(
            str(table),
            columns={column.name: TYPES[column.type] for column in COLUMNS},
            auto_detect=False,
            compression="gzip",
            header=True,
            sep=",",
            quotechar='"',
            escapechar='"',
            lineterminator=duckdb.CSVLineTerminator.CARRIAGE_RETURN_LINE_FEED,
            parallel=False,
            na_values="",
        )
        exact = rows.project(", ".join(_unguard(column) for column in COLUMNS))
        exact.write_parquet(str(parquet), compression="zstd", row_group_size=ROWS_AT_ONCE)


def _unguard(column: TableColumn) -> str:
    """Take off the apostrophe of a guarded cell, as `unguard_cell` does; in SQL."""
    if column.type != "string":
        return column.name
    guarded = f"regexp_matches({column.name}, '^''{FORMULA.pattern.replace(chr(39), chr(39) * 2)}')"
    return f"CASE WHEN {guarded} THEN substr({column.name}, 2) ELSE {column.name} END AS {column.name}"
