"""The limit of uploads: what is longer is not kept, in memory or on disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class LimitedUploads(FileUploadHandler):
    """Passes files on to the next handler, up to UPLOAD_MEGABYTES a request.

    Of a longer request the rest is read and thrown away, so that the browser gets an answer; its form then
    comes without the file.
    """

    def handle_raw_input(self, *arguments: Any, **options: Any) -> None:
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > get_limit():
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def get_limit() -> int:
    """Return how many bytes the files of one request may have."""
    return settings.UPLOAD_MEGABYTES * 1024 * 1024


def is_over_limit(request: HttpRequest) -> bool:
    """Whether a request was longer than its files may be, and so has come without them."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > get_limit()
