"""What is told of SQL as it runs: whose it is, to the database; which of it is slow, to the log."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from .request_ids import REQUEST_ID

LITERAL = re.compile(r"'(?:[^']|'')*'")
LONGEST = 4000
"""Characters of a slow query that are logged."""

observers: list[Callable[[str, float], None]] = []
"""Who is told of each statement: of the server's alias, and of seconds."""

log = logging.getLogger(__name__)


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have each statement on a new connection go through `execute_watched`.

    It goes before all others: who wraps for a while takes away the last.
    """
    if execute_watched not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, execute_watched)


def execute_watched(execute: Callable[..., Any], query: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement: with the number of its request as a comment, and told of if it is slow."""
    began = time.monotonic()
    try:
        return execute(write_comment(query), params, many, context)
    finally:
        seconds = time.monotonic() - began
        for observe in observers:
            observe(context["connection"].alias, seconds)
        milliseconds = round(seconds * 1000)
        if settings.SLOW_QUERY_MS and milliseconds >= settings.SLOW_QUERY_MS:
            text = hide_values(query if isinstance(query, str) else query.as_string())
            log.warning(
                "Slow query, %s ms: %s",
                milliseconds,
                text,
                extra={"measured": {"milliseconds": milliseconds, "sql": text}},
            )


def write_comment(query: Any) -> Any:
    """Put the number of the request before a statement, where `pg_stat_activity` does not cut it off."""
    number = REQUEST_ID.get()
    if not (settings.SQL_COMMENTS and number):
        return query
    comment = f"/* request_id={number} */ "
    return comment + query if isinstance(query, str) else sql.SQL(comment) + query


def hide_values(text: str) -> str:
    """Return the text of a statement, on one line, without what stands in it between quotation marks."""
    return " ".join(LITERAL.sub("'...'", text).split())[:LONGEST]
