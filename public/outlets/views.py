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

from .listing import list_outlets
from .profile import (
    ARTICLES_SUMMED,
    OutletProfile,
    count_topics_covered,
    describe_left_out,
    find_left_out,
    load_outlet_profile,
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
    """Show every publisher that is cited or credited, and who is behind it."""
    page, rows = list_outlets(request.GET)
    context = {"page": page, "rows": rows, "kinds": CitationKind.values}
    return render(request, "outlet_list.html", context)


@require_safe
def outlet_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one outlet: what it carried, what it alone carried, what it left out."""
    outlet = outlets_on_record().select_related("voice").filter(pk=pk).first()
    if outlet is None:
        if survivor := redirect_to_survivor(request, outlets_on_record(), pk):
            return survivor
        raise Http404("No such outlet.")
    if redirect := redirect_to_canonical_url(request, outlet):
        return redirect
    if request.GET.get("left_out"):
        return _render_left_out(request, outlet)
    profile, page = load_outlet_profile(outlet), _page_articles(request.GET, outlet)
    undated = _query_articles(outlet).filter(published_on=None)
    context = {
        "outlet": outlet,
        "profile": profile,
        "most": ARTICLES_SUMMED,
        "page": page,
        "undated": [] if page.next_query else undated[:UNDATED_SHOWN],
        "own_words": _load_own_words(outlet),
        "parties": profile.parties[:PARTIES_SHOWN],
        **_load_claims(outlet, profile),
    }
    return render(request, "outlet_detail.html", context)


def _render_left_out(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    """Show all that it left out, in pages. Queries: at most 5."""
    profile = load_outlet_profile(outlet)
    topics = [topic for topic, _number in count_topics_covered(profile.claims)] if profile.read_count else []
    left_out = find_left_out(outlet, topics) if profile.read_count else []
    page = paginate(request.GET, left_out, size=LEFT_OUT_PER_PAGE)
    claims = _load_with_reasons(pk for pk, _carriers in page.rows)
    context = {
        "outlet": outlet,
        "profile": profile,
        "page": page,
        "missing": [(claims[pk], join_names(carriers)) for pk, carriers in page.rows],
        "missing_words": describe_left_out(len(left_out), profile.read_count),
    }
    return render(request, "outlet_left_out.html", context)


def _load_claims(outlet: Outlet, profile: OutletProfile) -> dict:
    """Load claims that it carried, that it alone carried, and that it left out.

    Queries: at most 5.
    """
    topics = count_topics_covered(profile.claims) if profile.claims else []
    left_out = find_left_out(outlet, [topic for topic, _number in topics])
    missing, exclusive = left_out[:LEFT_OUT_SHOWN], profile.exclusive_claims[:ALONE_SHOWN]
    claims = _load_with_reasons(
        [*profile.claims[:CLAIMS_SHOWN], *exclusive, *(pk for pk, _carriers in missing)]
    )
    covered = [claims[pk] for pk in profile.claims[:CLAIMS_SHOWN]]
    treatments = read_treatments(covered, [outlet.pk])
    return {
        "topics": topics[:TOPICS_SHOWN],
        "topics_left_out": max(0, len(topics) - TOPICS_SHOWN),
        "covered": [(claim, treatments[claim.pk].get(outlet.pk)) for claim in covered],
        "exclusive_claims": [claims[pk] for pk in exclusive],
        "exclusive_total": len(profile.exclusive_claims),
        "missing": [(claims[pk], join_names(carriers)) for pk, carriers in missing],
        "missing_total": len(left_out),
        "missing_words": describe_left_out(len(left_out), profile.read_count),
    }


def _load_with_reasons(ids: Iterable[int]) -> dict[int, Claim]:
    claims = list(Claim.objects.filter(pk__in=set(ids)))
    return {claim.pk: claim for claim in explain_statuses(claims)}


def _query_articles(outlet: Outlet) -> QuerySet[Article]:
    citations = Citation.objects.published().filter(article=OuterRef("pk"))
    return cited_articles().filter(outlet=outlet).annotate(citation_count=CappedCount(citations))


def _page_articles(query: QueryDict, outlet: Outlet) -> KeysetPage:
    """Return a page of its articles, newest first.

    Those without a date follow the last."""
    dated = _query_articles(outlet).filter(published_on__isnull=False)
    return paginate_by_keyset(query, dated, order=["-published_on", "-id"], size=ARTICLES_PER_PAGE)


def _load_own_words(outlet: Outlet) -> list[Position]:
    """Load what it says itself, with the words.

    What it disputes comes before what it states with a reservation, and that before plain facts; of each
    the latest. Queries: at most 3.
    """
    voice = getattr(outlet, "voice", None)
    if voice is None:
        return []
    statements = Statement.objects.published().filter(claimant=voice)
    latest = statements.order_by("-said_on", "-pk").values("pk")[:OWN_VOICE_READ]
    plainness = Case(
        When(stance="affirms", hedged=False, then=Value(2)),
        When(stance="affirms", then=Value(1)),
        default=Value(0),
    )
    ordered = statements.filter(pk__in=latest).for_list().order_by(plainness, "-said_on", "-pk")
    positions = locate_statements(list(ordered[:OWN_VOICE_SHOWN]))
    evidence = find_best_evidence([position.statement.pk for position in positions])
    for position in positions:
        position.citations = [evidence[position.statement.pk]]
    return positions
