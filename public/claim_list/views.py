from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import ClaimSearch
from claims.search.facets import facets
from claims.search.filters import ClaimFilter
from core.pagination import COUNT_LIMIT

from . import facets as choices
from .name_matches import profiles_named
from .relaxations import COUNTED_RELAXED, ways_out
from .results import MOST_RANKED, find


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Published claims: searched, narrowed by facets, in the order that was asked for."""
    wanted = ClaimFilter(request.GET, ClaimSearch.objects.all())
    found = find(wanted, request.GET)
    options = facets(found.entries, wanted.facets, found=found.total) if found.is_whole else {}
    context = {
        "wanted": wanted,
        "found": found,
        "page": found.page,
        "ignored": [*wanted.notices(), *found.notices],
        "title": choices.title(wanted),
        "chips": choices.chips(wanted),
        "chosen": sum(len(values) for values in wanted.facets.values()),
        "facets": choices.facets(wanted, options, found.total) if options else [],
        "profiles": profiles_named(wanted.words),
        "sorts": choices.sorts(wanted),
        "ways_out": [] if found.rows else ways_out(wanted, found.nearest),
        "any_word": choices.any_word_query(wanted) if found.partly else "",
        "exactly": choices.exactly(wanted) if wanted.is_corrected else "",
        "canonical": choices.address(wanted.kept) if wanted.kept else "",
        "is_indexed": choices.is_indexed(wanted) and not found.page.previous_query,
        "most_counted": COUNT_LIMIT,
        "most_ways_counted": COUNTED_RELAXED,
        "most_ranked": MOST_RANKED,
    }
    return render(request, "claims/claim_list.html", context)
