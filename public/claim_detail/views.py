from collections.abc import Sequence, Set
from dataclasses import replace

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.actions import published_for_a_moment
from claims.as_of import AsOf, parse_as_of
from claims.merges import redirect_to_survivor
from claims.models import Claim, State
from claims.positions import STATEMENTS_PER_PAGE
from claims.versions.changes import list_latest_changes
from claims.versions.document import ClaimDocument, LatestVersion, Surroundings, load_document
from core.canonical_urls import redirect_to_canonical_url
from core.errors import Conflict, Refused
from core.pagination import paginate
from core.query_string import parse_id
from public.board import find_page, lay_out_parties, list_in_reading_order
from public.citation_styles import CitableVersion, write_text
from public.corrections import list_claim_notices
from public.linked_data.claim import describe_claim
from public.linked_data.negotiation import offers_data
from public.linked_data.script import write_script

from .related import (
    build_positions_timeline,
    describe_late_report,
    describe_outlets,
    group_related_claims,
    list_fact_checks,
)


@require_safe
@offers_data("claim_data")
def claim_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one claim: what it says, who holds what, and the words that show it."""
    as_of = parse_as_of(request.GET)
    loaded = load_document(pk, as_of.day)
    if loaded is None:
        return _show_why_gone(request, pk)
    claim, around = loaded
    if address := redirect_to_canonical_url(request, claim):
        return address
    order = list_in_reading_order(claim.standings)
    if page_with_statement := _lead_to_statement(request, claim, around, order, as_of):
        return page_with_statement
    return _show_claim(request, claim, around, as_of)


def _show_claim(
    request: HttpRequest, claim: ClaimDocument, around: Surroundings, as_of: AsOf, *, is_preview: bool = False
) -> HttpResponse:
    order = list_in_reading_order(claim.standings)
    page = paginate(request.GET, order, size=STATEMENTS_PER_PAGE)
    board = lay_out_parties(claim, page.rows)
    context = {"claim": claim, "page": page, "as_of": as_of, "board": board, "latest": around.version}
    context["is_preview"] = is_preview
    context |= _describe_surroundings(claim, around, order, as_of)
    is_whole = page.pages == 1 and not claim.left_out
    context |= (
        {} if as_of.day else _load_record(request, claim, around, shown=set(page.rows), is_whole=is_whole)
    )
    return render(request, "claim_detail.html", context)


@require_safe
@never_cache
def claim_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show editors a claim as readers would see it, with all its drafts that can be published.

    Everybody else gets 404, as for a claim that does not exist. The checks are those of the admin's pages, a
    second factor among them.
    """
    if not (request.user.is_staff and request.user.has_perm("claims.view_claim")):
        raise Http404("No such page.")
    return admin.site.admin_view(_show_preview)(request, pk)


def _show_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim with its drafts, published for the time that it takes to read them.

    Nobody else sees them; once the page is made, nothing is locked any more.
    """
    claim = Claim.objects.exclude(state=State.RETRACTED).filter(pk=pk).defer("search").first()
    if claim is None:
        raise Http404("No such claim.")
    try:
        with published_for_a_moment(claim, by=request.user, now=timezone.now()):
            loaded = load_document(pk, None)
    except Conflict:
        messages.error(request, "Somebody else was changing this claim at this moment: try again.")
        return redirect("admin:claims_claim_change", pk)
    except Refused as refused:
        messages.error(request, f"There is nothing to show readers yet: {refused}")
        return redirect("admin:claims_claim_change", pk)
    if loaded is None:
        raise Http404("No such claim.")
    document, around = loaded
    unversioned = replace(around, version=None)
    response = _show_claim(request, document, unversioned, parse_as_of(QueryDict()), is_preview=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _lead_to_statement(
    request: HttpRequest, claim: ClaimDocument, around: Surroundings, order: Sequence[int], as_of: AsOf
) -> HttpResponseRedirect | None:
    """Redirect to the page with the statement that the request asks for; None if it asks for none.

    To the version that lists all, if the claim has more than were read. Browsers keep the fragment.
    """
    statement_id = parse_id(request.GET.get("statement", ""))
    if page_number := find_page(order, statement_id, STATEMENTS_PER_PAGE):
        return redirect(f"{claim.get_absolute_url()}?page={page_number}{as_of.query_suffix}")
    if statement_id is None or around.version is None or not claim.left_out:
        return None
    version = reverse("claim_version", args=[claim.pk, around.version.number])
    return redirect(f"{version}?statement={statement_id}")


def _show_why_gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a claim has become part of, or show the notice of its retraction."""
    claims = Claim.objects.exclude(state=State.DRAFT)
    if survivor := redirect_to_survivor(request, claims, pk):
        return survivor
    claim = claims.filter(pk=pk, state=State.RETRACTED).first()
    if claim is None:
        raise Http404("No such claim.")
    return render(request, "410.html", {"claim": claim}, status=410)


def _describe_surroundings(
    claim: ClaimDocument, around: Surroundings, order: Sequence[int], as_of: AsOf
) -> dict:
    """Describe what stands around the positions.

    Why the status is so, when the positions were taken, how outlets treat the claim, and related claims.
    """
    return {
        "reason": claim.explain_status(around.silent_parties),
        "late_reports": [describe_late_report(report) for report in around.late_reports],
        "timeline": build_positions_timeline(claim, order, as_of),
        "outlets": describe_outlets(claim, around, as_of),
        "related": group_related_claims(claim, around),
        "fact_checks": list_fact_checks(claim),
        "ignored": [as_of.ignored] if as_of.ignored else [],
    }


def _load_record(
    request: HttpRequest, claim: ClaimDocument, around: Surroundings, *, shown: Set[int], is_whole: bool
) -> dict:
    """Load our record of the claim as it is today.

    What changed, what we corrected, how to cite it: of the version that is shown, even if there is a newer
    one by now. Queries: 1, none for the first version.
    """
    latest = around.version
    statements = [statement for statement in claim.statements if statement.pk in shown]
    in_brief = describe_claim(
        request, claim, statements, around.wikidata_ids, is_whole=is_whole, version=latest
    )
    return {
        "address": request.build_absolute_uri(claim.get_absolute_url()),
        "changes": list_latest_changes(claim.pk, latest) if latest else [],
        "notices": list_claim_notices(claim),
        "json": write_script(in_brief),
        "cite": _cite(request, claim, latest) if latest else None,
    }


def _cite(request: HttpRequest, claim: ClaimDocument, latest: LatestVersion) -> dict:
    """Return how to cite the latest version of the claim, in each style."""
    address = reverse("claim_version", args=[claim.pk, latest.number])
    url = request.build_absolute_uri(address)
    version = CitableVersion(claim.pk, latest.number, claim.text, claim.status, latest.made_at, url)
    return {
        "number": version.number,
        "text": write_text(version),
        "url": url,
    }
