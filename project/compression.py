"""Which answers are compressed on their way."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from claims.versions.entity_tags import pack_entity_tag

COMPRESSED_TYPES = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "font/woff2",
    "application/zip",
    "application/gzip",
)
"""Content types whose bytes are compressed already."""


class Unpadded(GZipMiddleware):
    max_random_bytes = 0


class CompressionMiddleware(GZipMiddleware):
    """Django's compression, without what would cost time and grow by it.

    What has a strong ETag holds no secret and is the same for everybody: its bytes are always the same, and
    what is compressed keeps a strong ETag of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.without_padding = Unpadded(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").partition(";")[0] in COMPRESSED_TYPES:
            return response
        tag = response.get("ETag", "")
        if not tag.startswith('"'):
            return super().process_response(request, response)
        response = self.without_padding.process_response(request, response)
        if response["ETag"] == f"W/{tag}":
            response["ETag"] = pack_entity_tag(tag)
        return response
