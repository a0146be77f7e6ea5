from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.as_of import AsOf, parse_as_of
from claims.merges import redirect_to_survivor
from claims.models import Citation, Claimant, Statement
from claims.models.claim import STATUSES
from claims.positions import Position, build_evidence_url, find_best_evidence
from claims.status import explain_status, read_standings, read_statuses
from core.canonical_urls import redirect_to_canonical_url
from core.keyset_pagination import paginate_by_keyset
from public.charts.share_bar import divide_bar

from .contradictions import build_contradictions, find_changes, find_divisions, load_statements
from .filters import filter_statements, find_busiest_days, read_filter
from .listing import LETTERS, find_claimants, list_parties
from .outlets import load_words_by_outlet
from .profile import (
    STATEMENTS_SUMMED,
    ClaimantProfile,
    TopicCounts,
    count_topics,
    load_profile,
    pick_most_agreed,
    pick_most_contradicted,
)

POSITIONS_PER_PAGE = 20
CONTRADICTIONS_SHOWN = 5
NAMES_SHOWN = 50
TOPICS_SHOWN = 8
MORE_TOPICS = 40
COUNTERPARTS_SHOWN = 6
OUTLETS_SHOWN = 6
SPOKESPEOPLE_SHOWN = 24
DAYS_SHOWN = 5


@require_safe
def claimant_list(request: HttpRequest) -> HttpResponse:
    """Show the parties on record with those who speak for them, or whom a name finds."""
    page = list_parties(request.GET)
    claimants = find_claimants(page.words) if page.words else None
    context = {"page": page, "claimants": claimants, "letters": LETTERS}
    return render(request, "claimant_list.html", context)


@require_safe
def claimant_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one claimant: with and against whom, and every position, newest first."""
    claimant = Claimant.objects.on_record().select_related("outlet").filter(pk=pk).first()
    if claimant is None:
        if survivor := redirect_to_survivor(request, Claimant.objects.on_record(), pk):
            return survivor
        raise Http404("No such claimant.")
    if redirect := redirect_to_canonical_url(request, claimant):
        return redirect
    as_of = parse_as_of(request.GET)
    profile = load_profile(claimant, as_of=as_of.day)
    if as_of.day:
        ids = {row.claim_id for row in profile.own_statements}
        profile.status_on_day = read_statuses(ids, as_of=as_of.day)
    topics = count_topics(profile.status_by_claim)
    filters = read_filter(request.GET, profile, topics)
    statements = filter_statements(profile, filters, as_of.day)
    page = paginate_by_keyset(request.GET, statements, order=["-said_on", "-id"], size=POSITIONS_PER_PAGE)
    ignored = [*filters.ignored, *([as_of.ignored] if as_of.ignored else [])]
    context = {"claimant": claimant, "as_of": as_of, "filters": filters, "page": page, "ignored": ignored}
    context |= _describe_claimant(claimant) | _sum_up(profile, topics)
    context |= _list_positions(profile, page.rows, as_of, filters.is_narrowed)
    return render(request, "claimant_detail.html", context)


def _describe_claimant(claimant: Claimant) -> dict:
    """Return the names that articles print, and the offices."""
    on_record = claimant.affiliations.filter(party__in=Claimant.objects.on_record())
    offices = on_record.select_related("party").order_by(F("since").desc(nulls_last=True), "pk")
    return {
        "aliases": claimant.aliases.order_by("name")[:NAMES_SHOWN],
        "offices": [] if claimant.is_party else offices[:NAMES_SHOWN],
    }


def _sum_up(profile: ClaimantProfile, topics: list[TopicCounts]) -> dict:
    """Return what the newest of the positions add up to."""
    people = profile.spokespeople
    return {
        "profile": profile,
        "most": STATEMENTS_SUMMED,
        "shares": divide_bar(Counter(dict(profile.counts)), STATUSES),
        "topics": topics[:TOPICS_SHOWN],
        "more_topics": topics[TOPICS_SHOWN:MORE_TOPICS],
        "topics_left_out": max(0, len(topics) - MORE_TOPICS),
        "contradicted": pick_most_contradicted(profile.counterparts, COUNTERPARTS_SHOWN),
        "agreed_with": pick_most_agreed(profile.counterparts, COUNTERPARTS_SHOWN),
        "people": people[:SPOKESPEOPLE_SHOWN] if profile.claimant.is_party else [],
        "people_left_out": max(0, len(people) - SPOKESPEOPLE_SHOWN),
        "days": find_busiest_days(profile, DAYS_SHOWN),
    }


def _list_positions(
    profile: ClaimantProfile, rows: Sequence[Statement], as_of: AsOf, is_narrowed: bool
) -> dict:
    """Return the statements of a page with the words that show them.

    Unless the page is narrowed, also where they contradict one another and how they were carried.
    Queries: at most 5.
    """
    changes, divisions = find_changes(profile), [] if is_narrowed else find_divisions(profile)
    limit, claim_ids = (
        CONTRADICTIONS_SHOWN,
        {row.statement_id: row.claim_id for row in profile.own_statements},
    )
    statements = load_statements([] if is_narrowed else [*changes[:limit], *divisions[:limit]])
    evidence = find_best_evidence({*statements, *(row.pk for row in rows)}, as_of=as_of.day)
    return _count_outlets(profile, as_of, is_narrowed) | {
        "positions": _make_positions(rows, as_of, evidence),
        "changes": build_contradictions(changes[:limit], statements, evidence),
        "changes_left_out": max(0, len(changes) - limit),
        "changed_claims": len({claim_ids[steps[0]] for steps in changes}),
        "divisions": build_contradictions(divisions[:limit], statements, evidence),
        "divisions_left_out": max(0, len(divisions) - limit),
    }


def _count_outlets(profile: ClaimantProfile, as_of: AsOf, is_narrowed: bool) -> dict:
    """Return how the words were carried; nothing where the page is narrowed."""
    if is_narrowed:
        return {}
    words = load_words_by_outlet(profile.claimant, as_of=as_of.day)
    return {"words": words, "outlets": words.list_outlets(OUTLETS_SHOWN)}


def _make_positions(rows: Iterable[Statement], as_of: AsOf, evidence: dict[int, Citation]) -> list[Position]:
    """Make each statement's position, with its claim's status and the reason for it.

    Queries: 1, for a past day 2.
    """
    ids = {row.claim_id for row in rows}
    standings = read_standings(ids, as_of=as_of.day)
    status_on_day = read_statuses(ids, as_of=as_of.day) if as_of.day else {}
    standing = {row.statement_id: row.standing for on_claim in standings.values() for row in on_claim}
    positions = []
    for statement in (row for row in rows if row.pk in standing):
        claim, on_claim = statement.claim, standings[statement.claim_id]
        claim.status = status_on_day.get(claim.pk, claim.status)
        claim.reason = explain_status(claim.status, on_claim)
        anchor = f"statement-{statement.pk}"
        url = build_evidence_url(claim, len(on_claim), statement.pk, anchor, as_of.day)
        citations = [evidence[statement.pk]] if statement.pk in evidence else []
        positions.append(Position(statement, standing[statement.pk], citations, url=url))
    return positions
