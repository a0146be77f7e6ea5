from django.conf import settings
from django.db import models
from django.db.models import Q

from .claim import Claim


class ClaimVersion(models.Model):
    """What readers saw of a claim, as of one public change.

    Numbered from 1 for each claim. Written by PostgreSQL in the transaction of the change, however the
    change is made, and never altered afterwards. One transaction makes at most one version of a claim.
    `snapshot` is described where it is made (claims/migrations/0027_documents.py).
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_versions",
        db_index=False,
        help_text="Empty when the change was not made by a person who had signed in.",
    )
    reason = models.TextField(blank=True)
    snapshot = models.JSONField()
    made_in = models.BigIntegerField(help_text="PostgreSQL's number of the transaction.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="version_number_once_per_claim",
                fields=["claim", "number"],
                violation_error_message="This claim already has a version with this number.",
            ),
            models.CheckConstraint(
                name="version_numbers_begin_at_1",
                condition=Q(number__gte=1),
                violation_error_message="Versions are numbered from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}, version {self.number}"
