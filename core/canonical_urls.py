"""Canonical URLs of public pages: the id decides the row, the slug is decoration."""

from typing import Protocol

from django.http import HttpRequest, HttpResponsePermanentRedirect


class HasUrl(Protocol):
    """A row with a page of its own."""

    def get_absolute_url(self) -> str: ...


def is_http_url(url: str) -> bool:
    """Tell whether a link to `url` is safe to show: javascript: and the like are not."""
    return url.lower().startswith(("https://", "http://"))


def redirect_to_canonical_url(request: HttpRequest, row: HasUrl) -> HttpResponsePermanentRedirect | None:
    """Redirect a request that came by another URL to the page of `row`.

    The query string is kept. Returns None if the request came by the canonical URL.
    """
    url = row.get_absolute_url()
    return None if request.path == url else redirect_permanently(request, url)


def redirect_permanently(request: HttpRequest, url: str) -> HttpResponsePermanentRedirect:
    """Redirect to `url` with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
