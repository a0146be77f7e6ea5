"""Visibility of articles and outlets: readers see those behind published rows.

Articles and outlets that only drafts cite are shown to editors alone. For claimants and topics see
`on_record` of their models.
"""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.models import get_event_model
from sources.models import Article, Outlet

from .models import Citation, Claimant, OfferedCitation, Statement


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


def shown_outlets() -> QuerySet[Outlet]:
    """Return the outlets that readers meet on any page: also those whose text a cited article has."""
    evidence = Coalesce(
        any_published_citation(article__outlet=OuterRef("pk")),
        any_published_citation(via=OuterRef("pk")),
        any_published_citation(article__text_from=OuterRef("pk")),
    )
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def shown_claimants() -> QuerySet[Claimant]:
    """Return the claimants that readers meet on any page.

    Besides those on record these are the parties for whom words were passed on or for whom somebody on record
    speaks, the voices of cited outlets, and the parties for whom these speak. Looked up one by one.
    """
    pk = OuterRef("pk")
    said = Statement.objects.published()
    evidence = Coalesce(
        Subquery(said.filter(claimant=pk).values("pk")[:1]),
        Subquery(said.filter(party=pk).values("pk")[:1]),
        any_published_citation(relayed_by=pk),
        any_published_citation(relayed_for=pk),
        Subquery(said.filter(claimant__affiliations__party=pk).values("pk")[:1]),
        any_published_citation(relayed_by__affiliations__party=pk),
        any_published_citation(article__outlet__voice=pk),
        any_published_citation(article__outlet__voice__speaks_for=pk),
    )
    return Claimant.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def any_published_citation(**conditions: OuterRef) -> Subquery:
    """Return a subquery for any one published citation.

    Unlike Exists it is looked up row by row, never turned into a join of the whole record, so a list or a
    count can stop early.
    """
    return Subquery(Citation.objects.published().filter(**conditions).values("pk")[:1])


def was_ever_cited(capture: int) -> bool:
    """Whether words of a capture, by id, are or were cited, or offered as evidence. Queries: 1."""
    events = get_event_model(Citation).objects.filter(capture=capture).order_by()
    rows = (model.objects.filter(capture=capture).order_by() for model in (Citation, OfferedCitation))
    first, *others = (found.values("capture_id")[:1] for found in (events, *rows))
    return first.union(*others, all=True).exists()
