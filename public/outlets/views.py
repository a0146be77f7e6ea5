from collections.abc import Mapping, Sequence

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.merges import redirect_to_survivor
from claims.models import Citation, CitationKind, Claimant
from claims.treatments import Treatment, describe_absence, list_treatments
from claims.versions.document import ClaimDocument, build_documents, read_documents
from claims.visibility import cited_articles, outlets_on_record
from core.canonical_urls import redirect_to_canonical_url
from core.counts import CappedCount
from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.pagination import paginate
from core.sql_statements import fetch_results
from public.position_list import list_positions
from sources.models import Article, Outlet

from .listing import list_outlets
from .profile import (
    ARTICLES_SUMMED,
    OutletProfile,
    build_left_out_words,
    load_outlet_profile,
    read_left_out_words,
)

CLAIMS_SHOWN = 6
ALONE_SHOWN = 4
LEFT_OUT_SHOWN = 4
LEFT_OUT_PER_PAGE = 25
TOPICS_SHOWN = 8
PARTIES_SHOWN = 8
ARTICLES_PER_PAGE = 10
UNDATED_SHOWN = 20


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Show every publisher that is cited or credited, and who is behind it."""
    page, rows = list_outlets(request.GET)
    context = {"page": page, "rows": rows, "kinds": CitationKind.values}
    return render(request, "outlet_list.html", context)


@require_safe
def outlet_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one outlet: what it carried, what it alone carried, what it left out."""
    spoken_for = Claimant.objects.on_record().filter(pk=OuterRef("voice__speaks_for")).values("pk")[:1]
    shown = outlets_on_record().select_related("voice__speaks_for")
    outlet = shown.annotate(party_with_page=Subquery(spoken_for)).filter(pk=pk).first()
    if outlet is None:
        if survivor := redirect_to_survivor(request, outlets_on_record(), pk):
            return survivor
        raise Http404("No such outlet.")
    if redirect := redirect_to_canonical_url(request, outlet):
        return redirect
    profile = load_outlet_profile(outlet)
    if request.GET.get("left_out"):
        return _render_left_out(request, outlet, profile)
    page = _page_articles(request.GET, outlet)
    undated = _query_articles(outlet).filter(published_on=None)
    context = {
        "outlet": outlet,
        "voice": getattr(outlet, "voice", None),
        "profile": profile,
        "most": ARTICLES_SUMMED,
        "page": page,
        "undated": [] if page.next_query else undated[:UNDATED_SHOWN],
        "parties": profile.parties[:PARTIES_SHOWN],
        **_load_claims(outlet, profile),
    }
    return render(request, "outlet_detail.html", context)


def _render_left_out(request: HttpRequest, outlet: Outlet, profile: OutletProfile) -> HttpResponse:
    """Show all that only others report, in pages. Queries: 1."""
    page = paginate(request.GET, profile.left_out, size=LEFT_OUT_PER_PAGE)
    documents, readings = fetch_results(
        build_documents(pk for pk, _carriers in page.rows), build_left_out_words(profile, outlet)
    )
    context = {
        "outlet": outlet,
        "profile": profile,
        "page": page,
        "missing": _list_missing(profile, page.rows, read_documents(documents)),
        "missing_words": read_left_out_words(profile, outlet, readings),
    }
    return render(request, "outlet_left_out.html", context)


def _load_claims(outlet: Outlet, profile: OutletProfile) -> dict:
    """Load claims that it carried, that it alone carried, that only others report, and what it says itself.

    Queries: 1.
    """
    missing, exclusive = profile.left_out[:LEFT_OUT_SHOWN], profile.exclusive_claims[:ALONE_SHOWN]
    covered, own = profile.claims[:CLAIMS_SHOWN], dict(profile.own_words)
    claim_ids = {*covered, *exclusive, *own.values(), *(pk for pk, _carriers in missing)}
    documents, readings = fetch_results(
        build_documents(claim_ids, statement_ids=own), build_left_out_words(profile, outlet)
    )
    claims = read_documents(documents)
    return {
        "topics": profile.topics[:TOPICS_SHOWN],
        "topics_left_out": max(0, len(profile.topics) - TOPICS_SHOWN),
        "covered": [(claims[pk], *_describe_treatment(claims[pk], outlet)) for pk in covered if pk in claims],
        "own_words": list(list_positions(claims.values(), own).values()),
        "exclusive_claims": [claims[pk] for pk in exclusive if pk in claims],
        "exclusive_total": len(profile.exclusive_claims),
        "missing": _list_missing(profile, missing, claims),
        "missing_total": len(profile.left_out),
        "missing_words": read_left_out_words(profile, outlet, readings),
    }


def _describe_treatment(claim: ClaimDocument, outlet: Outlet) -> tuple[Treatment | None, str]:
    """Describe how an outlet treats a claim, or say why that cannot be told."""
    treatments = list_treatments(claim, outlet_ids={outlet.pk})
    absence = describe_absence(claim, [outlet.pk]).get(outlet.pk, "")
    return (treatments[0], "") if treatments else (None, absence)


def _list_missing(
    profile: OutletProfile, rows: Sequence[tuple[int, list[int]]], claims: Mapping[int, ClaimDocument]
) -> list[tuple[ClaimDocument, list[str]]]:
    """Join claims that it left out and the names of the outlets that carry them."""
    return [(claims[pk], profile.name_carriers(carriers)) for pk, carriers in rows if pk in claims]


def _query_articles(outlet: Outlet) -> QuerySet[Article]:
    citations = Citation.objects.published().filter(article=OuterRef("pk"))
    return cited_articles().filter(outlet=outlet).annotate(citation_count=CappedCount(citations))


def _page_articles(query: QueryDict, outlet: Outlet) -> KeysetPage:
    """Return a page of its articles, newest first.

    Those without a date follow the last."""
    dated = _query_articles(outlet).filter(published_on__isnull=False)
    return paginate_by_keyset(query, dated, order=["-published_on", "-id"], size=ARTICLES_PER_PAGE)
