"""Which representation of a page a client gets: HTML, or JSON-LD at an address of its own."""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

JSON_LD = "application/ld+json"
HTML = "text/html"
OFFERED = {HTML: HTML, "application/xhtml+xml": HTML, JSON_LD: JSON_LD, "application/json": JSON_LD}
"""What may be asked for, the most welcome first, and what is given for it."""

View = Callable[..., HttpResponse]


def offers_data(name: str) -> Callable[[View], View]:
    """Decorate the page of one row: whoever prefers JSON-LD is led to the address `name` with its id.

    Whoever takes neither gets 406, which says what there is. Who states no preference gets the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiate(request: HttpRequest, pk: int, *args: str, **kwargs: str) -> HttpResponse:
            preferred = choose_type(request)
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


def choose_type(request: HttpRequest) -> str | None:
    """Choose what the header Accept prefers of OFFERED; None if it takes nothing of it.

    Parameters but `q`, such as the profile that a client of JSON-LD names, are not looked at.
    """
    return _choose(request.META.get("HTTP_ACCEPT", "*/*"))


@lru_cache(maxsize=256)  # browsers send few different ones
def _choose(accept: str) -> str | None:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    weights = {offered: _weigh(request, offered) for offered in OFFERED}
    preferred = max(weights, key=lambda offered: weights[offered])
    return OFFERED[preferred] if weights[preferred] else None


def _weigh(request: HttpRequest, offered: str) -> float:
    """Return the weight of a type by the most specific of the accepted ones that it belongs to."""
    main, sub = offered.split("/")
    fitting = [
        (accepted.main_type != "*", accepted.sub_type != "*", accepted.quality)
        for accepted in request.accepted_types
        if accepted.main_type in (main, "*") and accepted.sub_type in (sub, "*")
    ]
    return max(fitting)[2] if fitting else 0


def _refuse(request: HttpRequest, data_url: str) -> HttpResponse:
    words = f"This address has text/html, and {JSON_LD} at {request.build_absolute_uri(data_url)}\n"
    return HttpResponse(words, status=406, content_type="text/plain; charset=utf-8")
