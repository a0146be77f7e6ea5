import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.reports import receive_report
from claims.models import Claim
from claims.report_limits import TooManyReports, identify_sender
from public.query_string import parse_id

from .forms import ReportForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A reader tells us of a missing source, an error or a claim; `?claim=` says of which claim."""
    given = request.POST if request.method == "POST" else None
    claim = claim_named((request.GET if given is None else given).get("claim", ""))
    form = ReportForm(given, initial={"kind": "error"} if claim else {})
    context = {"form": form, "claim": claim}
    if given is None or not (form.is_valid() or form.is_from_a_program):
        return render(request, "claims/report.html", context)
    if not form.is_from_a_program:
        now = timezone.now()
        try:
            receive_report(report=form.instance, claim=claim, sender=identify_sender(request), now=now)
        except TooManyReports as full:
            return come_back(request, context, full.again_at, now)
    return redirect("report_thanks")


def come_back(request: HttpRequest, context: dict, again_at, now) -> HttpResponse:
    """The form with everything typed, and from when on it can be sent."""
    page = render(request, "claims/report.html", {**context, "again_at": again_at}, status=429)
    page["Retry-After"] = math.ceil((again_at - now).total_seconds())
    return page


@require_safe
def report_thanks(request: HttpRequest) -> HttpResponse:
    """Where a reader ends up who has told us something."""
    return render(request, "claims/report_thanks.html")


def claim_named(given: str) -> Claim | None:
    """The published claim of that id; None for whatever else an address or a form may hold."""
    pk = parse_id(given)
    return Claim.objects.published().filter(pk=pk).first() if pk is not None else None
