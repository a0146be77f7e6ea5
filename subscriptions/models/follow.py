import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .subject import Subject, SubjectKind, has_valid_subject

FOLLOWED_KINDS = (SubjectKind.CLAIM, SubjectKind.TOPIC, SubjectKind.CLAIMANT, SubjectKind.SEARCH)


class Rhythm(models.TextChoices):
    """How often somebody wants to be told."""

    STATUS = "status", _("as soon as a status changes")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every Monday")


class AddressQuerySet(models.QuerySet[Any]):
    """Rows with an address of a reader."""

    def with_address(self, address: str) -> Self:
        """Return the rows of an address, however its letters are written; as the index has it."""
        return self.alias(lowered=Lower("address")).filter(lowered=Lower(models.Value(address)))


class Follower(models.Model):
    """A reader who is told by mail what changed, and has confirmed that address.

    It is deleted, and all that belongs to it, with the last thing that the reader follows. `key` names the
    reader in links and in the address that undeliverable mail returns to.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10, help_text="The language of the page that was confirmed.")
    since = models.DateTimeField()

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                name="follower_address_once",
                violation_error_message="This address follows something already.",
            )
        ]

    def __str__(self) -> str:
        return f"follower {self.key}"


class AboutSubject(models.Model):
    """What a reader follows or asks to follow, and how often they want to be told."""

    kind = models.CharField(max_length=8, choices=SubjectKind)
    target = models.BigIntegerField(default=0)
    query = models.TextField(blank=True, default="")
    rhythm = models.CharField(max_length=6, choices=Rhythm)

    class Meta:
        abstract = True

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.target, self.query)


class Follow(AboutSubject):
    """One thing that a reader follows.

    The reader has been told of all changes up to the place `told_to` (see PlacedChange). `looked_at`: when it
    was last looked for news, whether there were any.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows")
    told_to = models.BigIntegerField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="follow_once",
                fields=["follower", "kind", "target", "query"],
                violation_error_message="This reader follows this already.",
            ),
            models.CheckConstraint(
                name="follow_has_a_subject",
                condition=has_valid_subject(*FOLLOWED_KINDS),
                violation_error_message="Name what is followed: by its id, or a search by its query string.",
            ),
            models.CheckConstraint(
                name="follow_rhythm_is_known",
                condition=models.Q(rhythm__in=Rhythm.values),
                violation_error_message="Choose how often the reader is told.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Who is due for a digest.
            models.Index(fields=["rhythm", "looked_at"], name="follow_due")
        ]

    def __str__(self) -> str:
        return f"{self.follower}: {self.kind} {self.target or self.query}"


class FollowRequest(AboutSubject):
    """What somebody asked for by giving an address, until the owner of the address confirms it.

    Without a subject (`kind` is empty) it asks for a link to all that the address follows. The worker answers
    it by mail, so that the page which took it needs the same time whoever asks. Deleted once it is
    confirmed, and after some days.
    """

    kind = models.CharField(max_length=8, choices=SubjectKind, blank=True, default="")
    rhythm = models.CharField(max_length=6, choices=Rhythm, blank=True, default="")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10)
    requested_at = models.DateTimeField()
    is_answered = models.BooleanField(default=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="follow_request_has_a_subject_or_none",
                condition=has_valid_subject(*FOLLOWED_KINDS)
                | models.Q(kind="", target=0, query="", rhythm=""),
                violation_error_message="Name what is to be followed, or nothing at all.",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What the worker has to answer.
            models.Index(
                fields=["id"], condition=models.Q(is_answered=False), name="follow_request_to_answer"
            ),
            # What is too old.
            models.Index(fields=["requested_at"], name="follow_request_by_time"),
        ]

    def __str__(self) -> str:
        return f"request {self.key}"


class Digest(models.Model):
    """A mail of one period to one reader, written before it is sent: so there is never a second one.

    `sent_at` is empty if nobody knows whether it went out: the worker was killed, or the mail server did not
    answer. Its changes are then told again in the next period.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="digests")
    rhythm = models.CharField(max_length=6, choices=Rhythm)
    period = models.DateTimeField(help_text="When the period began.")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="digest_once_a_period",
                fields=["follower", "rhythm", "period"],
                violation_error_message="This reader has had the mail of this period.",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What is too old.
            models.Index(fields=["period"], name="digest_by_period")
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} digest of {self.period:%Y-%m-%d} to {self.follower}"
