"""Counts up to a limit: for each row of a list, or of several lists at once."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet, Subquery

COUNT_LIMIT_PER_ROW = 1000
COUNT = "(SELECT count(*) FROM ({rows}) counted)"
NOTHING = "SELECT 1 WHERE false"


class CappedCount(Subquery):
    """The number of rows of a correlated queryset, at most COUNT_LIMIT_PER_ROW.

    The limit makes it fast for any size.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNT_LIMIT_PER_ROW], **extra)


def count_each(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Count the rows of each queryset, which has a limit where it may be long.

    Queries: 1, or 0 without lists.
    """
    selects: list[str] = []
    params: list[Any] = []
    for rows in lists:
        try:
            sql, values = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, values = NOTHING, ()
        selects.append(COUNT.format(rows=sql))
        params += values
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        return [number for (number,) in cursor.fetchall()]
