from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.keyset import KeysetPage, keyset_page
from sources.models import Article, Outlet
from sources.querysets import CountOf

from ..contradictions import evidence_for
from ..coverage import treatments
from ..merged import redirect_to_survivor
from ..models import Citation, Claim, Statement
from ..outlet_list import listed_outlets
from ..outlet_profile import (
    ARTICLES_READ,
    KINDS,
    OutletProfile,
    left_out,
    outlet_profile,
    topics_covered,
)
from ..positions import Position, located, with_reasons
from ..readers import cited_articles, outlets_on_record

CLAIMS_SHOWN = 10
ALONE_SHOWN = 6
LEFT_OUT_SHOWN = 6
TOPICS_SHOWN = 8
PARTIES_SHOWN = 8
OWN_VOICE_SHOWN = 5
ARTICLES_PER_PAGE = 10
UNDATED_SHOWN = 20


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every publisher whose articles are cited or who is credited, and who is behind it."""
    page, rows = listed_outlets(request.GET)
    return render(request, "claims/outlet_list.html", {"page": page, "rows": rows, "kinds": KINDS})


@require_safe
def outlet_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One outlet: who is behind it, what it carried, what it alone carried and what it left out."""
    outlet = outlets_on_record().select_related("voice").filter(pk=pk).first()
    if outlet is None:
        if merged := redirect_to_survivor(request, outlets_on_record(), pk):
            return merged
        raise Http404("No such outlet.")
    if moved := redirect_to_address(request, outlet):
        return moved
    of, page = outlet_profile(outlet), _articles(request.GET, outlet)
    context = {
        "outlet": outlet,
        "of": of,
        "most": ARTICLES_READ,
        "page": page,
        "undated": [] if page.next_query else _cited(outlet).filter(published_on=None)[:UNDATED_SHOWN],
        "own_words": _own_words(outlet),
        "parties": of.parties[:PARTIES_SHOWN],
        **_claims(outlet, of),
    }
    return render(request, "claims/outlet_detail.html", context)


def _claims(outlet: Outlet, of: OutletProfile) -> dict:
    """Claims that it carried, that it alone carried, and that it left out. At most five queries."""
    topics = topics_covered(of.claims) if of.claims else []
    missing = left_out(outlet, [topic for topic, _number in topics], most=LEFT_OUT_SHOWN)
    shown = {*of.claims[:CLAIMS_SHOWN], *of.alone[:ALONE_SHOWN], *(pk for pk, _number in missing.claims)}
    claims = {claim.pk: claim for claim in with_reasons(list(Claim.objects.filter(pk__in=shown)))}
    covered = [claims[pk] for pk in of.claims[:CLAIMS_SHOWN]]
    found = treatments(covered, [outlet.pk])
    return {
        "topics": topics[:TOPICS_SHOWN],
        "topics_left_out": max(0, len(topics) - TOPICS_SHOWN),
        "covered": [(claim, found[claim.pk].get(outlet.pk)) for claim in covered],
        "alone": [claims[pk] for pk in of.alone[:ALONE_SHOWN]],
        "alone_total": len(of.alone),
        "missing": [(claims[pk], number) for pk, number in missing.claims],
        "missing_total": missing.total,
    }


def _cited(outlet: Outlet) -> QuerySet[Article]:
    cited = Citation.objects.published().filter(article=OuterRef("pk"))
    return cited_articles().filter(outlet=outlet).annotate(citation_count=CountOf(cited))


def _articles(query: QueryDict, outlet: Outlet) -> KeysetPage:
    """Its articles, newest first. Those without a date follow the last of these."""
    dated = _cited(outlet).filter(published_on__isnull=False)
    return keyset_page(query, dated, order=["-published_on", "-id"], size=ARTICLES_PER_PAGE)


def _own_words(outlet: Outlet) -> list[Position]:
    """The latest of what it says itself, with the words. At most three queries."""
    voice = getattr(outlet, "voice", None)
    if voice is None:
        return []
    positions = located(Statement.objects.published().filter(claimant=voice).for_list()[:OWN_VOICE_SHOWN])
    evidence = evidence_for([position.statement.pk for position in positions])
    for position in positions:
        position.citations = [evidence[position.statement.pk]]
    return positions
