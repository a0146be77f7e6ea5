"""Several SQL statements sent to the server as one string: one way there and back, and one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

SqlStatement = tuple[str, Sequence[Any] | Mapping[str, Any]]
"""SQL and its parameters."""

ROWS_STREAMED = 2_000

NO_ROWS: SqlStatement = ("SELECT 1 WHERE false", ())
"""The place of a statement that is not needed."""


def fetch_results(*statements: SqlStatement) -> list[list[tuple[Any, ...]]]:
    """Run the statements one after another, and return the rows of each that has any.

    Outside `atomic` the transaction ends with the string, and what SET LOCAL has set with it.
    """
    text = ";".join(
        connection.ops.compose_sql(sql, params)  # type: ignore[attr-defined]  # PostgreSQL's
        for sql, params in statements
    )
    with _without_wrappers(), connection.cursor() as cursor:
        cursor.execute(text)
        results = []
        has_more: bool | None = True
        while has_more:
            if cursor.description is not None:
                results.append(cursor.fetchall())
            has_more = cursor.nextset()
        return results


def stream_rows(query: str, params: Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, a few thousand in memory at once. Read all of them, in a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, params)
        while rows := cursor.fetchmany(ROWS_STREAMED):
            yield from rows


@contextmanager
def _without_wrappers() -> Iterator[None]:
    """Run statements that only read as they are.

    In a request that may write, the history puts statements of its own before ours and reads on to the last
    result, so that the others would be lost.
    """
    wrappers, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        yield
    finally:
        connection.execute_wrappers = wrappers
