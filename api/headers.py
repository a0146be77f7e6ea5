"""Headers of every answer: who may read it, whether it has changed, in which language it is."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from .parameters import Shape

WRITTEN_BY = ("api", "claims", "core", "sources")
"""The packages that decide how a claim is written."""

READ_METHODS = "GET, HEAD, OPTIONS"
SENT = "Accept, Accept-Language, If-Modified-Since, If-None-Match"
EXPOSED = "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After"


class Negotiation(DefaultContentNegotiation):
    """A choice of what to send that keeps to `q=0`, by which a client refuses a type."""

    def get_accept_list(self, request: Request) -> list[str]:
        if not request.headers.get("Accept", "").strip():
            return ["*/*"]
        return [str(accepted) for accepted in request._request.accepted_types]


def allow_every_origin(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let scripts of any site read an answer (CORS), without credentials and without writing anything."""
    if request.method not in READ_METHODS.split(", ") or "Authorization" in request.headers:
        return
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = READ_METHODS
        response["Access-Control-Allow-Headers"] = SENT
        response["Access-Control-Max-Age"] = "86400"


@cache
def identify_code(root: Path) -> str:
    """Identify the code that writes answers, by what is in its files: another release has other ETags."""
    digest = hashlib.sha256()
    for package in WRITTEN_BY:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def tag_version(request: HttpRequest, version: int, shape: Shape, language: str) -> str:
    """Make the ETag of a claim, from the number of its version and all else that its text depends on.

    What is expanded has no part in the version, nor have names in other languages than the site's own.
    """
    parts = (identify_code(settings.BASE_DIR), request.build_absolute_uri(), version, shape.fields, language)
    return hash_content(repr(parts).encode())


def answer_unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Answer 304 where the client has what this tag stands for; None where it has not."""
    response = get_conditional_response(request, etag=tag)
    if not isinstance(response, HttpResponse):
        return None
    response["ETag"] = tag
    return response


def add_validators(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an answer its ETag, of its text if it has none; make it 304 if nothing changed."""
    response.setdefault("ETag", hash_content(response.content))
    response.setdefault("Cache-Control", "no-cache")
    answer = get_conditional_response(request, response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def vary(response: HttpResponseBase) -> None:
    """Say on which headers of the request an answer depends."""
    patch_vary_headers(response, ["Accept", "Accept-Language", "Authorization", "Origin"])


def keep_private(request: HttpRequest, response: HttpResponseBase) -> None:
    """Have no cache keep what was answered to a token."""
    if "Authorization" in request.headers:
        response["Cache-Control"] = "private, no-store"


def hash_content(content: bytes) -> str:
    """Make a strong ETag of a text."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
