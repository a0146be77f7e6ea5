"""What sets of articles can be asked for."""

from django.db import models
from django.db.models import F


class ArticleQuerySet(models.QuerySet):
    def newest(self):
        """Newest first; those without a date last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-pk")
