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
from claims.versions.changes import VersionChange, list_latest_changes
from core.canonical_urls import redirect_to_canonical_url
from core.pagination import paginate
from public.citation_styles import CitableVersion, write_bibtex, write_csl_json, write_text
from public.corrections import load_claim_notices

from .late_reports import load_late_reports
from .related import build_positions_timeline, load_fact_checks, load_outlet_treatments, load_related_claims
from .schema_org import build_claim_json


@require_safe
def claim_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one claim: what it says, who holds what, and the words that show it."""
    claims = Claim.objects.exclude(state=State.DRAFT).prefetch_related("topics")
    claim = claims.filter(pk=pk).first()
    is_gone = claim is None or claim.state == State.RETRACTED
    if is_gone and (survivor := redirect_to_survivor(request, claims, pk)):
        return survivor
    if claim is None:
        raise Http404("No such claim.")
    if claim.state == State.RETRACTED:
        return render(request, "410.html", {"claim": claim}, status=410)
    if address := redirect_to_canonical_url(request, claim):
        return address
    as_of = parse_as_of(request.GET)
    rows = read_standings([claim.pk], as_of=as_of.day)[claim.pk]
    order = list_in_reading_order(rows)
    if page_number := _find_page(request, order):
        return redirect(f"{claim.get_absolute_url()}?page={page_number}{as_of.query_suffix}")
    page = paginate(request.GET, order, size=STATEMENTS_PER_PAGE)
    parties = group_by_party(page.rows, rows, as_of=as_of.day)
    context = {"claim": claim, "page": page, "as_of": as_of, "board": lay_out_parties(parties, rows)}
    context |= _load_surroundings(claim, rows, as_of)
    context |= {} if as_of.day else _load_record(request, claim, parties, is_whole=page.pages == 1)
    return render(request, "claim_detail.html", context)


def _find_page(request: HttpRequest, order: Sequence[int]) -> int | None:
    """Find the page on which `?statement=` is read.

    The browser keeps the fragment when redirected.
    """
    statement = request.GET.get("statement", "")
    by_id = {str(pk): place for place, pk in enumerate(order)}
    return by_id[statement] // STATEMENTS_PER_PAGE + 1 if statement in by_id else None


def _load_surroundings(claim: Claim, rows: Sequence[Standing], as_of: AsOf) -> dict:
    """Load what stands around the positions.

    Why the status is so, when the positions were taken, how outlets treat the claim, and related claims.
    """
    claim.size = len(rows)
    related = load_related_claims(claim, as_of)
    return {
        "reason": explain_status(claim.status, rows, find_silent_parties(claim.pk, as_of=as_of.day)),
        "late_reports": load_late_reports(claim, as_of),
        "timeline": build_positions_timeline(claim, rows, as_of),
        "outlets": load_outlet_treatments(claim, as_of),
        "opposing": [claim for claim in related if claim.is_opposing],
        "related": [claim for claim in related if not claim.is_opposing],
        "fact_checks": load_fact_checks(claim, as_of),
        "ignored": [as_of.ignored] if as_of.ignored else [],
    }


def _load_record(request: HttpRequest, claim: Claim, parties: Sequence[Party], *, is_whole: bool) -> dict:
    """Load our record of the claim as it is today.

    What changed, what we corrected, how to cite it.
    """
    changes = list_latest_changes(claim)
    latest = changes[0] if changes else None
    modified = latest.made_at if latest else None
    return {
        "address": request.build_absolute_uri(claim.get_absolute_url()),
        "changes": changes,
        "notices": load_claim_notices(claim),
        "json": build_claim_json(request, claim, parties, is_whole=is_whole, modified=modified),
        "cite": _cite(request, claim, latest) if latest else None,
    }


def _cite(request: HttpRequest, claim: Claim, latest: VersionChange) -> dict:
    """Return how to cite the latest version of the claim, in each style."""
    address = reverse("claim_version", args=[claim.pk, latest.number])
    url = request.build_absolute_uri(address)
    version = CitableVersion(claim.pk, latest.number, claim.text, claim.status, latest.made_at, url)
    return {
        "number": version.number,
        "text": write_text(version),
        "bibtex": write_bibtex(version),
        "csl": write_csl_json(version),
        "url": url,
    }
