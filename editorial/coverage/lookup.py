"""Options for the fields that refer to the record, found while an editor types."""

from typing import TypeVar

from django.contrib import admin
from django.db import models
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from claims.coverage.rows import parse_day
from claims.coverage.selections import build_selected_row
from claims.coverage.suggest.claimants import find_candidates
from claims.duplicates.similarity import find_similar_claims
from claims.models import Claimant, Coverage, Topic
from core.query_string import parse_id
from sources.models import Outlet

from .access import EditorRequest, require_coverage_permission, require_own_coverage
from .entities import build_claimant_options, load_names

M = TypeVar("M", bound=models.Model)
MAX_OPTIONS = 8
MAX_QUERY_LENGTH = 400


@require_safe
@require_coverage_permission
def coverage_lookup(request: EditorRequest) -> JsonResponse:
    """Return options for what was typed so far.

    Returns {"options": [{"id", "label", "detail", "status"...}]}
    """
    words = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    find = FINDERS.get(request.GET.get("what", ""))
    return JsonResponse({"options": find(request, words) if find and words else []})


@require_safe
@require_own_coverage
def coverage_passage(request: EditorRequest, coverage: Coverage) -> JsonResponse:
    """Return a row for a selected passage: {"row", "names"}.

    {"row": null} if it contains no word.
    """
    first, second = (parse_id(request.GET.get(name, "")) for name in ("start", "end"))
    capture = coverage.capture
    if capture is None or first is None or second is None:
        return JsonResponse({"row": None})
    start, end = sorted(min(offset, capture.length) for offset in (first, second))
    try:
        row = build_selected_row(coverage=coverage, rows=[], start=start, end=end)
    except ValueError:
        return JsonResponse({"row": None})
    return JsonResponse({"row": row, "names": load_names([row])})


def find_claims(request: EditorRequest, words: str) -> list[dict]:
    return [
        {
            "id": similar.claim.pk,
            "label": similar.claim.text,
            "status": similar.status,
            "detail": similar.positions,
        }
        for similar in find_similar_claims(words, limit=MAX_OPTIONS)
    ]


def find_claimants(request: EditorRequest, words: str) -> list[dict]:
    """Find whom the name may mean, then those whose name or alias contains the words."""
    day = parse_day(request.GET.get("on", ""))
    meant = [candidate.claimant for candidate in find_candidates(words, on=day)]
    claimants = [*meant, *search_in_admin(request, Claimant, words)]
    return build_claimant_options(list(dict.fromkeys(claimants))[:MAX_OPTIONS], day)


def find_parties(request: EditorRequest, words: str) -> list[dict]:
    meant = [candidate.claimant for candidate in find_candidates(words)]
    claimants = [*meant, *search_in_admin(request, Claimant, words, is_party=True)]
    parties = [claimant for claimant in dict.fromkeys(claimants) if claimant.is_party]
    return [build_option(party, party.get_kind_display()) for party in parties[:MAX_OPTIONS]]


def find_topics(request: EditorRequest, words: str) -> list[dict]:
    return [build_option(topic) for topic in search_in_admin(request, Topic, words)]


def find_outlets(request: EditorRequest, words: str) -> list[dict]:
    return [
        build_option(outlet, outlet.home_page) | {"home_page": outlet.home_page}
        for outlet in search_in_admin(request, Outlet, words)
    ]


def build_option(instance: models.Model, detail: str = "") -> dict:
    return {"id": instance.pk, "label": str(instance), "detail": detail}


def search_in_admin(request: EditorRequest, model: type[M], words: str, **filters) -> list[M]:
    """Search like the model's own admin, so that a name is found here as it is there."""
    model_admin = admin.site.get_model_admin(model)
    rows, _has_duplicates = model_admin.get_search_results(
        request, model._default_manager.filter(**filters).order_by("name", "pk"), words
    )
    return list(rows[:MAX_OPTIONS])


FINDERS = {
    "claim": find_claims,
    "claimant": find_claimants,
    "party": find_parties,
    "topic": find_topics,
    "outlet": find_outlets,
}
