"""Counts for each row of a list, up to a limit."""

from typing import Any

from django.db import models
from django.db.models import QuerySet, Subquery

COUNT_LIMIT_PER_ROW = 1000


class CappedCount(Subquery):
    """The number of rows of a correlated queryset, at most COUNT_LIMIT_PER_ROW.

    The limit makes it fast for any size.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNT_LIMIT_PER_ROW], **extra)
