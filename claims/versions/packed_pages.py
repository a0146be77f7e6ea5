"""Readers' pages as they lie in a store: compressed, with their headers and their ETag."""

import gzip
import json
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.text import compress_string

from .entity_tags import answer_unchanged, pack_entity_tag, unpack_entity_tag

LONGEST_BODY = 64 * 1024
"""Bytes of the largest page that is stored, compressed. So many of these are within PAGE_STORE_MEGABYTES."""
SHORTEST_PACKED = 200
"""Bytes from which a page is compressed, as Django's middleware has it."""
KNOWN_VARY = {"accept", "accept-encoding"}
"""Headers of the request of which the address of a page tells enough, or any of which is served."""
NOT_KEPT = {"content-length", "date"}
NOT_UNCHANGED = {"Content-Encoding", "Content-Type"}
"""What a 304 does not repeat of a page's headers, because it has no content."""


@dataclass(frozen=True)
class PackedPage:
    """A page as it lies in a store. `body` is None where the client has it already."""

    tag: str
    head: str
    body: bytes | None

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Make the response: 304 if the client has the page, else compressed if it can read that."""
        headers = dict(json.loads(self.head))
        unchanged = answer_unchanged(request, self.tag)
        if unchanged is not None:
            for name, value in headers.items():
                if name not in NOT_UNCHANGED:
                    unchanged.headers.setdefault(name, value)
            return unchanged
        content = self.body or b""
        headers["ETag"] = self.tag
        if "Content-Encoding" in headers:
            if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
                headers["ETag"] = pack_entity_tag(self.tag)
            else:
                del headers["Content-Encoding"]
                content = gzip.decompress(content)
        return HttpResponse(content, headers=headers | {"Content-Length": str(len(content))})


def pack_page(response: HttpResponseBase) -> PackedPage | None:
    """Write a response as it is stored, with all headers that it is sent with; compressed or not by now.

    None if it is not for everybody, is too long, or has policies of its own.
    """
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    has_policies = any("_csp" in name or name.startswith("xframe") for name in vars(response))
    encoding = response.get("Content-Encoding", "")
    if (
        not isinstance(response, HttpResponse)
        or response.status_code != HTTPStatus.OK
        or "ETag" not in response
        or has_policies
        or response.cookies
        or not vary <= KNOWN_VARY
        or encoding not in ("", "gzip")
    ):
        return None
    head = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
    tag = unpack_entity_tag(head.pop("ETag"))
    body = response.content
    if not encoding and len(body) >= SHORTEST_PACKED and not response["Content-Type"].startswith("image/"):
        packed = compress_string(body)
        if len(packed) < len(body):
            body = packed
            head["Content-Encoding"] = "gzip"
    if len(body) > LONGEST_BODY:
        return None
    return PackedPage(tag, json.dumps(head), body)
