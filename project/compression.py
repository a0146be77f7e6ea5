"""Which answers are compressed on their way."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED_TYPES = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "font/woff2",
    "application/zip",
    "application/gzip",
)
"""Content types whose bytes are compressed already."""


class CompressionMiddleware(GZipMiddleware):
    """Django's compression, without what would cost time and grow by it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").partition(";")[0] in COMPRESSED_TYPES:
            return response
        return super().process_response(request, response)
