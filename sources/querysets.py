"""What sets of outlets and articles can be asked for."""

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

COUNTED_PER_ROW = 1000
"""Where a list counts something for each of its rows, it counts up to here."""


class CountOf(Subquery):
    """How many rows a correlated queryset has, at most COUNTED_PER_ROW: quick for any size."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet, **extra):
        super().__init__(rows.order_by().values("pk")[:COUNTED_PER_ROW], **extra)


class OutletQuerySet(models.QuerySet):
    def with_articles(self):
        """Those that published something on the record; others are only credited."""
        return self.filter(Exists(self._articles()))

    def for_list(self):
        """With `article_count` and `read_count` (articles read in full), by name."""
        return self.annotate(
            article_count=CountOf(self._articles()),
            read_count=CountOf(self._articles().filter(read_in_full_at__isnull=False)),
        ).order_by("name", "pk")

    def _articles(self):
        return self.model.articles.rel.related_model.objects.filter(outlet=OuterRef("pk"))


class ArticleQuerySet(models.QuerySet):
    def newest(self):
        """Newest first; those without a date last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-pk")
