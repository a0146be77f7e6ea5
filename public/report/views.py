import math
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.reports import receive_report
from claims.models import Claim
from claims.rate_limits import TooManyReports, identify_sender
from core.query_string import parse_id
from public.languages import split_path

from .forms import ReportForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Let a reader report a missing source, an error or a claim, or complain.

    `?claim=` says of which claim, `?page=` of which other page, `?kind=` what it is about.
    """
    data = request.POST if request.method == "POST" else None
    claim = _find_claim((request.GET if data is None else data).get("claim", ""))
    kind = request.GET.get("kind") or ("error" if claim else "")
    page = "" if claim else _find_page(request, request.GET.get("page", ""))
    message = _("About the page %(url)s:") % {"url": page} + "\n" if page else ""
    form = ReportForm(data, initial={"kind": kind, "message": message})
    context = {"form": form, "claim": claim}
    if data is None or not (form.is_valid() or form.is_automated):
        return render(request, "report.html", context)
    if not form.is_automated:
        now = timezone.now()
        try:
            receive_report(report=form.instance, claim=claim, sender=identify_sender(request), now=now)
        except TooManyReports as error:
            return _render_retry_later(request, context, error, now)
    return redirect("report_thanks")


def _render_retry_later(
    request: HttpRequest, context: dict, error: TooManyReports, now: datetime
) -> HttpResponse:
    """Show the form with everything typed, and from when on it can be sent."""
    refusal = {"again_at": error.again_at, "is_flood": error.is_flood}
    page = render(request, "report.html", {**context, **refusal}, status=429)
    page["Retry-After"] = str(math.ceil((error.again_at - now).total_seconds()))
    return page


@require_safe
def report_thanks(request: HttpRequest) -> HttpResponse:
    """Thank a reader who has reported something."""
    return render(request, "report_thanks.html")


def _find_page(request: HttpRequest, path: str) -> str:
    """Return the address of a page of this site; nothing for any other text.

    The front page and the report's own pages are none that somebody reports about.
    """
    language, _rest = split_path(path)
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return ""
    if match.url_name in {"home", "report", "report_thanks"} or match.namespace:
        return ""
    return request.build_absolute_uri(escape_uri_path(path))


def _find_claim(value: str) -> Claim | None:
    """Find the published claim of that id.

    None for anything else that an address or a form may hold.
    """
    pk = parse_id(value)
    return Claim.objects.published().filter(pk=pk).first() if pk is not None else None
