from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from core.keyset_pagination import AFTER, BEFORE
from core.pagination import shorten_input
from public.feeds.selections import select_search
from public.feeds.views import refuse_feed, send_feed

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
    notices = [
        _("There is no parameter “%(name)s”.") % {"name": shorten_input(name)}
        for name in request.GET
        if name not in (*filters.filters, AFTER, BEFORE)
    ]
    if notices := [*notices, *filters.notices()]:
        return refuse_feed(" ".join(notices))
    return send_feed(request, select_search(filters, build_title(filters)), format)
