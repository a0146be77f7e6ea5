"""URLs of the API: each resource has a list, and an address for each of its rows."""

from django.urls import URLPattern, path

from . import resources  # noqa: F401 - fills the registry
from .describe_views import DescriptionView, browse
from .fact_check_tools import ClaimSearchView, UnimplementedView
from .registry import RESOURCES, Resource
from .views import DetailView, ListView, RootView
from .writing.changes import CHANGES
from .writing.imports import ImportsView, ImportView, RefusedRowsView
from .writing.views import CoverageView, DraftView

ROOT = "api/v1/"


def make_urls(resource: Resource) -> list[URLPattern]:
    """Make the addresses of a resource."""
    address, name = f"{ROOT}{resource.name}", f"api_{resource.name}"
    view = DraftView if resource.name in CHANGES else DetailView
    return [
        path(address, ListView.as_view(resource=resource), name=f"{name}_list"),
        path(f"{address}/<int:pk>", view.as_view(resource=resource), name=f"{name}_detail"),
    ]


urlpatterns = [
    path("api/", browse, name="api"),
    path(ROOT, RootView.as_view(), name="api_root"),
    path(f"{ROOT}coverage", CoverageView.as_view(), name="api_coverage"),
    path(f"{ROOT}imports", ImportsView.as_view(), name="api_imports"),
    path(f"{ROOT}imports/<int:pk>", ImportView.as_view(), name="api_import"),
    path(f"{ROOT}imports/<int:pk>/refused", RefusedRowsView.as_view(), name="api_import_refused"),
    path(f"{ROOT}openapi.json", DescriptionView.as_view(), name="api_description"),
]
for prefix in ("", "api/factcheck/"):  # clients of Google's API drop the path of its address
    urlpatterns += [
        path(f"{prefix}v1alpha1/claims:search", ClaimSearchView.as_view()),
        path(f"{prefix}v1alpha1/claims:imageSearch", UnimplementedView.as_view()),
        path(f"{prefix}v1alpha1/pages", UnimplementedView.as_view()),
    ]
for each in RESOURCES.values():
    urlpatterns += make_urls(each)
