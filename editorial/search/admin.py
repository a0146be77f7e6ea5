"""The page of the search, as the admin of the search's model."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from claims.models import ClaimSearch

from .find import search_record


@require_safe
def record_search(request: HttpRequest) -> TemplateResponse:
    """Show what the record has of the words of `q`, to everybody who may sign in here."""
    context = {
        **admin.site.each_context(request),
        "title": "Search",
        "search": search_record(request, request.GET),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/search.html", context)


@admin.register(ClaimSearch)
class SearchAdmin(admin.ModelAdmin):
    """The page of the search: these rows have no list and no form, PostgreSQL writes them."""

    def get_urls(self):
        return [path("", self.admin_site.admin_view(record_search), name="search")]

    def get_model_perms(self, request) -> dict:
        """Return nothing: the search is in the header of every page."""
        return {}
