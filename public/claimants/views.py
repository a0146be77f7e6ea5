from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.as_of import AsOf, parse_as_of
from claims.merges import redirect_to_survivor
from claims.models import Affiliation, Alias, Claimant, Statement
from claims.versions.document import load_documents
from core.canonical_urls import redirect_to_canonical_url
from core.keyset_pagination import paginate_by_keyset
from public.charts.status_bar import StatusBar
from public.linked_data.negotiation import offers_data
from public.linked_data.script import write_script
from public.linked_data.things import describe_speaker
from public.position_list import list_positions

from .contradictions import build_contradictions, find_changes, find_divisions
from .filters import filter_statements, find_busiest_days, order_statements, read_filter
from .listing import LETTERS, find_claimants, list_parties
from .outlets import sum_up_words
from .profile import (
    STATEMENTS_SUMMED,
    ClaimantProfile,
    TopicCounts,
    count_topics,
    load_profile,
    pick_most_agreed,
    pick_most_contradicted,
)

POSITIONS_PER_PAGE = 7
CONTRADICTIONS_SHOWN = 3
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
@offers_data("claimant_data")
def claimant_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one claimant: with and against whom, and every position, newest first."""
    as_of = parse_as_of(request.GET)
    claimant = _with_names(Claimant.objects.on_record(), as_of.day).filter(pk=pk).first()
    if claimant is None:
        if survivor := redirect_to_survivor(request, Claimant.objects.on_record(), pk):
            return survivor
        raise Http404("No such claimant.")
    if redirect := redirect_to_canonical_url(request, claimant):
        return redirect
    profile = load_profile(claimant, as_of=as_of.day)
    topics = count_topics(profile)
    filters = read_filter(request.GET, profile, topics)
    statements = filter_statements(profile, filters, as_of.day)
    statements, order = order_statements(profile, statements)
    page = paginate_by_keyset(request.GET, statements, order=order, size=POSITIONS_PER_PAGE)
    context = {
        "claimant": claimant,
        "as_of": as_of,
        "filters": filters,
        "page": page,
        "ignored": [*filters.ignored, *([as_of.ignored] if as_of.ignored else [])],
        "json": write_script(describe_speaker(request, claimant, claimant.wikidata_id)),
    }
    context |= _describe_claimant(claimant, as_of.day) | _sum_up(profile, topics)
    context |= _list_positions(profile, page.rows, as_of, filters.is_narrowed)
    return render(request, "claimant_detail.html", context)


def _with_names(claimants: QuerySet[Claimant], day: date | None) -> QuerySet[Claimant]:
    """Annotate the names that articles print and the offices, at most NAMES_SHOWN of each.

    `day`: by which names to call the parties, see claims_claimants_on.
    """
    aliases = Alias.objects.filter(claimant=OuterRef("pk")).order_by(F("until").desc(nulls_last=True), "name")
    names = aliases.values(alias=JSONObject(name="name", until="until"))
    party: Coalesce | F = F("party__name")
    if day:
        former = Alias.objects.filter(claimant=OuterRef("party"), until__gt=day).order_by("until")
        party = Coalesce(Subquery(former.values("name")[:1]), party)
    on_record = Affiliation.objects.filter(claimant=OuterRef("pk"), party__in=Claimant.objects.on_record())
    offices = on_record.order_by(F("since").desc(nulls_last=True), "pk").values(
        office=JSONObject(role="role", since="since", until="until", party="party_id", name=party)
    )
    return claimants.select_related("outlet").annotate(
        printed_names=ArraySubquery(names[:NAMES_SHOWN]), offices=ArraySubquery(offices[:NAMES_SHOWN])
    )


def _describe_claimant(claimant: Any, day: date | None) -> dict:
    """Return what `_with_names` has annotated, and the name on a day."""
    aliases = [_read_alias(row) for row in claimant.printed_names]
    names = [alias.name for alias in aliases if day and alias.until and alias.until > day]
    return {
        "name": names[-1] if names else claimant.name,
        "aliases": aliases,
        "offices": [_read_office(row) for row in claimant.offices],
    }


def _read_alias(row: dict[str, Any]) -> Alias:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Alias(name=row["name"], until=until)


def _read_office(row: dict[str, Any]) -> Affiliation:
    since, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until"))
    party = Claimant(pk=row["party"], name=row["name"])
    return Affiliation(party=party, role=row["role"], since=since, until=until)


def _sum_up(profile: ClaimantProfile, topics: list[TopicCounts]) -> dict:
    """Return what the newest of the positions add up to."""
    people = profile.spokespeople
    return {
        "profile": profile,
        "most": STATEMENTS_SUMMED,
        "bar": StatusBar(dict(profile.counts)),
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

    Unless the page is narrowed, also where they contradict one another and how they were carried. Queries: 1.
    """
    changes, divisions = find_changes(profile), [] if is_narrowed else find_divisions(profile)
    limit = CONTRADICTIONS_SHOWN
    contradictions = [] if is_narrowed else [*changes[:limit], *divisions[:limit]]
    claims = {row.statement_id: row.claim_id for row in profile.rows} | {row.pk: row.claim_id for row in rows}
    wanted = dict.fromkeys([*(row.pk for row in rows), *(pk for ids in contradictions for pk in ids)])
    documents = load_documents({claims[pk] for pk in wanted}, as_of.day, statement_ids=wanted)
    positions = list_positions(documents.values(), wanted, as_of)
    shown = [positions[row.pk] for row in rows if row.pk in positions]
    return _count_outlets(profile, is_narrowed) | {
        "positions": [position for position in shown if not position.is_second_hand],
        "second_hand": [position for position in shown if position.is_second_hand],
        "changes": [] if is_narrowed else build_contradictions(changes[:limit], positions),
        "changes_left_out": max(0, len(changes) - limit),
        "changed_claims": len({claims[steps[0]] for steps in changes}),
        "divisions": build_contradictions(divisions[:limit], positions),
        "divisions_left_out": max(0, len(divisions) - limit),
    }


def _count_outlets(profile: ClaimantProfile, is_narrowed: bool) -> dict:
    """Return how the words were carried; nothing where the page is narrowed."""
    if is_narrowed:
        return {}
    words = sum_up_words(profile)
    return {"words": words, "outlets": words.list_outlets(OUTLETS_SHOWN)}
