from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.paging import page_of

from ..coverage import outlets_around
from ..matrix import OUTLETS_PER_TABLE, matrix
from ..models import Claim, Claimant, Topic
from ..positions import with_reasons
from ..querysets import readable

TOPICS_PER_PAGE = 50
CLAIMS_PER_PAGE = 25
PARTIES_SHOWN = 20


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """Every topic under which something is published."""
    topics = Topic.objects.on_record().with_counts().order_by("name", "pk")
    page = page_of(request.GET, topics, size=TOPICS_PER_PAGE)
    return render(request, "claims/topic_list.html", {"page": page})


@require_safe
def topic_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One topic: its claims by status, against the outlets that cover them."""
    topic = get_object_or_404(Topic.objects.on_record().with_counts(), pk=pk)
    if moved := redirect_to_address(request, topic):
        return moved
    claims = Claim.objects.published().filter(topics=topic).by_status()
    page = page_of(request.GET, claims, size=CLAIMS_PER_PAGE)
    around = outlets_around(topic, page.rows)
    outlets = page_of(request.GET, around, size=OUTLETS_PER_TABLE, parameter="outlets")
    context = {
        "topic": topic,
        "page": page,
        "outlets": outlets,
        "groups": matrix(with_reasons(page.rows), outlets.rows),
        "parties": _parties(topic),
    }
    return render(request, "claims/topic_detail.html", context)


def _parties(topic: Topic):
    """Who is on record in the topic, on how many of its claims; outlets' own voices left out."""
    return (
        Claimant.objects.parties()
        .filter(readable("statements_for__"), statements_for__claim__topics=topic)
        .annotate(claim_count=Count("statements_for__claim", distinct=True))
        .order_by("-claim_count", "name", "pk")[:PARTIES_SHOWN]
    )
