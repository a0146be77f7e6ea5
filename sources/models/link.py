"""Checks of addresses, and polite distances between visits to a site."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q

from .article import Article

CHECK_INTERVAL = timedelta(days=7)
MAX_WAIT = timedelta(days=64)
BROKEN_AFTER = 3
"""A site that cannot be reached so many times in a row counts as broken."""


class Outcome(models.TextChoices):
    WORKS = "works", "works"
    MOVED = "moved", "leads to another address"
    BROKEN = "broken", "is broken"
    UNSURE = "unsure", "could not be checked"


class LinkCheckQuerySet(models.QuerySet):
    def broken(self):
        """Return the broken links, in no order."""
        return self.filter(outcome=Outcome.BROKEN)

    def due(self, now: datetime):
        """Return the addresses that are due for a check, the longest overdue first."""
        return self.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


class LinkCheck(models.Model):
    """The last check whether an article's address still works.

    One row for each article. Not part of the record: it is about the web, and the next check
    overwrites it.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="link_check")
    outcome = models.CharField(max_length=6, choices=Outcome)
    status = models.IntegerField("HTTP status", null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    final_url = models.URLField("leads to", max_length=2000, blank=True)
    checked_at = models.DateTimeField()
    failures = models.IntegerField("failures in a row", default=0)
    next_check_at = models.DateTimeField()

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        permissions = [("manage_jobs", "Can try background jobs again and cancel them")]
        indexes = [
            # The admin's front page and list: broken links, newest first.
            models.Index(fields=["-checked_at"], condition=Q(outcome="broken"), name="link_check_broken"),
            # The hourly job: which addresses are due?
            models.Index(fields=["next_check_at"], name="link_check_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="link_check_outcome_is_known",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message="Say what became of the address.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: the address {self.get_outcome_display()}"

    def time_to_next_check(self) -> timedelta:
        """Return how long to wait: a week, or after failures 1, 2, 4, 8 ... days."""
        if not self.failures:
            return CHECK_INTERVAL
        return min(timedelta(days=2 ** min(self.failures - 1, 10)), MAX_WAIT)


class HostVisitManager(models.Manager["HostVisit"]):
    def reserve(self, host: str, *, now: datetime, gap: timedelta) -> datetime:
        """Reserve a visit to `host` and return its time.

        That is `now`, or `gap` after the visit reserved before it, if that is later. The next
        caller, in any process, gets a later time.
        """
        with transaction.atomic():
            _, created = self.get_or_create(host=host, defaults={"last_at": now})
            row = self.select_for_update().get(host=host)
            if not created:
                row.last_at = max(row.last_at + gap, now)
                row.save(update_fields=["last_at"])
        return row.last_at


class HostVisit(models.Model):
    """The time of the last reserved visit to a site.

    It keeps a polite interval between visits.
    """

    host = models.CharField(max_length=253, primary_key=True)
    last_at = models.DateTimeField()

    objects: ClassVar[HostVisitManager] = HostVisitManager()

    def __str__(self) -> str:
        return f"{self.host}, {self.last_at:%-d %B %Y %H:%M}"
