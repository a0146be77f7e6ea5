"""Readers' pages as they lie in a store: compressed, with their headers and their ETag."""

import gzip
import json
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from .entity_tags import pack_entity_tag

LONGEST_BODY = 64 * 1024
"""Bytes of the largest page that is stored, compressed. So many of these are within PAGE_STORE_MEGABYTES."""
SHORTEST_PACKED = 200
"""Bytes from which a page is compressed, as Django's middleware has it."""
KNOWN_VARY = {"accept", "accept-encoding"}
"""Headers of the request of which the address of a page tells enough, or any of which is served."""
NOT_KEPT = {"content-length", "date"}


@dataclass(frozen=True)
class PackedPage:
    """A page as it lies in a store. `body` is None where the client has it already."""

    tag: str
    head: str
    body: bytes | None

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Make the response, compressed if it lies there so and the client can read it."""
        content = self.body or b""
        response = HttpResponse(content, headers=dict(json.loads(self.head)))
        if "Content-Encoding" in response:
            if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
                response["ETag"] = pack_entity_tag(response["ETag"])
                patch_vary_headers(response, ["Accept-Encoding"])
            else:
                del response["Content-Encoding"]
                response.content = gzip.decompress(content)
        response["Content-Length"] = str(len(response.content))
        return response


def pack_page(response: HttpResponseBase) -> PackedPage | None:
    """Write a response as it is stored.

    None if it is not for everybody, is too long, or has policies of its own.
    """
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    has_policies = any("_csp" in name or name.startswith("xframe") for name in vars(response))
    if (
        not isinstance(response, HttpResponse)
        or response.status_code != HTTPStatus.OK
        or has_policies
        or response.cookies
        or not vary <= KNOWN_VARY
        or "Content-Encoding" in response
    ):
        return None
    head = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
    body = response.content
    if len(body) >= SHORTEST_PACKED and not response["Content-Type"].startswith("image/"):
        packed = compress_string(body)
        if len(packed) < len(body):
            body = packed
            head.append(("Content-Encoding", "gzip"))
    if len(body) > LONGEST_BODY:
        return None
    return PackedPage(response["ETag"], json.dumps(head), body)
