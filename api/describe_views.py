"""The description of the API: for programs, and as a page on which people can try it."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from .schema import describe_api
from .views import ApiView, refuse_parameters


class DescriptionView(ApiView):
    schema = None  # it does not describe itself
    is_counted = False

    def get(self, request: Request) -> Response:
        """Show the description in OpenAPI."""
        refuse_parameters(request)
        return Response(describe_api())


@require_safe
@csp_update({"img-src": ["data:"]})  # Swagger UI has its icons in its style sheet
def browse(request: HttpRequest) -> HttpResponse:
    """Show the page on which people read the description and try the API."""
    return render(request, "api.html")
