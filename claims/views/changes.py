from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What is new on the record, by day."""
    raise Http404("Not there yet.")
