from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from sources.models import Article

from .claim import Claim


class ReportKind(models.TextChoices):
    SOURCE = "source", gettext_noop("a source is missing")
    ERROR = "error", gettext_noop("something is wrong")
    CLAIM = "claim", gettext_noop("a claim is missing")
    COMPLAINT = "complaint", gettext_noop("a complaint, or something to remove")


class ReportOutcome(models.TextChoices):
    WAITING = "", "waiting"
    COVERED = "covered", "turned into coverage"
    ANSWERED = "answered", "answered"
    CLOSED = "closed", "closed"


class Report(models.Model):
    """A report that a reader sent: a missing source, an error, a new claim, a complaint.

    Readers have no account. An address for the answer is theirs to give or not; where they sent
    it from is never stored.
    """

    kind = models.CharField(max_length=9, choices=ReportKind)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="reports")
    message = models.TextField(max_length=2000)
    source_url = models.URLField("address of the source", max_length=1000, blank=True)
    contact = models.EmailField("e-mail for an answer", blank=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=ReportOutcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reports_settled"
    )
    answer = models.TextField("answer or reason", max_length=2000, blank=True)
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        help_text="The coverage that came of it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_kind_is_known",
                condition=Q(kind__in=ReportKind.values),
                violation_error_message="Choose what the report is about.",
            ),
            models.CheckConstraint(
                name="report_says_something",
                condition=~Q(message=""),
                violation_error_message="Write a message.",
            ),
            models.CheckConstraint(
                name="report_outcome_is_known",
                condition=Q(outcome__in=ReportOutcome.values),
                violation_error_message="Choose waiting, turned into coverage, answered or closed.",
            ),
            models.CheckConstraint(
                name="report_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled report needs a person and a time, a waiting one neither.",
            ),
            models.CheckConstraint(
                name="report_outcome_says_what_came_of_it",
                condition=Q(outcome="", article__isnull=True)
                | Q(outcome="covered", article__isnull=False)
                | Q(outcome__in=["answered", "closed"]) & ~Q(answer=""),
                violation_error_message="Name the coverage, or write the answer or the reason.",
            ),
        ]
        indexes = [
            # The queue "readers' reports", oldest first.
            models.Index(fields=["received_at"], condition=Q(outcome=""), name="report_waiting")
        ]

    def __str__(self) -> str:
        return self.message[:80]


class ReportKey(models.Model):
    """The secret of one day, with which the addresses of its senders are hashed.

    It is deleted when the day is over: from then on the hashes cannot be tied to any address.
    """

    day = models.DateField(unique=True)
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.day}"


class ReportSender(models.Model):
    """The number of reports from one (hashed) address on one day, to prevent floods."""

    day = models.DateField()
    sender = models.CharField(max_length=64, help_text="HMAC-SHA-256 under the day's secret, in hexadecimal.")
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_sender_once_a_day",
                fields=["day", "sender"],
                violation_error_message="This sender has already been counted today.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sent} on {self.day}"
