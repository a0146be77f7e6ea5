"""Which articles, outlets and claimants readers meet: those behind something published.

What only drafts cite is known to editors alone.
"""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sources.models import Article, Outlet
from sources.querysets import CountOf

from .models import Citation, Claimant, Statement


def cited_articles() -> QuerySet[Article]:
    """The articles that a published statement cites."""
    return Article.objects.alias(evidence=_first(article=OuterRef("pk"))).filter(evidence__isnull=False)


def cited_outlets() -> QuerySet[Outlet]:
    """The outlets of those articles."""
    evidence = _first(article__outlet=OuterRef("pk"))
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def outlets_on_record() -> QuerySet[Outlet]:
    """The cited outlets, and those that a published citation credits for the words."""
    evidence = Coalesce(_first(article__outlet=OuterRef("pk")), _first(via=OuterRef("pk")))
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def claimants_on_record() -> QuerySet[Claimant]:
    """Who took a position, was spoken for or passed somebody's words on, in something published."""
    spoken = Statement.objects.published()
    evidence = Coalesce(
        Subquery(spoken.filter(claimant=OuterRef("pk")).values("pk")[:1]),
        Subquery(spoken.filter(party=OuterRef("pk")).values("pk")[:1]),
        _first(relayed_by=OuterRef("pk")),
    )
    return Claimant.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def _first(**of) -> Subquery:
    """Any one published citation of something. Unlike Exists this is looked up row by row, never
    made into a join of the whole record, so a list or a count can stop early."""
    return Subquery(Citation.objects.published().filter(**of).values("pk")[:1])


def outlets_for_list() -> QuerySet[Outlet]:
    """By name, with `article_count` and `read_count`: articles cited, and of those read in full."""
    articles = cited_articles().filter(outlet=OuterRef("pk"))
    return (
        outlets_on_record()
        .annotate(
            article_count=CountOf(articles),
            read_count=CountOf(articles.filter(read_in_full_at__isnull=False)),
        )
        .order_by("name", "pk")
    )
