"""The addresses of the pages of an import, as the admin of their model."""

from django.contrib import admin
from django.urls import path

from claims.models import ImportUpload

from .views import import_begin, import_discard, import_mapping, import_refused, import_report

PAGES = {
    "": import_begin,
    "<int:pk>/": import_mapping,
    "<int:pk>/report/": import_report,
    "<int:pk>/refused/": import_refused,
    "<int:pk>/discard/": import_discard,
}


@admin.register(ImportUpload)
class ImportUploadAdmin(admin.ModelAdmin):
    """The pages of an import. There is no list: people see their own uploads only."""

    def get_urls(self):
        return [
            path(address, self.admin_site.admin_view(view), name=view.__name__)
            for address, view in PAGES.items()
        ]

    def get_model_perms(self, request) -> dict:
        """Return nothing: the list of import runs has a button for this."""
        return {}
