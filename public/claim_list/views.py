from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .page import ClaimListPage


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Show published claims: searched, narrowed by facets, in the requested order."""
    page = ClaimListPage(request.GET)
    return render(request, "claim_list.html", {"page": page, "ignored": page.notices})
