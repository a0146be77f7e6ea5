from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.paging import COUNTED, count
from sources.querysets import COUNTED_PER_ROW

from ..models import Claim, Topic
from ..positions import with_reasons
from ..querysets import STATUSES
from ..readers import cited_articles, cited_outlets

SHOWN = {"disputed": 6, "agreed": 4, "newest": 5}
TOPICS_SHOWN = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what is disputed, what is agreed, what is new."""
    published = Claim.objects.published()
    lists = {
        "disputed": published.filter(status="disputed").newest()[: SHOWN["disputed"]],
        "agreed": published.filter(status="agreed").newest()[: SHOWN["agreed"]],
        "newest": published.newest()[: SHOWN["newest"]],
    }
    shown = {name: list(claims) for name, claims in lists.items()}
    with_reasons([claim for claims in shown.values() for claim in claims])
    context = {
        **shown,
        "counts": {status: count(published.filter(status=status)) for status in STATUSES},
        "most_counted": COUNTED,
        "topics": Topic.objects.most_active(TOPICS_SHOWN).with_counts().order_by("-claim_count", "name"),
        "article_count": cited_articles()[:COUNTED_PER_ROW].count(),
        "outlet_count": cited_outlets()[:COUNTED_PER_ROW].count(),
    }
    return render(request, "claims/home.html", context)
