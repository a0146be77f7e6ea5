"""Who added which rows to the record."""

import pgtrigger
from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from core.history import WRITTEN_BY_TRIGGERS

WRITTEN_BY_TRIGGERS.add("sources_addition")


class Addition(models.Model):
    """Rows with consecutive ids that one statement added to a table: by whom, when and why.

    It is part of the history, and holds nothing of the rows themselves: how they were, they say
    themselves or the events that followed. Only triggers write it (see core/models.py). Where rows are older
    than this table, all that one transaction added count as one statement's.
    """

    table_name = models.CharField(max_length=63)
    ids = BigIntegerRangeField()
    pgh_id = models.BigIntegerField(help_text="Where it stands among the events of that table.")
    pgh_created_at = models.DateTimeField()
    pgh_context = models.JSONField(null=True)
    pgh_context_id = models.UUIDField(null=True)

    class Meta:
        # The history of a row: who added it? The table is left out, as an id is in few tables at most.
        indexes = [GistIndex(fields=["ids"], name="addition_ids")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.table_name} {self.ids}"
