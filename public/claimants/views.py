from collections import Counter
from collections.abc import Iterable

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.as_of import AsOf, parse_as_of
from claims.merges import redirect_to_survivor
from claims.models import Claimant, Statement
from claims.models.claim import STATUSES
from claims.positions import Position, build_evidence_url, find_best_evidence
from claims.status import explain_status, read_standings, read_statuses
from core.canonical_urls import redirect_to_canonical_url
from core.keyset_pagination import paginate_by_keyset
from public.charts.share_bar import shares

from .carried import carried
from .contradictions import changes, divisions, shown, statements_in
from .filters import busiest_days, narrowed, statements
from .listing import LETTERS, listed_parties, matching_names
from .profile import STATEMENTS_SUMMED, Profile, agreed_with_most, contradicted_most, profile, topics_of

POSITIONS_PER_PAGE = 20
CONTRADICTIONS_SHOWN = 5
NAMES_SHOWN = 50
TOPICS_SHOWN = 8
MORE_TOPICS = 40
OTHERS_SHOWN = 6
OUTLETS_SHOWN = 6
PEOPLE_SHOWN = 24
DAYS_SHOWN = 5


@require_safe
def claimant_list(request: HttpRequest) -> HttpResponse:
    """The parties on record, each with the people who speak for it; or whom a name finds."""
    page = listed_parties(request.GET)
    found = matching_names(page.words) if page.words else None
    context = {"page": page, "found": found, "letters": LETTERS}
    return render(request, "claims/claimant_list.html", context)


@require_safe
def claimant_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One claimant: where it stands, with and against whom, and every position, newest first."""
    claimant = Claimant.objects.on_record().select_related("outlet").filter(pk=pk).first()
    if claimant is None:
        if merged := redirect_to_survivor(request, Claimant.objects.on_record(), pk):
            return merged
        raise Http404("No such claimant.")
    if moved := redirect_to_canonical_url(request, claimant):
        return moved
    as_of = parse_as_of(request.GET)
    of = profile(claimant, as_of=as_of.day)
    if as_of.day:
        of.then = read_statuses({row.claim_id for row in of.mine}, as_of=as_of.day)
    topics = topics_of(of.status_of)
    asked = narrowed(request.GET, of, topics)
    page = paginate_by_keyset(
        request.GET, statements(of, asked, as_of.day), order=["-said_on", "-id"], size=POSITIONS_PER_PAGE
    )
    ignored = [*asked.ignored, *([as_of.ignored] if as_of.ignored else [])]
    context = {"claimant": claimant, "as_of": as_of, "asked": asked, "page": page, "ignored": ignored}
    context |= _about(claimant) | _sums(of, topics) | _said(of, page.rows, as_of, asked.is_narrowed)
    return render(request, "claims/claimant_detail.html", context)


def _about(claimant: Claimant) -> dict:
    """The names that articles print, and the offices."""
    return {
        "aliases": claimant.aliases.order_by("name")[:NAMES_SHOWN],
        "offices": claimant.affiliations.filter(party__in=Claimant.objects.on_record())
        .select_related("party")
        .order_by(F("since").desc(nulls_last=True), "pk")[:NAMES_SHOWN]
        if not claimant.is_party
        else [],
    }


def _sums(of: Profile, topics: list) -> dict:
    """What the newest of the positions add up to. No query."""
    return {
        "of": of,
        "most": STATEMENTS_SUMMED,
        "shares": shares(Counter(dict(of.counts)), STATUSES),
        "topics": topics[:TOPICS_SHOWN],
        "more_topics": topics[TOPICS_SHOWN:MORE_TOPICS],
        "topics_left_out": max(0, len(topics) - MORE_TOPICS),
        "contradicted": contradicted_most(of.others, OTHERS_SHOWN),
        "agreed_with": agreed_with_most(of.others, OTHERS_SHOWN),
        "people": of.people[:PEOPLE_SHOWN] if of.claimant.is_party else [],
        "people_left_out": max(0, len(of.people) - PEOPLE_SHOWN),
        "days": busiest_days(of, DAYS_SHOWN),
    }


def _said(of: Profile, rows: list[Statement], as_of: AsOf, is_narrowed: bool) -> dict:
    """The statements of a page with the words that show them, and, unless the page is narrowed, where
    they contradict one another and how they were carried. At most five queries."""
    moved, divided = changes(of), [] if is_narrowed else divisions(of)
    most, claim_of = CONTRADICTIONS_SHOWN, {row.statement_id: row.claim_id for row in of.mine}
    statements = statements_in([] if is_narrowed else [*moved[:most], *divided[:most]])
    evidence = find_best_evidence({*statements, *(row.pk for row in rows)}, as_of=as_of.day)
    found = {} if is_narrowed else {"carried": (way := carried(of.claimant, as_of=as_of.day))}
    if found:
        found["by_outlet"] = way.by_outlet(OUTLETS_SHOWN)
    return found | {
        "positions": _positions(rows, as_of, evidence),
        "changed": shown(moved[:most], statements, evidence),
        "changed_left_out": max(0, len(moved) - most),
        "changed_claims": len({claim_of[steps[0]] for steps in moved}),
        "divided": shown(divided[:most], statements, evidence),
        "divided_left_out": max(0, len(divided) - most),
    }


def _positions(rows: Iterable[Statement], as_of: AsOf, evidence: dict) -> list[Position]:
    """Each statement with its standing, its claim's status and the reason for it. One query, for a past
    day two."""
    ids = {row.claim_id for row in rows}
    on_claim = read_standings(ids, as_of=as_of.day)
    then = read_statuses(ids, as_of=as_of.day) if as_of.day else {}
    standing = {row.statement_id: row.standing for found in on_claim.values() for row in found}
    positions = []
    for statement in (row for row in rows if row.pk in standing):
        claim, found = statement.claim, on_claim[statement.claim_id]
        claim.status = then.get(claim.pk, claim.status)
        claim.reason = explain_status(claim.status, found)
        url = build_evidence_url(claim, len(found), statement.pk, f"statement-{statement.pk}", as_of.day)
        cited = [evidence[statement.pk]] if statement.pk in evidence else []
        positions.append(Position(statement, standing[statement.pk], cited, url=url))
    return positions
