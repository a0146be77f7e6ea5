"""What the fields of the desk find as you type: claimants, parties, claims, topics, outlets."""

import datetime

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from claims.coverage.selections import build_selected_row
from claims.coverage.suggest.claimants import find_candidates
from claims.duplicates.similarity import find_similar_claims
from claims.models import Claimant, Coverage, Topic
from editorial.admin.base.forms import is_id
from sources.models import Outlet

from .access import require_coverage_permission, require_own_coverage
from .entities import build_claimant_options, load_names

MAX_OPTIONS = 8
MAX_QUERY_LENGTH = 400


@require_safe
@require_coverage_permission
def coverage_lookup(request: HttpRequest) -> JsonResponse:
    """Options for what was typed so far: {"options": [{"id", "label", "detail", "status"...}]}."""
    words = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    find = FINDERS.get(request.GET.get("what", ""))
    return JsonResponse({"options": find(request, words) if find and words else []})


@require_safe
@require_own_coverage
def coverage_passage(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """What a selected passage proposes: {"row", "names"}, or {"row": null} where it holds no word."""
    given = [request.GET.get(name, "") for name in ("start", "end")]
    if coverage.capture_id is None or not all(map(is_id, given)):
        return JsonResponse({"row": None})
    start, end = sorted(min(int(one), coverage.capture.length) for one in given)
    try:
        row = build_selected_row(coverage=coverage, rows=[], start=start, end=end)
    except ValueError:
        return JsonResponse({"row": None})
    return JsonResponse({"row": row, "names": load_names([row])})


def find_claims(request, words: str) -> list[dict]:
    return [
        {"id": one.claim.pk, "label": one.claim.text, "status": one.status, "detail": one.positions}
        for one in find_similar_claims(words, limit=MAX_OPTIONS)
    ]


def find_claimants(request, words: str) -> list[dict]:
    """Those whom the name may mean first, then those in whose name or alias the words occur."""
    on = parse_day(request.GET.get("on", ""))
    meant = [one.claimant for one in find_candidates(words, on=on)]
    begun = search_in_admin(request, Claimant, words)
    rows = list({one.pk: one for one in [*meant, *begun]}.values())[:MAX_OPTIONS]
    return build_claimant_options(rows, on)


def find_parties(request, words: str) -> list[dict]:
    meant = [one.claimant for one in find_candidates(words)]
    found = [*meant, *search_in_admin(request, Claimant, words, is_party=True)]
    rows = {one.pk: one for one in found if one.is_party}
    return [build_option(one, one.get_kind_display()) for one in list(rows.values())[:MAX_OPTIONS]]


def find_topics(request, words: str) -> list[dict]:
    return [build_option(one) for one in search_in_admin(request, Topic, words)]


def find_outlets(request, words: str) -> list[dict]:
    found = search_in_admin(request, Outlet, words)
    return [build_option(one, one.home_page) | {"home_page": one.home_page} for one in found]


def build_option(row, detail: str = "") -> dict:
    return {"id": row.pk, "label": str(row), "detail": detail}


def search_in_admin(request, model, words: str, **narrowed) -> list:
    """What the admin's own search finds, so that a name is found here as anywhere."""
    rows = admin.site.get_model_admin(model)
    found, doubled = rows.get_search_results(request, model.objects.filter(**narrowed), words)
    found = found.order_by("name", "pk")
    return list((found.distinct() if doubled else found)[:MAX_OPTIONS])


def parse_day(given: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        return None


FINDERS = {
    "claim": find_claims,
    "claimant": find_claimants,
    "party": find_parties,
    "topic": find_topics,
    "outlet": find_outlets,
}
