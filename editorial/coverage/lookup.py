"""What the fields of the desk find as you type: claimants, parties, claims, topics, outlets."""

import datetime

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from claims import coverage as desk
from claims.duplicates.similarity import find_similar_claims
from claims.models import Claimant, Coverage, Topic
from editorial.admin.base.forms import is_id
from sources.models import Outlet

from .access import desk_page, on_own_work
from .entities import claimant_options, names_in

MOST_FOUND = 8
LONGEST_QUERY = 400


@require_safe
@desk_page
def coverage_lookup(request: HttpRequest) -> JsonResponse:
    """Options for what was typed so far: {"options": [{"id", "label", "detail", "status"...}]}."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    find = FINDERS.get(request.GET.get("what", ""))
    return JsonResponse({"options": find(request, words) if find and words else []})


@require_safe
@on_own_work
def coverage_passage(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """What a selected passage proposes: {"row", "names"}, or {"row": null} where it holds no word."""
    given = [request.GET.get(name, "") for name in ("start", "end")]
    if coverage.capture_id is None or not all(map(is_id, given)):
        return JsonResponse({"row": None})
    start, end = sorted(min(int(one), coverage.capture.length) for one in given)
    try:
        row = desk.selection_row(coverage=coverage, rows=[], start=start, end=end)
    except ValueError:
        return JsonResponse({"row": None})
    return JsonResponse({"row": row, "names": names_in([row])})


def claims(request, words: str) -> list[dict]:
    return [
        {"id": one.claim.pk, "label": one.claim.text, "status": one.status, "detail": one.positions}
        for one in find_similar_claims(words, limit=MOST_FOUND)
    ]


def claimants(request, words: str) -> list[dict]:
    """Those whom the name may mean first, then those in whose name or alias the words occur."""
    on = day_of(request.GET.get("on", ""))
    meant = [one.claimant for one in desk.who(words, on=on)]
    begun = searched(request, Claimant, words)
    rows = list({one.pk: one for one in [*meant, *begun]}.values())[:MOST_FOUND]
    return claimant_options(rows, on)


def parties(request, words: str) -> list[dict]:
    meant = [one.claimant for one in desk.who(words)]
    found = [*meant, *searched(request, Claimant, words, is_party=True)]
    rows = {one.pk: one for one in found if one.is_party}
    return [plain(one, one.get_kind_display()) for one in list(rows.values())[:MOST_FOUND]]


def topics(request, words: str) -> list[dict]:
    return [plain(one) for one in searched(request, Topic, words)]


def outlets(request, words: str) -> list[dict]:
    found = searched(request, Outlet, words)
    return [plain(one, one.home_page) | {"home_page": one.home_page} for one in found]


def plain(row, detail: str = "") -> dict:
    return {"id": row.pk, "label": str(row), "detail": detail}


def searched(request, model, words: str, **narrowed) -> list:
    """What the admin's own search finds, so that a name is found here as anywhere."""
    rows = admin.site.get_model_admin(model)
    found, doubled = rows.get_search_results(request, model.objects.filter(**narrowed), words)
    found = found.order_by("name", "pk")
    return list((found.distinct() if doubled else found)[:MOST_FOUND])


def day_of(given: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        return None


FINDERS = {
    "claim": claims,
    "claimant": claimants,
    "party": parties,
    "topic": topics,
    "outlet": outlets,
}
