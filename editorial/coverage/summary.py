"""Add coverage, the last page: what was added, and what to do next."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.actions import submit_for_review
from claims.actions.offered_changes import mark_read_in_full
from claims.coverage.drafts import get_article, list_left_out, take_up_left_out
from claims.coverage.rows import CoverageRow, is_unlikely, is_worked_on
from claims.coverage.save.spellings import add_spelling, remove_spelling
from claims.coverage.save.summary import SaveSummary
from claims.models import (
    Alias,
    ChangeOutcome,
    Claim,
    Claimant,
    ClaimantKind,
    Coverage,
    OfferedChange,
    Review,
    ReviewOutcome,
    State,
    Statement,
)
from core.errors import Refused
from sources.models import Article

from .access import EditorRequest, get_own_coverage, render_page, require_coverage_permission
from .entities import get_label, load_names
from .row_display import describe_row_briefly

LEARNT = "is an alias of {} from now on."
OFFERED = "is offered to a publisher as an alias of {}: readers would see it at once."
READ_OFFERED = "Offered to a publisher, because readers see how much was read."
SECTION_HEADINGS = {
    "statements": ("New statements", "claims_statement"),
    "claims": ("New draft claims", "claims_claim"),
    "claimants": ("New claimants", "claims_claimant"),
    "affiliations": ("New affiliations", "claims_affiliation"),
    "topics": ("New topics", "claims_topic"),
}


@require_safe
@require_coverage_permission
def coverage_summary(request: EditorRequest, pk: int) -> HttpResponse:
    """Show what came of one's work on an article."""
    coverage = get_own_coverage(request, pk)
    if not coverage.finished_at:
        return redirect("admin:coverage_resume", pk)
    summary: SaveSummary = coverage.summary
    drafts = list_drafts(summary)
    added = summary.get("added", {})
    further = build_links(summary.get("further_citations", []), "claims_citation")
    left_out = list_left_out(coverage)
    recorded = [row for row in left_out if row["recorded"] and is_unlikely(row)]
    may_add_aliases = request.user.has_perm("claims.add_alias")
    context = {
        "title": build_title(summary, drafts),
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
        "waiting": sum(1 for draft in drafts if draft.is_waiting),
        "left_out": describe_left_out([row for row in left_out if row not in recorded]),
        "recorded": describe_left_out(recorded),
        "may_publish": request.user.has_perms(["claims.publish_claim", "claims.publish_statement"]),
        "may_mark": request.user.has_perm("sources.change_article"),
        "spellings": list_new_spellings(summary) if may_add_aliases else [],
        "learnt": list_learnt_spellings(summary) if may_add_aliases else [],
    }
    return render_page(request, "coverage_summary", context)


def build_title(summary: SaveSummary, drafts: list["ReviewableDraft"]) -> str:
    """Say what came of the work, which readers do not see for as long as it is drafts."""
    if summary.get("nothing_recorded"):
        return "Nothing recorded"
    if drafts and all(draft.is_waiting for draft in drafts):
        return "Sent for review"
    return "Saved as drafts" if drafts else "Added to the record"


def describe_left_out(rows: list[CoverageRow]) -> list[dict]:
    """Describe rows that were not saved, for ticking those to take up again."""
    names = load_names(rows) if rows else {}
    return [
        {
            "id": row["id"],
            "description": describe_row_briefly(row, names),
            "claim": get_label(names, "claim", row["claim"]) or row["new_claim"],
            "recorded": row["recorded"],
            "is_worked_on": is_worked_on(row) and not is_unlikely(row),
        }
        for row in rows
    ]


def build_links(objects: list[dict], model: str) -> list[tuple[str, str]]:
    """Build (address in the admin, text) for each object of a summary."""
    return [(reverse(f"admin:{model}_change", args=[obj["id"]]), obj["text"]) for obj in objects]


def list_offers(summary: SaveSummary) -> list[tuple[str, str, str, str]]:
    """List what waits for a publisher.

    (address, words) of each, then (address, text) of its statement.
    """
    offers = summary.get("offered", [])
    statements = [{"id": offer["statement"], "text": offer["for"]} for offer in offers]
    pairs = zip(
        build_links(offers, "claims_offeredcitation"),
        build_links(statements, "claims_statement"),
        strict=True,
    )
    return [(*offer, *statement) for offer, statement in pairs]


@dataclass(frozen=True)
class ReviewableDraft:
    """A draft claim, or a new statement on a published one, to send for review."""

    row: Claim | Statement
    is_waiting: bool
    statements: int = 1
    """How many of the new statements go to review with it."""

    @property
    def claim_id(self) -> int:
        return self.row.pk if isinstance(self.row, Claim) else self.row.claim_id

    @property
    def noun(self) -> str:
        return "claim" if isinstance(self.row, Claim) else "statement"

    def submit(self, by: User) -> None:
        """Ask for review. Raises Refused."""
        if isinstance(self.row, Claim):
            submit_for_review(claim=self.row, by=by, now=timezone.now())
        else:
            submit_for_review(statement=self.row, by=by, now=timezone.now())


def list_drafts(summary: SaveSummary) -> list[ReviewableDraft]:
    """List the drafts to send for review. The statements on a draft claim go with it."""
    ids = [statement["id"] for statement in summary.get("added", {}).get("statements", [])]
    statements = Statement.objects.filter(pk__in=ids, state=State.DRAFT).select_related("claim", "claimant")
    claims = {row.claim_id: row.claim for row in statements if row.claim.state == State.DRAFT}
    counts = Counter(row.claim_id for row in statements)
    on_published = [row for row in statements if row.claim.state == State.PUBLISHED]
    waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING)
    waiting_claims = set(waiting.filter(claim__in=claims).values_list("claim", flat=True))
    waiting_statements = set(waiting.filter(statement__in=on_published).values_list("statement", flat=True))
    return [
        *(ReviewableDraft(claim, pk in waiting_claims, counts[pk]) for pk, claim in sorted(claims.items())),
        *(ReviewableDraft(row, row.pk in waiting_statements) for row in on_published),
    ]


