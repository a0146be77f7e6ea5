from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.paging import page_of
from sources.querysets import CountOf

from ..coverage import treatments
from ..merged import redirect_to_survivor
from ..models import Citation, Claim, Statement
from ..positions import located, with_reasons
from ..readers import cited_articles, outlets_for_list, outlets_on_record

OUTLETS_PER_PAGE = 50
CLAIMS_PER_PAGE = 20
ARTICLES_PER_PAGE = 10
OWN_VOICE_SHOWN = 10


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every publisher whose articles are cited or who is credited, and who is behind it."""
    page = page_of(request.GET, outlets_for_list(), size=OUTLETS_PER_PAGE)
    return render(request, "claims/outlet_list.html", {"page": page})


@require_safe
def outlet_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One outlet: who is behind it, its articles, and what it does with which claims."""
    outlet = outlets_on_record().select_related("voice").filter(pk=pk).first()
    if outlet is None:
        if merged := redirect_to_survivor(request, outlets_on_record(), pk):
            return merged
        raise Http404("No such outlet.")
    if moved := redirect_to_address(request, outlet):
        return moved
    claims = Claim.objects.published().covered_by(outlet).newest()
    covered = page_of(request.GET, claims, size=CLAIMS_PER_PAGE)
    found = treatments(with_reasons(covered.rows), [outlet.pk])
    cited = Citation.objects.published().filter(article=OuterRef("pk"))
    articles = cited_articles().filter(outlet=outlet).newest().annotate(citation_count=CountOf(cited))
    own_words = Statement.objects.published().in_voice_of(outlet).for_list()
    context = {
        "outlet": outlet,
        "covered": covered,
        "rows": [(claim, found[claim.pk].get(outlet.pk)) for claim in covered.rows],
        "articles": page_of(request.GET, articles, size=ARTICLES_PER_PAGE, parameter="articles"),
        "own_words": located(own_words[:OWN_VOICE_SHOWN]),
    }
    return render(request, "claims/outlet_detail.html", context)
