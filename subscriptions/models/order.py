from django.db import models
from django.db.models.functions import Now


class PlacedChange(models.Model):
    """A change of the record, with its place in the order in which changes became visible here.

    Ids of changes are no such order: a transaction that began earlier may commit later. Places are given
    afterwards, one writer at a time (subscriptions/order.py), so whoever has seen a place will never see a
    new change before it.
    """

    place = models.BigAutoField(primary_key=True)
    change_id = models.BigIntegerField(help_text="The id of a change; no foreign key, for changes may go.")
    placed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="change_placed_once",
                fields=["change_id"],
                violation_error_message="This change has its place already.",
            )
        ]
        indexes = [
            # Where the search for changes without a place begins; and which places are old.
            models.Index(fields=["placed_at", "change_id"], name="placed_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: change {self.change_id}"
