from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.paging import page_of

from ..models import Citation
from ..positions import locate
from ..readers import cited_articles

CITATIONS_PER_PAGE = 50
CAPTURES_SHOWN = 20


@require_safe
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: what it is cited for, in the order of its text."""
    article = get_object_or_404(cited_articles().select_related("outlet", "read_in_full_by"), pk=pk)
    if moved := redirect_to_address(request, article):
        return moved
    citations = Citation.objects.published().filter(article=article).for_article_page()
    page = page_of(request.GET, citations, size=CITATIONS_PER_PAGE)
    locate(page.rows)
    context = {
        "article": article,
        "page": page,
        "captures": article.captures.order_by("-captured_at", "-pk")[:CAPTURES_SHOWN],
    }
    return render(request, "claims/article_detail.html", context)
