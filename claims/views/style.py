from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The design system, shown on one page, in debug only."""
    raise Http404("Not there yet.")
