from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.merges import merge_targets
from claims.models import Claim, ClaimVersion, State
from claims.versions.changes import compare_versions, redact_versions, with_visible_snapshots
from core.keyset_pagination import paginate_by_keyset
from public.citation_styles import CONTENT_TYPES, CitableVersion, write_citation

from .field_diff import diff_fields
from .version import load_content, load_version

VERSIONS_PER_PAGE = 12
LAST_NUMBER = 2**31 - 1
"""The highest number that a version can have."""


@require_safe
def claim_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how our record of one claim changed, version by version, field by field."""
    claim, merged = find_claim(pk)
    if claim.state == State.RETRACTED and merged is None:
        return render(request, "410.html", {"claim": claim}, status=410)
    rows = with_visible_snapshots(ClaimVersion.objects.filter(claim=claim))
    page = paginate_by_keyset(request.GET, rows, order=["-number"], size=VERSIONS_PER_PAGE)
    versions = list(page.rows)
    if versions and versions[-1].number > 1:
        versions += rows.filter(number=versions[-1].number - 1)
    redact_versions(versions)
    changes = compare_versions(versions)[: len(page.rows)]
    older = [*versions[1:], None]
    entries = [
        (version, change, *diff_fields(previous and previous.visible_snapshot, version.visible_snapshot))
        for version, change, previous in zip(page.rows, changes, older, strict=False)
    ]
    context = {"claim": claim, "merged": merged, "page": page, "entries": entries}
    return render(request, "claim_history.html", context)


@require_safe
def claim_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what readers saw of a claim as of one public change.

    The address stays for good.
    """
    claim, merged = find_claim(pk)
    if claim.state == State.RETRACTED and merged is None:
        return render(request, "410.html", {"claim": claim}, status=410)
    version = load_version(claim.pk, number) if number <= LAST_NUMBER else None
    if version is None:
        last = ClaimVersion.objects.filter(claim=claim).order_by("-number").first()
        context = {"claim": claim, "last": last.number if last else 0}
        return render(request, "claim_version_unknown.html", context, status=404)
    context = {"claim": claim, "merged": merged, "version": version}
    if version.snapshot["state"] == State.PUBLISHED:
        context["content"] = load_content(version, request.GET)
    return render(request, "claim_version.html", context)


@require_safe
def claim_citation(request: HttpRequest, pk: int, number: int, style: str) -> HttpResponse:
    """Send how to cite one version of a claim, as a file in one of CONTENT_TYPES."""
    if style not in CONTENT_TYPES or number > LAST_NUMBER:
        raise Http404("No such citation.")
    claim, merged = find_claim(pk)
    if claim.state == State.RETRACTED and merged is None:
        return render(request, "410.html", {"claim": claim}, status=410)
    versions = ClaimVersion.objects.filter(claim=claim, number=number)
    annotated = versions.annotate(proposition=KT("snapshot__proposition"), status=KT("snapshot__status"))
    version = annotated.values("proposition", "status", "made_at").first()
    if version is None:
        raise Http404("No such version.")
    if version["proposition"] is None:
        raise Http404("That version said only that the claim had been retracted.")
    url = request.build_absolute_uri(reverse("claim_version", args=[pk, number]))
    citable = CitableVersion(pk, number, version["proposition"], version["status"], version["made_at"], url)
    response = HttpResponse(write_citation(citable, style), content_type=CONTENT_TYPES[style])
    response["Content-Disposition"] = f'attachment; filename="{citable.file_name}.{style}"'
    return response


def find_claim(pk: int) -> tuple[Claim, Claim | None]:
    """Find the claim, and the published one that it has become part of.

    Raises Http404 where there is none, or only a draft.
    """
    claim = Claim.objects.exclude(state=State.DRAFT).filter(pk=pk).defer("search").first()
    if claim is None:
        raise Http404("No such claim.")
    if claim.state == State.PUBLISHED:
        return claim, None
    target = merge_targets("claim", [pk]).get(pk)
    return claim, Claim.objects.published().filter(pk=target).first() if target else None
