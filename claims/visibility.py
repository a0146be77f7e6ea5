"""Visibility of articles and outlets: readers see those behind published rows.

Articles and outlets that only drafts cite are shown to editors alone. For claimants and topics see
`on_record` of their models.
"""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sources.models import Article, Outlet

from .models import Citation

# Articles with a date, then those without; each is looked up alone: the query stops at `most`.
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
    """Return the articles that a published statement cites."""
    return Article.objects.alias(evidence=_any_published_citation(article=OuterRef("pk"))).filter(
        evidence__isnull=False
    )


def newest_cited_sql(outlet: str) -> str:
    """Return SQL for the newest articles of an outlet that something published cites.

    `outlet`: its id in SQL, a parameter or a column. Columns: id, published_on, is_read. Parameters:
    `most`, and `as_of` (a day or None). Articles that are not cited do not count towards `most`.
    """
    return NEWEST_CITED.format(outlet=outlet, evidence=EVIDENCE)


def cited_outlets() -> QuerySet[Outlet]:
    """Return the outlets of the cited articles."""
    evidence = _any_published_citation(article__outlet=OuterRef("pk"))
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def outlets_on_record() -> QuerySet[Outlet]:
    """Return the cited outlets, and those that a published citation credits.

    The credited outlet (`via`) is the source of the words.
    """
    evidence = Coalesce(
        _any_published_citation(article__outlet=OuterRef("pk")), _any_published_citation(via=OuterRef("pk"))
    )
    return Outlet.objects.alias(evidence=evidence).filter(evidence__isnull=False)


def _any_published_citation(**conditions: OuterRef) -> Subquery:
    """Return a subquery for any one published citation.

    Unlike Exists it is looked up row by row, never turned into a join of the whole record, so a list or a
    count can stop early.
    """
    return Subquery(Citation.objects.published().filter(**conditions).values("pk")[:1])
