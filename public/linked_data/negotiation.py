"""Which representation of a page a client gets: HTML, or JSON-LD at an address of its own."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

JSON_LD = "application/ld+json"
OFFERED = ["text/html", "application/xhtml+xml", JSON_LD]

View = Callable[..., HttpResponse]


def offers_data(name: str) -> Callable[[View], View]:
    """Decorate the page of one row: whoever prefers JSON-LD is led to the address `name` with its id.

    Whoever takes neither gets 406, which says what there is. Who states no preference gets the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiate(request: HttpRequest, pk: int, *args: str, **kwargs: str) -> HttpResponse:
            preferred = request.get_preferred_type(OFFERED)
            if preferred is None:
                response = _refuse(request, reverse(name, args=[pk]))
            elif preferred == JSON_LD:
                response = HttpResponseRedirect(reverse(name, args=[pk]), status=303)
            else:
                response = view(request, pk, *args, **kwargs)
            patch_vary_headers(response, ["Accept"])
            return response

        return negotiate

    return decorate


def _refuse(request: HttpRequest, data_url: str) -> HttpResponse:
    words = f"This address has text/html, and {JSON_LD} at {request.build_absolute_uri(data_url)}\n"
    return HttpResponse(words, status=406, content_type="text/plain; charset=utf-8")
