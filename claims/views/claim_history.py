from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def claim_history(request: HttpRequest, pk: int) -> HttpResponse:
    """How our record of one claim changed, version by version."""
    raise Http404("Not there yet.")


@require_safe
def claim_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What readers saw of one claim as of one public change."""
    raise Http404("Not there yet.")
