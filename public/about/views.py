from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim
from claims.positions import with_reasons
from claims.querysets import STATUSES
from public.changes.notices import latest_notices


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How this works: the rule with live examples, what proofs mean, who edits, corrections, licence."""
    published = Claim.objects.published().defer("search")
    newest = [published.filter(status=status).newest()[:1] for status in STATUSES]
    context = {
        "examples": with_reasons([claim for claims in newest for claim in claims]),
        "notices": latest_notices(),
        "contact": settings.CONTACT_EMAIL,
        "licence": settings.DATA_LICENCE,
    }
    return render(request, "claims/about.html", context)
