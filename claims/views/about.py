from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Claim
from ..notices import latest_notices
from ..positions import with_reasons
from ..querysets import STATUSES


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How this works: the rule with live examples, what proofs mean, corrections, complaints."""
    newest = [Claim.objects.published().filter(status=s).newest()[:1] for s in STATUSES]
    examples = with_reasons([claim for claims in newest for claim in claims])
    context = {
        "examples": examples,
        "notices": latest_notices(),
        "contact": getattr(settings, "CONTACT_EMAIL", ""),
    }
    return render(request, "claims/about.html", context)
