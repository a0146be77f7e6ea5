from collections.abc import Sequence

from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.paging import page_of

from ..changes import latest_changes
from ..coverage import outlets_on, silence, treatments
from ..merged import redirect_to_survivor
from ..models import Claim, ClaimRelation, State
from ..notices import notices
from ..positions import STATEMENTS_PER_PAGE, arrange, reading_order, sides
from ..standings import Standing, explain, other_parties, standings
from ..structured_data import claim_as_json

OUTLETS_SHOWN = 50
SILENT_SHOWN = 20
RELATED_SHOWN = 30
FACT_CHECKS_SHOWN = 30

FROM_THE_OTHER_END = {"narrows": "is narrowed by", "follows": "leads to"}


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
    if moved := redirect_to_address(request, claim):
        return moved
    rows = standings([claim.pk])[claim.pk]
    order = reading_order(rows)
    if page_number := _page_with_statement(request, order):
        return redirect(f"{claim.get_absolute_url()}?page={page_number}")
    page = page_of(request.GET, order, size=STATEMENTS_PER_PAGE)
    parties = arrange(page.rows, rows)
    context = {"claim": claim, "page": page, "parties": parties, **_surroundings(claim, rows)}
    modified = context["changes"][0].made_at if context["changes"] else None
    context["json"] = claim_as_json(request, claim, parties, is_whole=page.pages == 1, modified=modified)
    return render(request, "claims/claim_detail.html", context)


def _page_with_statement(request: HttpRequest, order: Sequence[int]) -> int | None:
    """The page on which `?statement=` is read. The browser keeps the fragment when redirected."""
    asked = request.GET.get("statement", "")
    by_id = {str(pk): place for place, pk in enumerate(order)}
    return by_id[asked] // STATEMENTS_PER_PAGE + 1 if asked in by_id else None


def _surroundings(claim: Claim, rows: Sequence[Standing]) -> dict:
    """What stands around the positions: why the status is so, outlets, neighbours, notices."""
    claim.size = len(rows)
    covering = treatments([claim])[claim.pk]
    around = Claim.objects.around([topic.pk for topic in claim.topics.all()])
    silent = [
        (outlet, silence(outlet))
        for outlet in outlets_on(around)[:OUTLETS_SHOWN]
        if outlet.pk not in covering
    ]
    return {
        "reason": explain(claim.status, rows, other_parties(claim.pk)),
        "sides": set(sides(rows).values()),
        "covering": list(covering.values())[:OUTLETS_SHOWN],
        "covering_left_out": max(0, len(covering) - OUTLETS_SHOWN),
        "silent": silent[:SILENT_SHOWN],
        "related": _related(claim),
        "fact_checks": claim.fact_checks.order_by(F("reviewed_on").desc(nulls_last=True), "pk")[
            :FACT_CHECKS_SHOWN
        ],
        "notices": notices(claim),
        "changes": latest_changes(claim),
    }


def _related(claim: Claim) -> list[tuple[str, Claim, str]]:
    """How the claim bears on published others, as read from its own side: words, claim, note."""
    relations = ClaimRelation.objects.filter(
        Q(claim=claim, other__state=State.PUBLISHED) | Q(other=claim, claim__state=State.PUBLISHED)
    ).select_related("claim", "other")
    return [
        (relation.get_kind_display(), relation.other, relation.note)
        if relation.claim_id == claim.pk
        else (
            FROM_THE_OTHER_END.get(relation.kind, relation.get_kind_display()),
            relation.claim,
            relation.note,
        )
        for relation in relations.order_by("kind", "pk")[:RELATED_SHOWN]
    ]
