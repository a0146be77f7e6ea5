"""What sets of claims and statements can be asked for."""

from django.db import models
from django.db.models import Exists, OuterRef

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

    def ready(self):
        """The drafts that can be published: those with a citation."""
        cited = self.model.citations.rel.related_model.objects.filter(statement=OuterRef("pk"))
        return self.filter(Exists(cited), state="draft")


class StatementManager(KeyedManager.from_queryset(StatementQuerySet)):
    pass
