from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def claim_citation(request: HttpRequest, pk: int, number: int, style: str) -> HttpResponse:
    """How to cite a claim, as a file: BibTeX or CSL-JSON."""
    raise Http404("Not there yet.")
