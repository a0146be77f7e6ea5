"""The addresses of the pages of Add coverage, as the admin of their model."""

from django.contrib import admin
from django.urls import path

from claims.models import Coverage

from .begin import coverage_add, coverage_begin, coverage_discard, coverage_resume
from .check import coverage_check
from .lookup import coverage_compare, coverage_lookup, coverage_passage
from .rows import coverage_check_row, coverage_edited, coverage_kept, coverage_rows
from .summary import (
    coverage_learn,
    coverage_mark_read,
    coverage_submit,
    coverage_summary,
    coverage_take_up,
)

PAGES = {
    "": coverage_begin,
    "add/": coverage_add,
    "find/": coverage_lookup,
    "compare/": coverage_compare,
    "<int:pk>/": coverage_resume,
    "<int:pk>/check/": coverage_check,
    "<int:pk>/rows/": coverage_rows,
    "<int:pk>/kept/": coverage_kept,
    "<int:pk>/copies/": coverage_edited,
    "<int:pk>/row/": coverage_check_row,
    "<int:pk>/passage/": coverage_passage,
    "<int:pk>/discard/": coverage_discard,
    "<int:pk>/summary/": coverage_summary,
    "<int:pk>/submit/": coverage_submit,
    "<int:pk>/take-up/": coverage_take_up,
    "<int:pk>/learn/": coverage_learn,
    "<int:pk>/mark-read/": coverage_mark_read,
}


@admin.register(Coverage)
class CoverageAdmin(admin.ModelAdmin):
    """The pages of Add coverage.

    There is no list: editors see their own unfinished work only.
    """

    def get_urls(self):
        return [
            path(address, self.admin_site.admin_view(view), name=view.__name__)
            for address, view in PAGES.items()
        ]

    def get_model_perms(self, request) -> dict:
        """Return nothing: the front page has a button for this instead of a table."""
        return {}
