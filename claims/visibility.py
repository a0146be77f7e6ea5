"""Visibility of articles and outlets: readers see those behind published rows.

Articles and outlets that only drafts cite are shown to editors alone. For claimants and topics see
`on_record` of their models.
"""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sources.models import Article, Outlet

from .models import Citation


def cited_articles() -> QuerySet[Article]:
    """Return the articles that a published statement cites."""
    return Article.objects.alias(evidence=any_published_citation(article=OuterRef("pk"))).filter(
        evidence__isnull=False
    )


def cited_outlets() -> QuerySet[Outlet]:
    """Return the outlets of the cited articles."""
    evidence = any_published_citation(article__outlet=OuterRef("pk"))
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def outlets_on_record() -> QuerySet[Outlet]:
    """Return the cited outlets, and those that a published citation credits.

    The credited outlet (`via`) is the source of the words.
    """
    evidence = Coalesce(
        any_published_citation(article__outlet=OuterRef("pk")), any_published_citation(via=OuterRef("pk"))
    )
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def any_published_citation(**conditions: OuterRef) -> Subquery:
    """Return a subquery for any one published citation.

    Unlike Exists it is looked up row by row, never turned into a join of the whole record, so a list or a
    count can stop early.
    """
    return Subquery(Citation.objects.published().filter(**conditions).values("pk")[:1])
