from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.paging import COUNTED, page_of

from ..filters import ClaimFilter
from ..models import Claim, Topic
from ..positions import with_reasons

CLAIMS_PER_PAGE = 25
TOPICS_OFFERED = 100


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Every published claim, newest first, narrowed by words, status and topic."""
    wanted = ClaimFilter(request.GET, Claim.objects.published())
    ignored = wanted.ignored()
    counts = wanted.counts()
    status = wanted.chosen("status")
    total = counts[status] if status else sum(counts.values())
    page = page_of(wanted.kept(), wanted.qs.newest(), size=CLAIMS_PER_PAGE, total=total)
    context = {
        "page": page,
        "claims": with_reasons(page.rows),
        "counts": counts,
        "most_counted": COUNTED,
        "status": status,
        "words": wanted.chosen("q"),
        "topic": wanted.chosen("topic"),
        "topics": Topic.objects.on_record().order_by("name", "pk")[:TOPICS_OFFERED],
        "ignored": ignored,
        "kept": wanted.kept(),
    }
    return render(request, "claims/claim_list.html", context)
