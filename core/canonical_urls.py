"""Public addresses: an id decides, the rest is decoration."""

from django.http import HttpRequest, HttpResponsePermanentRedirect


def is_http_url(address: str) -> bool:
    """Whether a browser may safely be sent there."""
    return address.lower().startswith(("https://", "http://"))


def redirect_to_canonical_url(request: HttpRequest, row) -> HttpResponsePermanentRedirect | None:
    """The way to the one address of `row` when `request` came by another; the query is kept."""
    address = row.get_absolute_url()
    if request.path == address:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
