"""What sets of claims and statements can be asked for."""

from django.db import models

from sources.models import KeyedManager


class ClaimQuerySet(models.QuerySet):
    def published(self):
        """The claims that readers see."""
        return self.filter(state="published")


class ClaimManager(KeyedManager.from_queryset(ClaimQuerySet)):
    pass


class StatementQuerySet(models.QuerySet):
    def published(self):
        """The statements that readers see: published themselves, on a published claim."""
        return self.filter(state="published", claim__state="published")


class StatementManager(KeyedManager.from_queryset(StatementQuerySet)):
    pass
