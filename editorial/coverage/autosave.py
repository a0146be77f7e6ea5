"""Half-done work is kept while it is being done: what the page's script sends every few seconds."""

import json

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims import coverage as desk
from claims.models import Coverage

from .access import desk_page, edition_of, own_work
from .row_display import hint_lines


@require_POST
@desk_page
def coverage_kept(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep {"edition", "rows"}. 409 when the work was changed or finished elsewhere: nothing is kept."""
    coverage = own_work(request, pk)
    try:
        sent = json.loads(request.body)
        edition, rows = sent["edition"], sent["rows"]
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    try:
        coverage = desk.keep(
            coverage=coverage, rows=rows, by=request.user, now=timezone.now(), edition=edition_of(edition)
        )
    except (desk.EditedElsewhere, Coverage.DoesNotExist):
        return JsonResponse({"problem": "This work was changed elsewhere."}, status=409)
    at = timezone.localtime(coverage.changed_at)
    return JsonResponse(
        {
            "edition": coverage.edition,
            "at": f"{at:%H:%M}",
            "hints": hint_lines(coverage, coverage.rows, request.user),
        }
    )
