"""Publication states of a row: draft, published, or published once and retracted."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    RETRACTED = "retracted", "retracted"


class Publishable(models.Model):
    """A row that readers see once it is published.

    A published row is retracted, never deleted. A retraction is ours: we should not have published
    this. Somebody taking their own words back is a statement with the stance *withdraws*.
    """

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_retracted",
    )
    retraction_reason = models.TextField(
        "public notice", blank=True, max_length=1000, help_text="Why, in words for readers."
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


def publishable_constraints(noun: str) -> list[models.BaseConstraint]:
    """Return the constraints of a Publishable, named after the table that they guard."""
    return [
        models.CheckConstraint(
            name=f"{noun}_state_is_known",
            condition=Q(state__in=State.values),
            violation_error_message="Choose draft, published or retracted.",
        ),
        models.CheckConstraint(
            name=f"{noun}_retraction_says_who_when_and_why",
            condition=Q(state=State.RETRACTED, retracted_at__isnull=False, retracted_by__isnull=False)
            & ~Q(retraction_reason="")
            | ~Q(state=State.RETRACTED)
            & Q(retracted_at__isnull=True, retracted_by__isnull=True, retraction_reason=""),
            violation_error_message="A retraction needs a person, a time and a reason. "
            "Leave them empty for what is not retracted.",
        ),
    ]
