"""Public addresses: an id decides, the rest is decoration."""

from django.db import models
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import register_converter

LARGEST_ID = models.BigIntegerField.MAX_BIGINT


class RecordId:
    """An id in an address. What no row can have as its id matches nothing, hence a 404."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST_ID:
            raise ValueError("larger than any id")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RecordId, "id")


def redirect_to_address(request: HttpRequest, row) -> HttpResponsePermanentRedirect | None:
    """The way to the one address of `row` when `request` came by another; the query is kept."""
    address = row.get_absolute_url()
    if request.path == address:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
