from django.db import models
from django.db.models import Q


class DerivedQueue(models.TextChoices):
    SINGLE_OUTLET = "single_outlet", "published with a single outlet"
    UNCITED = "uncited", "statement without a citation"
    SECOND_HAND = "second_hand", "position only second-hand"
    UNUSED = "unused", "article without statements"


class QueueEntry(models.Model):
    """One row of the record that waits for an editor.

    It waits because of its relation to other rows. Written by PostgreSQL alone (see docs/internals.md):
    a few among millions are found and counted at once. `row` is the id of a claim (single outlet), a
    statement (uncited, second-hand) or an article (unused). It is not a task assigned to anybody: it
    disappears by itself.
    """

    queue = models.CharField(max_length=13, choices=DerivedQueue)
    row = models.BigIntegerField()

    class Meta:
        constraints = [
            # Also what the admin's front page counts, and what its lists read.
            models.UniqueConstraint(
                name="queue_entry_once",
                fields=["queue", "row"],
                violation_error_message="This is already waiting in that queue.",
            ),
            models.CheckConstraint(
                name="queue_entry_is_of_a_known_queue",
                condition=Q(queue__in=DerivedQueue.values),
                violation_error_message="There is no such queue.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_queue_display()}: {self.row}"
