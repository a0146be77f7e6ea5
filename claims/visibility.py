"""Which articles and outlets readers meet: those behind something published.

What only drafts cite is known to editors alone.
"""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sources.models import Article, Outlet

from .models import Citation

# Those with a date, then those without, each looked up one by one, so that it stops at the first `most`.
NEWEST_CITED = """
    (SELECT a.id, a.published_on, a.read_in_full_at IS NOT NULL AS is_read
     FROM sources_article a CROSS JOIN LATERAL ({evidence}) cited
     WHERE a.outlet_id = {outlet} AND a.published_on IS NOT NULL
       AND (%(as_of)s::date IS NULL OR a.published_on <= %(as_of)s)
     ORDER BY a.published_on DESC LIMIT %(most)s)
    UNION ALL
    (SELECT a.id, a.published_on, a.read_in_full_at IS NOT NULL
     FROM sources_article a CROSS JOIN LATERAL ({evidence}) cited
     WHERE a.outlet_id = {outlet} AND a.published_on IS NULL LIMIT %(most)s)
    LIMIT %(most)s
"""
EVIDENCE = """SELECT FROM claims_citation e
    JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
    JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
    WHERE e.article_id = a.id LIMIT 1"""


def cited_articles() -> QuerySet[Article]:
    """The articles that a published statement cites."""
    return Article.objects.alias(evidence=_any_published_citation(article=OuterRef("pk"))).filter(
        evidence__isnull=False
    )


def newest_cited_sql(outlet: str) -> str:
    """SQL for the newest articles of an outlet (its id, a parameter or a column, in SQL) that something
    published cites: id, published_on, is_read. Parameters: `most`, and `as_of` (a day or None).

    What is not cited yet must not take the place of what is.
    """
    return NEWEST_CITED.format(outlet=outlet, evidence=EVIDENCE)


def cited_outlets() -> QuerySet[Outlet]:
    """The outlets of those articles."""
    evidence = _any_published_citation(article__outlet=OuterRef("pk"))
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def outlets_on_record() -> QuerySet[Outlet]:
    """The cited outlets, and those that a published citation credits for the words."""
    evidence = Coalesce(
        _any_published_citation(article__outlet=OuterRef("pk")), _any_published_citation(via=OuterRef("pk"))
    )
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def _any_published_citation(**of) -> Subquery:
    """Any one published citation of something. Unlike Exists this is looked up row by row, never
    made into a join of the whole record, so a list or a count can stop early."""
    return Subquery(Citation.objects.published().filter(**of).values("pk")[:1])
