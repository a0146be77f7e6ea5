"""Counts: up to a limit, for each row of a list or of several lists at once; and in words for editors."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import QuerySet, Subquery

from .sql_statements import NO_ROWS, SqlStatement, fetch_results

COUNT_LIMIT_PER_ROW = 1000
COUNT = "(SELECT count(*) FROM ({rows}) counted)"


class CappedCount(Subquery):
    """The number of rows of a correlated queryset, at most COUNT_LIMIT_PER_ROW.

    The limit makes it fast for any size.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNT_LIMIT_PER_ROW], **extra)


def write_count(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun, in English: "1 claim", "2,000 claims". `plural`: if it is not with -s."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def count_each(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Count the rows of each queryset, which has a limit where it may be long. Queries: 1."""
    [rows] = fetch_results(build_counts(lists))
    return [number for (number,) in rows]


def build_counts(lists: Sequence[QuerySet[Any]]) -> SqlStatement:
    """Build the query behind `count_each`: a row with one number for each queryset, in their order."""
    selects: list[str] = []
    params: list[Any] = []
    for rows in lists:
        try:
            sql, values = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, values = NO_ROWS[0], ()
        selects.append(COUNT.format(rows=sql))
        params += values
    return (" UNION ALL ".join(selects), params) if selects else NO_ROWS
