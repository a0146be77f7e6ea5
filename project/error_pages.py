"""What a request gets that no view has answered: a page for people, problem details for programs."""

import logging
import sys
from copy import copy

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template import loader
from django.urls import reverse
from django.views import csrf, defaults
from rest_framework.permissions import SAFE_METHODS

from api.problems import answer_with_problem, is_for_programs
from core.errors import TRY_AGAIN, Conflict, is_conflict
from project.monitoring.request_ids import REQUEST_ID

logger = logging.getLogger(__name__)

SECONDS_TO_RETRY = 5
"""After how long one who was told that the database is away is to ask again."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read, or names a host that is not ours."""
    if is_for_programs(request):
        return answer_with_problem(request, 400, "The request cannot be read.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is refused."""
    if is_for_programs(request):
        return answer_with_problem(request, 403)
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer what was sent without the token of a form: where nothing is taken in that way, by 405."""
    allowed = _list_methods(request)
    if request.method in allowed or not allowed:
        return csrf.csrf_failure(request, reason)
    refused: HttpResponse = HttpResponseNotAllowed(allowed)
    if is_for_programs(request):
        refused = answer_with_problem(request, 405)
        refused["Allow"] = ", ".join(allowed)
    return refused


def _list_methods(request: HttpRequest) -> list[str]:
    """List the methods that the view of a request takes: every view of ours tells that of OPTIONS.

    None for what stands below the admin's address: its views take what they like, and do not know OPTIONS.
    """
    match = request.resolver_match
    if match is None or request.path_info.startswith(reverse("admin:index")):
        return []
    asked = copy(request)
    asked.method = "OPTIONS"
    allowed = match.func(asked, *match.args, **match.kwargs).headers.get("Allow", "")
    return [method.strip() for method in allowed.split(",") if method]


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address where nothing is."""
    if is_for_programs(request):
        return answer_with_problem(
            request, 404, "There is nothing at this address. Those of the API end without a slash."
        )
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer where a view has failed, met somebody else's change, or got no answer from the database."""
    number, error = REQUEST_ID.get(), sys.exc_info()[1]
    if isinstance(error, Conflict) or (request.method not in SAFE_METHODS and is_conflict(error)):
        return _answer_with_conflict(request, number)
    if isinstance(error, OperationalError | InterfaceError):
        return _answer_that_database_is_away(request, number)
    if is_for_programs(request):
        return answer_with_problem(request, 500, "Something went wrong on our side.", request_id=number)
    return HttpResponse(loader.render_to_string("500.html", {"request_id": number}), status=500)


def _answer_with_conflict(request: HttpRequest, number: str) -> HttpResponse:
    """Answer 409: PostgreSQL ended this change because of another, which is no fault of the site.

    What only reads is answered by 503 instead, which is asked again or answered by a cache: a replica that
    ends a query in order to catch up with the primary says so by the same SQLSTATE.
    """
    logger.warning("Ended because of another change: %s", request.path, exc_info=True)
    if is_for_programs(request):
        response = answer_with_problem(request, 409, TRY_AGAIN, request_id=number)
    else:
        response = HttpResponse(loader.render_to_string("409.html", {"request_id": number}), status=409)
    response["Cache-Control"] = "no-store"
    return response


def _answer_that_database_is_away(request: HttpRequest, number: str) -> HttpResponse:
    if is_for_programs(request):
        detail = f"The database does not answer. Try again in {SECONDS_TO_RETRY} seconds."
        response = answer_with_problem(request, 503, detail, request_id=number)
    else:
        response = HttpResponse(loader.render_to_string("503.html", {"request_id": number}), status=503)
    response["Retry-After"] = str(SECONDS_TO_RETRY)
    response["Cache-Control"] = "no-store"
    return response
