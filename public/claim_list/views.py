from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from core.keyset_pagination import AFTER, BEFORE
from core.pagination import shorten_input
from public.feeds.selections import select_search
from public.feeds.views import refuse_feed, send_feed

from .download import send_download
from .facets import build_title
from .page import ClaimListPage


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Show published claims: searched, narrowed by facets, in the requested order."""
    page = ClaimListPage(request.GET)
    return render(request, "claim_list.html", {"page": page, "ignored": page.notices})


@require_safe
def search_feed(request: HttpRequest, format: str) -> HttpResponse:
    """Send the changes of the claims that match a search today; refuse one of which something is wrong.

    A reader is told on the page what was ignored; a program would follow something else for ever.
    """
    filters = ClaimFilter(request.GET, ClaimSearch.objects.all())
    if faults := _list_faults(filters, AFTER, BEFORE):
        return refuse_feed(faults)
    return send_feed(request, select_search(filters, build_title(filters)), format)


@require_safe
def search_download(request: HttpRequest, format: str) -> HttpResponseBase:
    """Send the claims that match a search as a file; refuse one of which something is wrong."""
    filters = ClaimFilter(request.GET, ClaimSearch.objects.all())
    if faults := _list_faults(filters):
        return refuse_feed(faults)
    return send_download(request, filters, format)


def _list_faults(filters: ClaimFilter, *further: str) -> str:
    """Say in sentences what of a query string is not understood. `further`: parameters besides filters."""
    unknown = [
        _("There is no parameter “%(name)s”.") % {"name": shorten_input(name)}
        for name in filters.data
        if name not in (*filters.filters, *further)
    ]
    return " ".join([*unknown, *filters.notices()])
