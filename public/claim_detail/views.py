from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.as_of import AsOf, parse_as_of
from claims.merges import redirect_to_survivor
from claims.models import Claim, State
from claims.positions import (
    STATEMENTS_PER_PAGE,
    Party,
    group_by_party,
    lay_out_parties,
    list_in_reading_order,
)
from claims.status import Standing, explain_status, find_silent_parties, read_standings
from claims.versions.changes import list_latest_changes
from core.canonical_urls import redirect_to_canonical_url
from core.pagination import paginate
from public.citation_styles import Citable, as_bibtex, as_csl_json, as_text
from public.corrections import notices

from .late_reports import reported_later
from .related import coverage, fact_checks, neighbours, positions_in_time
from .schema_org import claim_as_json


@require_safe
def claim_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One claim: what it says, who holds what, and the words that show it."""
    claims = Claim.objects.exclude(state=State.DRAFT).prefetch_related("topics")
    claim = claims.filter(pk=pk).first()
    is_gone = claim is None or claim.state == State.RETRACTED
    if is_gone and (merged := redirect_to_survivor(request, claims, pk)):
        return merged
    if claim is None:
        raise Http404("No such claim.")
    if claim.state == State.RETRACTED:
        return render(request, "410.html", {"claim": claim}, status=410)
    if moved := redirect_to_canonical_url(request, claim):
        return moved
    as_of = parse_as_of(request.GET)
    rows = read_standings([claim.pk], as_of=as_of.day)[claim.pk]
    order = list_in_reading_order(rows)
    if page_number := _page_with_statement(request, order):
        return redirect(f"{claim.get_absolute_url()}?page={page_number}{as_of.more}")
    page = paginate(request.GET, order, size=STATEMENTS_PER_PAGE)
    parties = group_by_party(page.rows, rows, as_of=as_of.day)
    context = {"claim": claim, "page": page, "as_of": as_of, "board": lay_out_parties(parties, rows)}
    context |= _surroundings(claim, rows, as_of)
    context |= {} if as_of.day else _record(request, claim, parties, is_whole=page.pages == 1)
    return render(request, "claims/claim_detail.html", context)


def _page_with_statement(request: HttpRequest, order: Sequence[int]) -> int | None:
    """The page on which `?statement=` is read. The browser keeps the fragment when redirected."""
    asked = request.GET.get("statement", "")
    by_id = {str(pk): place for place, pk in enumerate(order)}
    return by_id[asked] // STATEMENTS_PER_PAGE + 1 if asked in by_id else None


def _surroundings(claim: Claim, rows: Sequence[Standing], as_of: AsOf) -> dict:
    """What stands around the positions: why the status is so, when they were taken, outlets, neighbours."""
    claim.size = len(rows)
    related = neighbours(claim, as_of)
    return {
        "reason": explain_status(claim.status, rows, find_silent_parties(claim.pk, as_of=as_of.day)),
        "reported_later": reported_later(claim, as_of),
        "timeline": positions_in_time(claim, rows, as_of),
        "coverage": coverage(claim, as_of),
        "opposing": [each for each in related if each.is_opposing],
        "related": [each for each in related if not each.is_opposing],
        "fact_checks": fact_checks(claim, as_of),
        "ignored": [as_of.ignored] if as_of.ignored else [],
    }


def _record(request: HttpRequest, claim: Claim, parties: Sequence[Party], *, is_whole: bool) -> dict:
    """Our record of the claim as it is today: what we changed and corrected, and how to cite it."""
    changes = list_latest_changes(claim)
    modified = changes[0].made_at if changes else None
    context = {
        "address": request.build_absolute_uri(claim.get_absolute_url()),
        "changes": changes,
        "notices": notices(claim),
        "json": claim_as_json(request, claim, parties, is_whole=is_whole, modified=modified),
    }
    if changes:
        number = changes[0].number
        url = request.build_absolute_uri(reverse("claim_version", args=[claim.pk, number]))
        cited = Citable(claim.pk, number, claim.text, claim.status, modified, url)
        context["cite"] = {
            "number": number,
            "text": as_text(cited),
            "bibtex": as_bibtex(cited),
            "csl": as_csl_json(cited),
            "url": url,
        }
    return context
