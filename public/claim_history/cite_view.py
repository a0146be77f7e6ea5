from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import ClaimVersion, State

from .citation_styles import CONTENT_TYPES, Citable, cited
from .views import claim_kept

MOST = 2**31 - 1
"""The highest number that a version can have."""


@require_safe
def claim_citation(request: HttpRequest, pk: int, number: int, style: str) -> HttpResponse:
    """How to cite one version of a claim, as a file in one of CONTENT_TYPES."""
    if style not in CONTENT_TYPES or number > MOST:
        raise Http404("No such citation.")
    kept, merged = claim_kept(pk)
    if kept.state == State.RETRACTED and merged is None:
        return render(request, "410.html", {"claim": kept}, status=410)
    versions = ClaimVersion.objects.filter(claim=kept, number=number)
    shown = versions.annotate(proposition=KT("snapshot__proposition"), status=KT("snapshot__status"))
    version = shown.values("proposition", "status", "made_at").first()
    if version is None:
        raise Http404("No such version.")
    if version["proposition"] is None:
        raise Http404("That version said only that the claim had been retracted.")
    url = request.build_absolute_uri(reverse("claim_version", args=[pk, number]))
    claim = Citable(pk, number, version["proposition"], version["status"], version["made_at"], url)
    response = HttpResponse(cited(claim, style), content_type=CONTENT_TYPES[style])
    response["Content-Disposition"] = f'attachment; filename="{claim.file_name}.{style}"'
    return response
