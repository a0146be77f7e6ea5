from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimSearch, Topic
from claims.models.claim import STATUSES
from claims.positions import explain_statuses
from claims.visibility import cited_articles, cited_outlets
from core.pagination import COUNT_LIMIT
from public.change_feed import load_latest_mixed

# Each through the index "claim_by_status", no further than one more than COUNT_LIMIT.
COUNTS_SQL = """
SELECT status, (SELECT count(*) FROM (
    SELECT FROM claims_claim c WHERE c.state = 'published' AND c.status = wanted.status LIMIT %s) counted)
FROM unnest(%s::text[]) AS wanted(status)
"""
CLAIMS_SHOWN = 4
CHANGES_SHOWN = 6
TOPICS_SHOWN = 6
SOURCES_COUNTED = 200
"""Articles and outlets are counted up to here: it shows that there are many, and stays quick."""


def count_by_status() -> dict[str, int]:
    """Count the published claims by status, in reading order.

    No status is counted further than COUNT_LIMIT + 1. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTS_SQL, [COUNT_LIMIT + 1, list(STATUSES)])
        counts = dict(cursor.fetchall())
    return {status: counts[status] for status in STATUSES}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: the state of the record today, in one screen."""
    contested = ClaimSearch.objects.filter(contested__gt=0).order_by("-contested", "-claim")
    entries = contested.select_related("claim").defer("words", "facets", "claim__search")
    disputed = [entry.claim for entry in entries[:CLAIMS_SHOWN]]
    agreed = Claim.objects.published().filter(status="agreed").defer("search").newest()[:CLAIMS_SHOWN]
    claims = explain_statuses([*disputed, *agreed])
    context = {
        "disputed": claims[: len(disputed)],
        "agreed": claims[len(disputed) :],
        "counts": count_by_status(),
        "most_counted": COUNT_LIMIT,
        "news": load_latest_mixed(CHANGES_SHOWN),
        "topics": Topic.objects.most_active(TOPICS_SHOWN)
        .with_counts()
        .order_by(F("claim_count").desc(), "name"),
        "article_count": cited_articles()[:SOURCES_COUNTED].count(),
        "outlet_count": cited_outlets()[:SOURCES_COUNTED].count(),
        "sources_counted": SOURCES_COUNTED,
    }
    return render(request, "home.html", context)
