from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .models import Outlet
from .paging import page_of

OUTLETS_PER_PAGE = 50


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every publisher whose articles are cited, and who is behind it."""
    page = page_of(request.GET, Outlet.objects.for_list(), size=OUTLETS_PER_PAGE)
    return render(request, "sources/outlet_list.html", {"page": page})
