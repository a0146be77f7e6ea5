"""Add coverage, the last page: what was added, and what is to be done next."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.actions import submit_for_review
from claims.coverage.save.summary import add_spelling
from claims.models import Claimant, Coverage, Review, ReviewOutcome, State, Statement
from claims.rules import Refused
from sources.models import Article

from .access import get_own_coverage, render_page, require_coverage_permission

SECTION_HEADINGS = {
    "statements": ("New statements", "claims_statement"),
    "claims": ("New draft claims", "claims_claim"),
    "claimants": ("New claimants", "claims_claimant"),
    "affiliations": ("New affiliations", "claims_affiliation"),
}


@require_safe
@require_coverage_permission
def coverage_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one's work on an article."""
    coverage = get_own_coverage(request, pk)
    if not coverage.finished_at:
        return redirect("admin:coverage_resume", pk)
    summary, drafts = coverage.summary, list_drafts(coverage.summary)
    added = summary.get("added", {})
    further = build_links(summary.get("further_citations", []), "claims_citation")
    context = {
        "title": "Added to the record",
        "coverage": coverage,
        "summary": summary,
        "added": [
            (title, build_links(added[name], model))
            for name, (title, model) in SECTION_HEADINGS.items()
            if added.get(name)
        ],
        "citations": len(added.get("citations", [])) + len(further),
        "further": further,
        "offered": list_offers(summary),
        "drafts": drafts,
        "waiting": sum(1 for one in drafts if one["waits"]),
        "may_publish": request.user.has_perms(["claims.publish_claim", "claims.publish_statement"]),
        "may_mark": request.user.has_perm("sources.change_article"),
        "spellings": list_new_spellings(summary) if request.user.has_perm("claims.add_alias") else [],
    }
    return render_page(request, "coverage_summary", context)


def build_links(rows: list[dict], model: str) -> list[tuple[str, str]]:
    """(address in the admin, text) of each."""
    return [(reverse(f"admin:{model}_change", args=[one["id"]]), one["text"]) for one in rows]


def list_offers(summary: dict) -> list[tuple[str, str, str, str]]:
    """What waits to be let through: (address, words) of each, then (address, text) of its statement."""
    rows = summary.get("offered", [])
    statements = [{"id": one["statement"], "text": one["for"]} for one in rows]
    pairs = zip(
        build_links(rows, "claims_offeredcitation"), build_links(statements, "claims_statement"), strict=True
    )
    return [(*offer, *statement) for offer, statement in pairs]


def list_drafts(summary: dict) -> list[dict]:
    """What can be sent for review: claims that are drafts, and new statements on published ones.

    The statements on a draft claim go with it.
    """
    ids = [one["id"] for one in summary.get("added", {}).get("statements", [])]
    statements = Statement.objects.filter(pk__in=ids, state=State.DRAFT).select_related("claim", "claimant")
    claims = {one.claim_id: one.claim for one in statements if one.claim.state == State.DRAFT}
    alone = [one for one in statements if one.claim.state == State.PUBLISHED]
    waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING)
    waiting_claims = set(waiting.filter(claim__in=claims).values_list("claim", flat=True))
    waiting_statements = set(waiting.filter(statement__in=alone).values_list("statement", flat=True))
    return [
        {"row": claim, "noun": "claim", "waits": pk in waiting_claims} for pk, claim in sorted(claims.items())
    ] + [{"row": one, "noun": "statement", "waits": one.pk in waiting_statements} for one in alone]


def list_new_spellings(summary: dict) -> list[dict]:
    """Spellings that the record did not know, without those that it has learnt since."""
    offered = list(enumerate(summary.get("spellings", [])))
    ids = {one["claimant"] for _, one in offered}
    known = set(Claimant.objects.filter(pk__in=ids).values_list("pk", "aliases__name"))
    still = {pk for pk, _ in known}
    return [
        {**one, "number": number}
        for number, one in offered
        if one["claimant"] in still and (one["claimant"], one["spelling"]) not in known
    ]


def get_finished_coverage(request: HttpRequest, pk: int) -> Coverage:
    coverage = get_own_coverage(request, pk)
    if not coverage.finished_at:
        raise Http404
    return coverage


@require_POST
@require_coverage_permission
def coverage_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for review of every draft that this work made."""
    asked, refused = 0, []
    for draft in list_drafts(get_finished_coverage(request, pk).summary):
        if draft["waits"]:
            continue
        try:
            submit_for_review(**{draft["noun"]: draft["row"]}, by=request.user, now=timezone.now())
            asked += 1
        except Refused as error:
            refused.append(f"“{draft['row']}”: {error}")
    if asked:
        messages.success(request, f"Sent for review: {asked}.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("admin:coverage_summary", pk)


@require_POST
@require_coverage_permission
def coverage_learn(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a spelling that the article prints to the aliases of whom it meant."""
    left = list_new_spellings(get_finished_coverage(request, pk).summary)
    one = next((one for one in left if str(one["number"]) == request.POST.get("number")), None)
    if one and request.user.has_perm("claims.add_alias"):
        try:
            claimant = Claimant.objects.get(pk=one["claimant"])
            add_spelling(claimant=claimant, spelling=one["spelling"])
            messages.success(request, f"“{one['spelling']}” is an alias of {claimant} from now on.")
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("admin:coverage_summary", pk)


@require_POST
@require_coverage_permission
def coverage_mark_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has been through all of the article. Who did so before stays named."""
    coverage = get_finished_coverage(request, pk)
    article = admin.site.get_model_admin(Article)
    if not article.has_change_permission(request, coverage.article):
        messages.error(request, "Your account cannot change articles.")
    else:
        with transaction.atomic():
            Article.objects.filter(pk=coverage.article_id, read_in_full_at=None).update(
                read_in_full_at=timezone.now(), read_in_full_by=request.user
            )
        messages.success(request, "Marked as read in full.")
    return redirect("admin:coverage_summary", pk)
