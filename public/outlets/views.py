from collections.abc import Iterable

from django.db.models import Case, OuterRef, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.labels import join_names
from claims.merges import redirect_to_survivor
from claims.models import Citation, CitationKind, Claim, Statement
from claims.positions import Position, explain_statuses, find_best_evidence, locate_statements
from claims.treatments import read_treatments
from claims.visibility import cited_articles, outlets_on_record
from core.canonical_urls import redirect_to_canonical_url
from core.counts import CappedCount
from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.pagination import paginate
from sources.models import Article, Outlet

from .listing import listed_outlets
from .profile import (
    ARTICLES_READ,
    OutletProfile,
    left_out,
    left_out_words,
    outlet_profile,
    topics_covered,
)

CLAIMS_SHOWN = 10
ALONE_SHOWN = 6
LEFT_OUT_SHOWN = 6
LEFT_OUT_PER_PAGE = 30
TOPICS_SHOWN = 8
PARTIES_SHOWN = 8
OWN_VOICE_SHOWN = 5
OWN_VOICE_READ = 200
ARTICLES_PER_PAGE = 10
UNDATED_SHOWN = 20


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every publisher whose articles are cited or who is credited, and who is behind it."""
    page, rows = listed_outlets(request.GET)
    return render(
        request, "claims/outlet_list.html", {"page": page, "rows": rows, "kinds": CitationKind.values}
    )


@require_safe
def outlet_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One outlet: who is behind it, what it carried, what it alone carried and what it left out."""
    outlet = outlets_on_record().select_related("voice").filter(pk=pk).first()
    if outlet is None:
        if merged := redirect_to_survivor(request, outlets_on_record(), pk):
            return merged
        raise Http404("No such outlet.")
    if moved := redirect_to_canonical_url(request, outlet):
        return moved
    if request.GET.get("left_out"):
        return _left_out(request, outlet)
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


def _left_out(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    """All that it left out, in pages. At most five queries."""
    of = outlet_profile(outlet)
    missing = left_out(outlet, [topic for topic, _n in topics_covered(of.claims)]) if of.read else []
    page = paginate(request.GET, missing, size=LEFT_OUT_PER_PAGE)
    claims = _with_reasons(pk for pk, _carriers in page.rows)
    context = {
        "outlet": outlet,
        "of": of,
        "page": page,
        "missing": [(claims[pk], join_names(carriers)) for pk, carriers in page.rows],
        "missing_words": left_out_words(len(missing), of.read),
    }
    return render(request, "claims/outlet_left_out.html", context)


def _claims(outlet: Outlet, of: OutletProfile) -> dict:
    """Claims that it carried, that it alone carried, and that it left out. At most five queries."""
    topics = topics_covered(of.claims) if of.claims else []
    missing = left_out(outlet, [topic for topic, _number in topics])
    shown = missing[:LEFT_OUT_SHOWN]
    claims = _with_reasons(
        [*of.claims[:CLAIMS_SHOWN], *of.alone[:ALONE_SHOWN], *(pk for pk, _carriers in shown)]
    )
    covered = [claims[pk] for pk in of.claims[:CLAIMS_SHOWN]]
    found = read_treatments(covered, [outlet.pk])
    return {
        "topics": topics[:TOPICS_SHOWN],
        "topics_left_out": max(0, len(topics) - TOPICS_SHOWN),
        "covered": [(claim, found[claim.pk].get(outlet.pk)) for claim in covered],
        "alone": [claims[pk] for pk in of.alone[:ALONE_SHOWN]],
        "alone_total": len(of.alone),
        "missing": [(claims[pk], join_names(carriers)) for pk, carriers in shown],
        "missing_total": len(missing),
        "missing_words": left_out_words(len(missing), of.read),
    }


def _with_reasons(ids: Iterable[int]) -> dict[int, Claim]:
    return {claim.pk: claim for claim in explain_statuses(list(Claim.objects.filter(pk__in=set(ids))))}


def _cited(outlet: Outlet) -> QuerySet[Article]:
    cited = Citation.objects.published().filter(article=OuterRef("pk"))
    return cited_articles().filter(outlet=outlet).annotate(citation_count=CappedCount(cited))


def _articles(query: QueryDict, outlet: Outlet) -> KeysetPage:
    """Its articles, newest first. Those without a date follow the last of these."""
    dated = _cited(outlet).filter(published_on__isnull=False)
    return paginate_by_keyset(query, dated, order=["-published_on", "-id"], size=ARTICLES_PER_PAGE)


def _own_words(outlet: Outlet) -> list[Position]:
    """What it says itself, with the words: what it disputes before what it states with a reservation, and
    that before plain facts; of each the latest. At most three queries."""
    voice = getattr(outlet, "voice", None)
    if voice is None:
        return []
    said = Statement.objects.published().filter(claimant=voice)
    latest = said.order_by("-said_on", "-pk").values("pk")[:OWN_VOICE_READ]
    plain = Case(
        When(stance="affirms", hedged=False, then=Value(2)),
        When(stance="affirms", then=Value(1)),
        default=Value(0),
    )
    wanted = said.filter(pk__in=latest).for_list().order_by(plain, "-said_on", "-pk")
    positions = locate_statements(wanted[:OWN_VOICE_SHOWN])
    evidence = find_best_evidence([position.statement.pk for position in positions])
    for position in positions:
        position.citations = [evidence[position.statement.pk]]
    return positions