def describe_sent(drafts: Iterable[ReviewableDraft]) -> str:
    """Say how many new statements were sent for review, on how many claims; empty for none."""
    drafts = list(drafts)
    statements = sum(draft.statements for draft in drafts)
    claims = len({draft.claim_id for draft in drafts})
    if not statements:
        return ""
    sent = f"{statements} statement{pluralize(statements)}"
    return f"Sent for review: {sent} on {claims} claim{pluralize(claims)}."


def list_new_spellings(summary: SaveSummary) -> list[dict]:
    """List the spellings that were new to the record and have not been added since.

    What an article calls somebody unnamed is no name of theirs: the next article calls others so.
    """
    offered = list(enumerate(summary.get("spellings", [])))
    ids = {spelling["claimant"] for _, spelling in offered}
    named = Claimant.objects.filter(pk__in=ids).exclude(kind=ClaimantKind.UNNAMED)
    aliases = set(named.values_list("pk", "aliases__name"))
    on_record = {pk for pk, _ in aliases}
    waiting = find_waiting_offers(summary)
    return [
        {**spelling, "number": number}
        for number, spelling in offered
        if spelling["claimant"] in on_record
        and (spelling["claimant"], spelling["spelling"]) not in aliases
        and spelling.get("offer") not in waiting
    ]


def list_learnt_spellings(summary: SaveSummary) -> list[dict]:
    """List the spellings that this work has added to the aliases, or offered, and that are there still."""
    offered = list(enumerate(summary.get("spellings", [])))
    ids = {spelling["alias"] for _, spelling in offered if "alias" in spelling}
    there = set(Alias.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    waiting = find_waiting_offers(summary)
    return [
        {**spelling, "number": number, "is_offered": spelling.get("offer") in waiting}
        for number, spelling in offered
        if spelling.get("alias") in there or spelling.get("offer") in waiting
    ]


def find_waiting_offers(summary: SaveSummary) -> set[int]:
    """Find those of the spellings that are offered to a publisher who has not decided yet, by offer."""
    offers = {spelling["offer"] for spelling in summary.get("spellings", []) if "offer" in spelling}
    waiting = OfferedChange.objects.filter(pk__in=offers, outcome=ChangeOutcome.WAITING)
    return set(waiting.values_list("pk", flat=True)) if offers else set()


def get_finished_coverage(request: EditorRequest, pk: int) -> Coverage:
    """Load one's own finished work. Raises Http404 for any other."""
    coverage = get_own_coverage(request, pk)
    if not coverage.finished_at:
        raise Http404
    return coverage


@require_POST
@require_coverage_permission
def coverage_submit(request: EditorRequest, pk: int) -> HttpResponse:
    """Ask for review of every draft that this work added."""
    submitted, refusals = [], []
    for draft in list_drafts(get_finished_coverage(request, pk).summary):
        if draft.is_waiting:
            continue
        try:
            draft.submit(request.user)
            submitted.append(draft)
        except Refused as error:
            refusals.append(f"“{draft.row}”: {error}")
    if sent := describe_sent(submitted):
        messages.success(request, sent)
    for sentence in refusals:
        messages.error(request, sentence)
    return redirect("admin:coverage_summary", pk)


@require_POST
@require_coverage_permission
def coverage_take_up(request: EditorRequest, pk: int) -> HttpResponse:
    """Go on with rows that were left out, as new work on the same article."""
    coverage = get_finished_coverage(request, pk)
    try:
        ids = request.POST.getlist("row")
        again = take_up_left_out(coverage=coverage, ids=ids, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("admin:coverage_summary", pk)
    return redirect("admin:coverage_rows", again.pk)


@require_POST
@require_coverage_permission
def coverage_learn(request: EditorRequest, pk: int) -> HttpResponse:
    """Add a spelling that the article prints to the aliases of the claimant, or take it back."""
    coverage = get_finished_coverage(request, pk)
    is_undo = request.POST.get("do") == "undo"
    spellings = (list_learnt_spellings if is_undo else list_new_spellings)(coverage.summary)
    number = request.POST.get("number")
    spelling = next((spelling for spelling in spellings if str(spelling["number"]) == number), None)
    if spelling and request.user.has_perm("claims.add_alias"):
        who = {"coverage": coverage, "number": spelling["number"], "by": request.user, "now": timezone.now()}
        outcome = "is no longer an alias of {}."
        try:
            if is_undo:
                remove_spelling(**who)
            else:
                outcome = LEARNT if add_spelling(**who) else OFFERED
            messages.success(request, f"“{spelling['spelling']}” {outcome.format(spelling['name'])}")
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("admin:coverage_summary", pk)


@require_POST
@require_coverage_permission
def coverage_mark_read(request: EditorRequest, pk: int) -> HttpResponse:
    """Record that the article was read in full, unless that is recorded already."""
    article = get_article(get_finished_coverage(request, pk))
    article_admin = admin.site.get_model_admin(Article)
    if not article_admin.has_change_permission(request, article):
        messages.error(request, "Your account cannot change articles.")
    else:
        _, offered = mark_read_in_full(articles=[article.pk], by=request.user, now=timezone.now())
        messages.success(request, READ_OFFERED if offered else "Marked as read in full.")
    return redirect("admin:coverage_summary", pk)
