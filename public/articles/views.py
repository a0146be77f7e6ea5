from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims.models import Citation, Claimant
from claims.positions import locate_citations
from claims.visibility import cited_articles, outlets_on_record
from core.canonical_urls import redirect_to_canonical_url
from core.keyset_pagination import paginate_by_keyset
from sources.models import Outcome

from .profile import CITATIONS_SUMMED, load_article_profile

CITATIONS_PER_PAGE = 20
CAPTURES_SHOWN = 20
PARTIES_SHOWN = 8
AFTER_THE_TEXT = 2**31 - 1
"""Sorts after every place in a text: for words that were not found in one."""


@require_safe
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one article: what it is cited for, in the order of its text."""
    related = ("outlet__voice__speaks_for", "text_from", "read_in_full_by", "link_check")
    spoken_for = (
        Claimant.objects.on_record().filter(pk=OuterRef("outlet__voice__speaks_for")).values("pk")[:1]
    )
    shown = cited_articles().select_related(*related).annotate(party_with_page=Subquery(spoken_for))
    article = get_object_or_404(shown, pk=pk)
    if redirect := redirect_to_canonical_url(request, article):
        return redirect
    check = getattr(article, "link_check", None)
    article.is_address_broken = check is not None and check.outcome == Outcome.BROKEN
    citations = Citation.objects.published().filter(article=article).for_article_page()
    placed = citations.annotate(place=Coalesce(F("start"), Value(AFTER_THE_TEXT)))
    page = paginate_by_keyset(request.GET, placed, order=["place", "id"], size=CITATIONS_PER_PAGE)
    locate_citations(page.rows)
    for citation in page.rows:
        citation.article = article
    captures = list(article.captures.order_by("-captured_at", "-pk")[:CAPTURES_SHOWN])
    profile = load_article_profile(article, captures)
    context = {
        "article": article,
        "has_origin_page": article.text_from is not None and outlets_on_record().contains(article.text_from),
        "voice": getattr(article.outlet, "voice", None),
        "page": page,
        "captures": captures,
        "profile": profile,
        "most": CITATIONS_SUMMED,
        "parties": profile.parties[:PARTIES_SHOWN],
    }
    return render(request, "article_detail.html", context)
