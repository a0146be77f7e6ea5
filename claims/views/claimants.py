from collections import defaultdict

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.addresses import redirect_to_address
from sources.paging import COUNTED, count, page_of, printable

from ..merged import redirect_to_survivor
from ..models import Claim, Claimant, Statement
from ..positions import located
from ..querysets import STATUSES

PARTIES_PER_PAGE = 25
POSITIONS_PER_PAGE = 30
NAMES_SHOWN = 50
PEOPLE_PER_PARTY = 12


@require_safe
def claimant_list(request: HttpRequest) -> HttpResponse:
    """The parties on record, each with the people who speak for it."""
    parties = Claimant.objects.parties().on_record().with_claim_counts().order_by("name", "pk")
    page = page_of(request.GET, parties, size=PARTIES_PER_PAGE)
    by_party = defaultdict(list)
    for person in Claimant.objects.speaking_for(page.rows, PEOPLE_PER_PARTY):
        by_party[person.party_id].append(person)
    rows = [(party, by_party[party.pk]) for party in page.rows]
    return render(request, "claims/claimant_list.html", {"page": page, "rows": rows})


@require_safe
def claimant_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One claimant: the positions taken, newest first; a party with its people."""
    claimants = Claimant.objects.on_record().select_related("outlet")
    claimant = claimants.filter(pk=pk).first()
    if claimant is None:
        if merged := redirect_to_survivor(request, Claimant.objects.on_record(), pk):
            return merged
        raise Http404("No such claimant.")
    if moved := redirect_to_address(request, claimant):
        return moved
    status = request.GET.get("status", "")
    positions = Statement.objects.published().positions_of(claimant)
    chosen = positions.filter(claim__status=status) if status in STATUSES else positions
    page = page_of(request.GET, chosen.for_list(), size=POSITIONS_PER_PAGE)
    context = {
        "claimant": claimant,
        "page": page,
        "positions": located(page.rows),
        "status": status if status in STATUSES else "",
        "ignored": [f"Ignored: there is no status “{printable(status)}”."]
        if status and status not in STATUSES
        else [],
        **_about(claimant),
    }
    return render(request, "claims/claimant_detail.html", context)


def _about(claimant: Claimant) -> dict:
    """Names, offices and people of a claimant, and its claims counted by status."""
    claims = Claim.objects.published().with_position_of(claimant)
    return {
        "counts": {status: count(claims.filter(status=status)) for status in STATUSES},
        "most_counted": COUNTED,
        "aliases": claimant.aliases.order_by("name")[:NAMES_SHOWN],
        "people": Claimant.objects.speaking_for([claimant], NAMES_SHOWN),
        "offices": claimant.affiliations.filter(party__in=Claimant.objects.on_record())
        .select_related("party")
        .order_by(F("since").desc(nulls_last=True), "pk")[:NAMES_SHOWN],
    }
