from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimSearch, Topic
from claims.models.claim import STATUSES, Status
from claims.positions import load_claim_lists
from claims.search.querysets import PROMINENCE
from claims.visibility import cited_articles, cited_outlets
from core.counts import count_each
from core.pagination import COUNT_LIMIT
from public.feeds.entries import find_loading_day, load_latest_mixed

CLAIMS_SHOWN = 4
CHANGES_SHOWN = 6
TOPICS_SHOWN = 6
SOURCES_COUNTED = 200
"""Articles and outlets are counted up to here: it shows that there are many, and stays quick."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: the state of the record today, in one screen."""
    contested = ClaimSearch.objects.filter(contested__gt=0).order_by(*PROMINENCE)
    agreed = ClaimSearch.objects.with_facet("status", Status.AGREED)
    covered = agreed.filter(**agreed.pinned).order_by(*PROMINENCE)
    claims = load_claim_lists(contested.values("pk")[:CLAIMS_SHOWN], covered.values("pk")[:CLAIMS_SHOWN])
    published = Claim.objects.published()
    counted = [published.filter(status=status)[: COUNT_LIMIT + 1] for status in STATUSES]
    sources = cited_articles()[:SOURCES_COUNTED], cited_outlets()[:SOURCES_COUNTED]
    *counts, article_count, outlet_count = count_each([*counted, *sources])
    news = load_latest_mixed(CHANGES_SHOWN)
    context = {
        "disputed": claims[0],
        "agreed": claims[1],
        "counts": dict(zip(STATUSES, counts, strict=True)),
        "most_counted": COUNT_LIMIT,
        "news": [entry for entry in news if not entry.loaded_on],
        "unchanged_since": find_loading_day([entry.change for entry in news]),
        "topics": Topic.objects.most_active(TOPICS_SHOWN)
        .with_counts()
        .order_by(F("claim_count").desc(), "name"),
        "article_count": article_count,
        "outlet_count": outlet_count,
        "sources_counted": SOURCES_COUNTED,
    }
    return render(request, "home.html", context)
