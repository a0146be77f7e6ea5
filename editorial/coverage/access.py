"""Who may use the desk: whoever may record statements and articles, each at their own work."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.models import Coverage

REQUIRED_PERMISSIONS = ("claims.add_statement", "sources.add_article")


def has_coverage_permission(user) -> bool:
    return user.has_perms(REQUIRED_PERMISSIONS)


def require_coverage_permission(view):
    """A view of the desk. Everybody else is refused, whatever they ask for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not has_coverage_permission(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def require_own_coverage(view):
    """A view of one unfinished piece of work, `view(request, coverage)`.

    Somebody else's does not exist. Of finished work only the summary is left to see.
    """

    @require_coverage_permission
    @wraps(view)
    def found(request: HttpRequest, pk: int) -> HttpResponse:
        coverage = get_own_coverage(request, pk)
        if coverage.finished_at:
            return redirect("admin:coverage_summary", coverage.pk)
        return view(request, coverage)

    return found


def get_own_coverage(request: HttpRequest, pk: int) -> Coverage:
    own = Coverage.objects.filter(editor=request.user).select_related("article__outlet", "capture")
    try:
        return own.get(pk=pk)
    except (Coverage.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def parse_revision(given) -> int:
    """The revision on which a page stood that was sent; 0, which is always old, when it says none."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def render_page(request: HttpRequest, name: str, context: dict, status: int = 200) -> HttpResponse:
    """One page of the desk, inside the admin; no menu beside it, for the room is needed."""
    around = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, f"admin/desk/{name}.html", around | context, status=status)
