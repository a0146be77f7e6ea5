"""Methods that the editors' site does not take, refused before anything else is done.

Its views are Django's, and take any method that is not POST for GET. All other views refuse by themselves.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

METHODS = ("GET", "HEAD", "POST")


@sync_only_middleware
def refuse_methods(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Answer 405 to what no page of the editors' site takes: PUT, OPTIONS, TRACE or a made-up method."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS and request.path_info.startswith(reverse("admin:index")):
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return respond
