"""The site's addresses, and one more at which nothing happens."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from project.urls import urlpatterns as site

EMPTY = "/nothing-at-all/"


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing: what a request costs that asks for nothing."""
    return HttpResponse()


urlpatterns = [*site, path(EMPTY.lstrip("/"), empty)]
