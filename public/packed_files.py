"""Sending files that lie compressed."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

PIECE = 64 * 1024


def takes_packed(request: HttpRequest) -> bool:
    """Say whether whoever asks takes a file as it lies."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def send_packed(
    request: HttpRequest, path: Path, content_type: str, *, size: int | None = None
) -> HttpResponseBase:
    """Send a file that lies compressed, as it is or unpacked. `size`: bytes of what is in it, if known."""
    opened = path.open("rb")  # stays readable when the file is taken away
    if takes_packed(request):
        response: HttpResponseBase = FileResponse(opened, content_type=content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(_unpack(opened), content_type=content_type)
        if size is not None:
            response["Content-Length"] = str(size)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _unpack(opened: BinaryIO) -> Iterator[bytes]:
    with opened, gzip.GzipFile(fileobj=opened) as packed:
        while piece := packed.read(PIECE):
            yield piece
