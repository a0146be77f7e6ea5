"""Headers of every answer: who may read it, whether it has changed, in which language it is."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from claims.models.claimant import NAMES_STAMP
from claims.versions.entity_tags import answer_unchanged, identify_page, make_entity_tag
from claims.versions.stamps import RECORD, Thing, read_stamps

NOT_KEPT = "no-cache"
"""Whoever keeps an answer asks each time whether it still holds."""

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


def tag_reading(request: Request, claim_id: int | None) -> str | None:
    """Make the ETag of what a request reads, from the stamps of a claim or of the whole record.

    None for who shows a token, and sees more or less than others, and where stamps tell nothing. Queries: 1.
    """
    if "Authorization" in request.headers or not settings.STAMP_PAGES:
        return None
    page = identify_page(request._request)
    stamps = read_stamps(RECORD if claim_id is None else Thing("claim", claim_id))
    if stamps is None:
        return None
    NAMES_STAMP.set(stamps.names)  # until the request is answered: StampedPages sees to that
    return make_entity_tag(page, stamps)


def add_validators(request: HttpRequest, response: HttpResponse, tag: str | None) -> HttpResponse:
    """Give an answer its ETag, of its text if none is known; make it 304 if nothing changed."""
    response.setdefault("ETag", tag or hash_content(response.content))
    response.setdefault("Cache-Control", NOT_KEPT)
    if "If-Match" not in request.headers and (unchanged := write_unchanged(request, response["ETag"])):
        return unchanged
    answer = get_conditional_response(request, response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def write_unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Answer 304 where the client has what this tag stands for; None where it has not."""
    unchanged = answer_unchanged(request, tag)
    if unchanged is not None:
        unchanged["Cache-Control"] = NOT_KEPT
    return unchanged


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
