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

ROWS_AT_ONCE = 4_096
"""Rows in one group of the file, which is held in memory until it is full."""
LONGEST_ROW = 2 * 1024 * 1024
"""In bytes. The table is read in pieces of twice as many; by default they are 32 MB."""
MEMORY = ("40MB", "256MB")
"""How much duckdb may use, however many rows there are; the second only where rows are very long."""

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # nothing is downloaded
    "threads": 1,  # the same table is the same file
}
READ = """
SELECT {exact} FROM read_csv({table}, columns = {columns}, auto_detect = false, compression = 'gzip',
    header = true, sep = ',', quote = '"', escape = '"', new_line = '\\r\\n', parallel = false, nullstr = '',
    buffer_size = {buffer}, max_line_size = {longest})
"""


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
    failures: list[Exception] = []
    for memory in MEMORY:
        try:
            _convert(duckdb, table, parquet, memory)
        except duckdb.OutOfMemoryException as error:
            failures.append(error)
        except duckdb.Error as error:
            failures.append(error)
            break
        else:
            return True
    parquet.unlink(missing_ok=True)
    reason = str(failures[-1]).partition("\n")[0]
    raise ParquetFailed(f"{parquet.name} could not be made of {table.name}: {reason}") from failures[-1]


def _convert(duckdb: Any, table: Path, parquet: Path, memory: str) -> None:
    config = {**CONFIG, "memory_limit": memory, "temp_directory": str(parquet.parent)}
    types = ", ".join(f"{_quote(column.name)}: {_quote(TYPES[column.type])}" for column in COLUMNS)
    query = READ.format(
        exact=", ".join(map(_unguard, COLUMNS)),
        table=_quote(str(table)),
        columns=f"{{{types}}}",
        buffer=2 * LONGEST_ROW,
        longest=LONGEST_ROW,
    )
    with duckdb.connect(config=config) as database:
        rows = database.sql(query)
        rows.write_parquet(str(parquet), compression="zstd", row_group_size=ROWS_AT_ONCE)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unguard(column: TableColumn) -> str:
    """Take off the apostrophe of a guarded cell, as `unguard_cell` does; in SQL."""
    if column.type != "string":
        return column.name
    guarded = f"regexp_matches({column.name}, '^''{FORMULA.pattern.replace(chr(39), chr(39) * 2)}')"
    return f"CASE WHEN {guarded} THEN substr({column.name}, 2) ELSE {column.name} END AS {column.name}"
