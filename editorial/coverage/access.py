"""Access to Add coverage, for editors who may record statements and articles."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.coverage.drafts import resolve_revision
from claims.coverage.permissions import has_coverage_permission
from claims.coverage.rows import clean_text
from claims.models import Coverage
from core.query_string import parse_id

MAX_SEND_LENGTH = 40
REFUSED = "coverage_refused"
"""The key in a session of the form that was refused last."""


class EditorRequest(HttpRequest):
    """A request of somebody who is signed in, as the admin passes it to its views."""

    user: User


def require_coverage_permission(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of Add coverage: PermissionDenied for those who may not use it."""

    @wraps(view)
    def guarded(request: EditorRequest, *args, **kwargs) -> HttpResponse:
        if not has_coverage_permission(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def require_own_coverage(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of one unfinished piece of work, `view(request, coverage)`.

    Somebody else's is not found. Finished work redirects to its summary.
    """

    @require_coverage_permission
    @wraps(view)
    def loaded(request: EditorRequest, pk: int) -> HttpResponse:
        coverage = get_own_coverage(request, pk)
        if coverage.finished_at:
            return redirect("admin:coverage_summary", coverage.pk)
        return view(request, coverage)

    return loaded


def get_own_coverage(request: EditorRequest, pk: int, *, lock: bool = False) -> Coverage:
    """Load the work with this id, and lock it if asked. Raises Http404 for none, and for somebody else's."""
    own = Coverage.objects.filter(editor=request.user).select_related("article__outlet", "capture")
    if lock:
        own = own.select_for_update(of=("self",))
    try:
        return own.get(pk=pk)
    except (Coverage.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def parse_revision(value) -> int:
    """Parse the revision that a page was opened with; 0 (always old) if invalid."""
    return parse_id(value) or 0


def parse_send(name) -> str:
    """Parse what a window calls its request; empty if it gives no name."""
    return clean_text(str(name or ""))[:MAX_SEND_LENGTH]


def read_send(post: QueryDict) -> str:
    return parse_send(post.get("send"))


def read_revision(post: QueryDict, coverage: Coverage) -> int:
    """Read the revision that a form may write over: see resolve_revision."""
    return resolve_revision(coverage, parse_revision(post.get("revision", "")), post.getlist("unanswered"))


def redirect_refused(
    request: HttpRequest, name: str, *args: int, query: dict | None = None, **refused
) -> HttpResponse:
    """Redirect to the page `name`, which shows what was entered and what is wrong with it.

    A page that answered the form itself could not be reloaded or left by Back without sending it again.
    `refused`, as JSON, is what read_refused returns there, until another form is refused.
    """
    request.session[REFUSED] = {"page": [name, *args], **refused}
    return redirect(reverse(f"admin:{name}", args=args, query={**(query or {}), "refused": 1}))


def read_refused(request: HttpRequest, name: str, *args: int) -> dict | None:
    """Return what was refused on the page `name`, if this is the page that shows it."""
    refused = request.session.get(REFUSED) if "refused" in request.GET else None
    return refused if refused and refused["page"] == [name, *args] else None


def forget_refused(request: HttpRequest) -> None:
    request.session.pop(REFUSED, None)


def render_page(request: HttpRequest, name: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a page inside the admin, without the sidebar, because the room is needed."""
    admin_context = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, f"admin/desk/{name}.html", admin_context | context, status=status)
