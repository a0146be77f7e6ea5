"""Errors of the API: problem details for programs (RFC 9457), of every error below its prefix."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .headers import allow_every_origin

PREFIXES = ("/api/", "/v1alpha1/")
CONTENT_TYPE = "application/problem+json"


class Gone(APIException):
    """A row that readers saw once and that was retracted; `tombstone` is what is left of it."""

    status_code = HTTPStatus.GONE
    default_detail = "This was retracted."

    def __init__(self, tombstone: Mapping[str, Any]) -> None:
        super().__init__()
        self.tombstone = tombstone


class WriteRefused(APIException):
    """A row that cannot be written.

    `errors`: sentences by field. `offers`: what may be meant instead, each with the `field` to set and its
    `value`, and the `text` of that for people.
    """

    status_code = HTTPStatus.BAD_REQUEST
    default_detail = "Nothing was written."

    def __init__(self, errors: Mapping[str, Sequence[str]], offers: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__()
        self.errors = [{"field": field, "detail": text} for field, texts in errors.items() for text in texts]
        self.offers = offers


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether errors of this request are to be problem details."""
    return request.path_info.startswith(PREFIXES)


def make_problem(status: int, detail: str = "", **members: object) -> dict[str, object]:
    """Make the members of problem details; of its type nothing more is said than its status says."""
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
    }
    return {**problem, **({"detail": detail} if detail else {}), **members}


def answer_with_problem(
    request: HttpRequest, status: int, detail: str = "", **members: object
) -> HttpResponse:
    """Answer a request that no view of the API has taken."""
    response = JsonResponse(make_problem(status, detail, **members), status=status, content_type=CONTENT_TYPE)
    allow_every_origin(request, response)
    return response


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an error of a view into problem details; None for a fault, which is the server's to report."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        errors = _list_errors(error.detail)
        response.data = make_problem(response.status_code, "Some of the request is not valid.", errors=errors)
    elif isinstance(error, WriteRefused):
        offers = {"offers": error.offers} if error.offers else {}
        response.data = make_problem(response.status_code, str(error.detail), errors=error.errors, **offers)
    elif isinstance(error, Gone):
        response.data = make_problem(response.status_code, str(error.detail), tombstone=error.tombstone)
    else:
        detail = response.data.get("detail", "") if isinstance(response.data, Mapping) else ""
        response.data = make_problem(response.status_code, str(detail))
    response.content_type = CONTENT_TYPE
    return response


def _list_errors(details: Any, field: str = "") -> list[dict[str, str]]:
    """List what is wrong with each field; those of nested fields are written with dots."""
    if isinstance(details, ErrorDetail):
        return [{"field": field, "detail": str(details)}]
    if isinstance(details, Mapping):
        parts = [(f"{field}.{name}" if field else str(name), part) for name, part in details.items()]
    elif any(isinstance(part, Mapping) for part in details):  # of several rows, those without errors empty
        parts = [(f"{field}.{number}", part) for number, part in enumerate(details)]
    else:
        parts = [(field, part) for part in details]
    return [error for name, part in parts for error in _list_errors(part, name)]
