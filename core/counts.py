"""Counting a list no further than a page shows."""

from django.db import models
from django.db.models import QuerySet, Subquery

COUNT_LIMIT_PER_ROW = 1000
"""Where a list counts something for each of its rows, it counts up to here."""


class CappedCount(Subquery):
    """How many rows a correlated queryset has, at most COUNTED_PER_ROW: quick for any size."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet, **extra):
        super().__init__(rows.order_by().values("pk")[:COUNT_LIMIT_PER_ROW], **extra)
