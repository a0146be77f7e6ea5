"""Options for the fields that refer to the record, found while an editor types."""

import json
from typing import TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.http import JsonResponse
from django.views.decorators.http import require_POST, require_safe

from claims.coverage.article_defaults import read_defaults
from claims.coverage.rows import MAX_ROWS, clean_text, parse_day
from claims.coverage.selections import build_selected_row
from claims.coverage.suggest.claimants import find_candidates
from claims.coverage.suggest.proposals import FinderFailed
from claims.duplicates.similarity import find_similar_claims
from claims.merges import exclude_merged
from claims.models import Claimant, Coverage, Topic
from core.query_string import parse_id
from sources.models import Outlet

from .access import EditorRequest, require_coverage_permission, require_own_coverage
from .entities import build_claimant_options, load_names
from .ready_claims import build_similar_option, find_near_wordings

M = TypeVar("M", bound=models.Model)
MAX_OPTIONS = 8
MAX_RECENT = 4
MAX_WORKS = 20
"""How many of an editor's latest works are looked at for what they used last."""
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


@require_POST
@require_coverage_permission
def coverage_compare(request: EditorRequest) -> JsonResponse:
    """Say which claims of other rows say the same as the words of one, or the opposite.

    {"words", "claims"} gives {"near": {claim: "close", "opposite" or ""}}.
    """
    try:
        sent = json.loads(request.body)
        words, *claims = [
            clean_text(text)[:MAX_QUERY_LENGTH] for text in (sent["words"], *sent["claims"][:MAX_ROWS])
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    return JsonResponse({"near": find_near_wordings([words], claims)[words]})


@require_safe
@require_own_coverage
def coverage_passage(request: EditorRequest, coverage: Coverage) -> JsonResponse:
    """Return a row for a selected passage: {"row", "names"}.

    {"row": null} if it contains no word, {"row": null, "problem"} if nothing could be proposed.
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
    except FinderFailed as failure:
        return JsonResponse({"row": None, "problem": str(failure)})
    return JsonResponse({"row": row, "names": load_names([row])})


def find_claims(request: EditorRequest, words: str) -> list[dict]:
    return [build_similar_option(similar, words) for similar in find_similar_claims(words, limit=MAX_OPTIONS)]


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


def list_recent_outlets(by: User) -> list[Outlet]:
    """List the outlets of the editor's latest articles, then the latest on the record. Queries: 3."""
    ids = _list_works(by).values_list("article__outlet", flat=True)
    return _complete(exclude_merged(Outlet.objects.all()), [pk for pk in ids if pk])


def list_offered_topics(by: User, text: str) -> list[Topic]:
    """List the topics whose names fit a text, those of the editor's latest articles, and the latest.

    Queries: 4.
    """
    ids = [pk for work in _list_works(by).only("intake") for pk in read_defaults(work)["topics"]]
    return _complete(Topic.objects.all(), [*Topic.objects.fit_text(text, MAX_RECENT), *ids])


def _list_works(by: User) -> models.QuerySet[Coverage]:
    latest = Coverage.objects.filter(editor=by, article__isnull=False).order_by("-changed_at", "-pk")
    return latest[:MAX_WORKS]


def _complete(rows: models.QuerySet[M], ids: list[int]) -> list[M]:
    """Load those of `ids` that `rows` has, up to MAX_RECENT; its latest fill the places that are left."""
    used = list(dict.fromkeys(ids))[:MAX_RECENT]
    loaded = rows.in_bulk(used)
    latest = rows.exclude(pk__in=used).order_by("-pk")[: MAX_RECENT - len(loaded)]
    return [*(loaded[pk] for pk in used if pk in loaded), *latest]


FINDERS = {
    "claim": find_claims,
    "claimant": find_claimants,
    "party": find_parties,
    "topic": find_topics,
    "outlet": find_outlets,
}
