"""The hash chain of the history. Only PostgreSQL writes it (sources/migrations/_0019_history_chain.py)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.history import WRITTEN_BY_TRIGGERS

WRITTEN_BY_TRIGGERS.update(
    {"sources_historyshape", "sources_historyleaves", "sources_historyseal", "sources_historybacklog"}
)


class HistoryShape(models.Model):
    """The columns that a table of the history had when some of its rows were hashed.

    Rows are compared by these columns: one that a later release adds is in the leaves of later rows only.
    `private` are those of which readers get no more than a hash. Two rows may say the same.
    """

    table_name = models.CharField(max_length=63)
    columns = ArrayField(models.TextField())
    private = ArrayField(models.TextField())

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.table_name


class Operation(models.TextChoices):
    INSERT = "insert", "added"
    UPDATE = "update", "changed"
    DELETE = "delete", "removed"
    FOUND = "found", "found when the chain began"
    ERASED = "erased", "rewritten when words were taken down"


class HistoryLeaves(models.Model):
    """What one statement did to at most 1,000 rows of a table of the history: a SHA-256 of each.

    `seal` and `digest`, which the seal is made of, are empty until it is sealed, some seconds after its
    transaction, `made_in`, has committed. Nothing of a row can be read from its leaf without `salt`, which no
    reader gets.
    """

    table_name = models.CharField(max_length=63)
    operation = models.CharField(max_length=6, choices=Operation)
    shape = models.BigIntegerField(help_text="The id of the HistoryShape.")
    salt = models.BinaryField()
    ids = ArrayField(models.BigIntegerField())
    leaves = ArrayField(models.BinaryField())
    made_in = models.BigIntegerField(help_text="PostgreSQL's number of the transaction.")
    written_at = models.DateTimeField(db_default=Now())
    seal = models.BigIntegerField(null=True, blank=True, help_text="The number of the HistorySeal.")
    digest = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="history_digest_comes_with_its_seal",
                condition=Q(seal__isnull=True, digest__isnull=True)
                | Q(seal__isnull=False, digest__isnull=False),
                violation_error_message="A seal needs its digest.",
            )
        ]
        indexes = [
            # What is to be sealed; and what a seal holds, for the nightly file and for verify_history.
            models.Index(fields=["seal", "id"], name="history_leaves_of_seal"),
        ]
        triggers = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="sealed_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__seal__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}, {self.get_operation_display()}"


class HistorySeal(models.Model):
    """A link of the chain: everything that was committed since the one before it.

    `head` is the SHA-256 of the head before, of number and time, and of the digests of the statements it
    holds: it stands for the whole history up to here. The first has a random number where
    the others have the head before.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    previous = models.BinaryField()
    head = models.BinaryField()
    statements = models.IntegerField()
    rows = models.BigIntegerField()
    rows_in_all = models.BigIntegerField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Seal {self.number}"


class HistoryBacklog(models.Model):
    """Rows of a table that were there before its triggers: from `next_id` on they have no leaves yet."""

    table_name = models.CharField(max_length=63, primary_key=True)
    id_column = models.CharField(max_length=63)
    private = ArrayField(models.TextField())
    next_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.table_name
