from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimSearch, Topic
from claims.models.claim import STATUSES
from claims.positions import explain_statuses
from claims.visibility import cited_articles, cited_outlets
from core.pagination import COUNT_LIMIT
from public.change_feed import mixed_news

# Each through the index "claim_by_status", no further than one more than COUNTED.
COUNTS = """
SELECT status, (SELECT count(*) FROM (
    SELECT FROM claims_claim c WHERE c.state = 'published' AND c.status = wanted.status LIMIT %s) counted)
FROM unnest(%s::text[]) AS wanted(status)
"""


def tally() -> dict[str, int]:
    """The number of published claims by status, in reading order, at most COUNTED + 1. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [COUNT_LIMIT + 1, list(STATUSES)])
        found = dict(cursor.fetchall())
    return {status: found[status] for status in STATUSES}


SHOWN = {"disputed": 4, "agreed": 4, "news": 6}
TOPICS_SHOWN = 6
SOURCES_COUNTED = 200
"""Articles and outlets are counted up to here: it shows that there are many, and stays quick."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the state of the record today, in one screen."""
    contested = ClaimSearch.objects.filter(contested__gt=0).order_by("-contested", "-claim")
    entries = contested.select_related("claim").defer("words", "facets", "claim__search")
    agreed = Claim.objects.published().filter(status="agreed").defer("search").newest()
    shown = {
        "disputed": [entry.claim for entry in entries[: SHOWN["disputed"]]],
        "agreed": list(agreed[: SHOWN["agreed"]]),
    }
    explain_statuses([claim for claims in shown.values() for claim in claims])
    counts = tally()
    context = {
        **shown,
        "counts": counts,
        "all": sum(counts[status] for status in STATUSES),
        "most_counted": COUNT_LIMIT,
        "news": mixed_news(SHOWN["news"]),
        "topics": Topic.objects.most_active(TOPICS_SHOWN).with_counts().order_by("-claim_count", "name"),
        "article_count": cited_articles()[:SOURCES_COUNTED].count(),
        "outlet_count": cited_outlets()[:SOURCES_COUNTED].count(),
        "sources_counted": SOURCES_COUNTED,
    }
    return render(request, "claims/home.html", context)
