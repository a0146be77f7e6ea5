from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .subject import Subject, SubjectKind, has_valid_subject


class Webhook(models.Model):
    """An address of somebody else's program that is told of changes, and the secret that signs what it gets.

    `previous_secret` signs as well until `previous_until`, so that the other side can take the new one at its
    leisure. It has been told of all changes up to the place `told_to` (see PlacedChange). Switched off by us
    (`off_at`, `off_reason`) after a day without an answer.
    """

    address = models.URLField(max_length=1000)
    kind = models.CharField(max_length=8, choices=SubjectKind, default=SubjectKind.ALL)
    target = models.BigIntegerField(default=0)
    query = models.TextField(blank=True, default="")
    secret = models.CharField(max_length=100)
    previous_secret = models.CharField(max_length=100, blank=True, default="")
    previous_until = models.DateTimeField(null=True, blank=True)
    told_to = models.BigIntegerField()
    off_at = models.DateTimeField("switched off", null=True, blank=True)
    off_reason = models.CharField("why", max_length=300, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhooks")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="webhook_has_a_subject",
                condition=has_valid_subject(*SubjectKind.values),
                violation_error_message="Name what the webhook is about, or let it be about everything.",
            ),
            models.CheckConstraint(
                name="webhook_off_says_why",
                condition=Q(off_at=None, off_reason="") | Q(off_at__isnull=False) & ~Q(off_reason=""),
                violation_error_message="A webhook that is switched off needs a time and a reason.",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.target, self.query)

    def list_secrets(self, now: datetime) -> list[str]:
        """List the secrets that sign at this moment: the newest, and the previous one for a while."""
        is_kept = self.previous_until is not None and self.previous_until > now
        return [self.secret, self.previous_secret] if is_kept else [self.secret]


class Delivery(models.Model):
    """One message to a webhook, kept for some days after it was delivered.

    Messages about one claim are sent in the order of their ids, each once the one before has arrived.
    `answer` is what happened at the last attempt, in words.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60, help_text="The same at every attempt.")
    claim_id = models.BigIntegerField(null=True, blank=True)
    body = models.TextField()
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="delivery_once",
                fields=["webhook", "message_id"],
                violation_error_message="This message is there already.",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What is due, in the order in which it is sent; and whether an earlier message about the same
            # claim has not arrived.
            models.Index(
                fields=["-attempts", "next_at", "id"], condition=Q(delivered_at=None), name="delivery_due"
            ),
            models.Index(
                fields=["webhook", "claim_id", "id"], condition=Q(delivered_at=None), name="delivery_waiting"
            ),
            # The log of a webhook, and what is too old.
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(fields=["made_at"], name="delivery_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.webhook_id}"
