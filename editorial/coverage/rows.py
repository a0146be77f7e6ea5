"""Add coverage, the third page: the article's text beside the rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_POST, require_safe

from claims.coverage.article_defaults import ArticleDefaults, normalise_defaults, read_defaults
from claims.coverage.drafts import (
    EditConflict,
    close_coverage,
    explain_open,
    read_close_reason,
    resolve_revision,
    save_rows,
    take_up_unsaved,
)
from claims.coverage.rows import MAX_ROWS, CoverageRow, build_row, normalise_rows
from claims.coverage.save.claimants import find_meant
from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import check_row, check_rows, save_coverage
from claims.coverage.selections import build_copied_row
from claims.models import Coverage
from core.errors import Conflict, Refused, translate_refusals
from core.query_string import parse_id

from .access import (
    EditorRequest,
    forget_refused,
    get_own_coverage,
    parse_revision,
    parse_send,
    read_refused,
    read_revision,
    read_send,
    redirect_refused,
    render_page,
    require_coverage_permission,
    require_own_coverage,
)
from .conflicts import compare_versions, merge_versions
from .entities import load_names
from .form_data import WorkVersion, clean_post, find_new_topic_problems, find_unresolved
from .ready_claims import find_near_wordings, get_claim_label, get_search_words
from .row_display import (
    TOO_MANY_ROWS,
    Errors,
    Offers,
    build_error_lines,
    build_hint_lines,
    build_offers,
    list_edited_rows,
    read_left_out,
    render_rows_page,
)
from .summary import describe_left_out, describe_sent, list_drafts

UNKNOWN_DEFAULTS = {
    "topics": "For all rows: no topic is called “{}”. Choose from what is found.",
    "party": "For all rows: no party on the record is called “{}”. Choose from what is found, or name the "
    "new party in its row.",
}
EDITED_ROW = (
    "You have worked on this row, but not accepted it: {}. "
    "Accept it, drop it, or tick “Leave out” for it below."
)
SETTLEMENTS = ("take_mine", "take_both", "take_theirs")
"""What may be chosen of two copies."""
MAX_TOLD = 10
"""How many rows a message names."""


@require_coverage_permission
def coverage_rows(request: EditorRequest, pk: int) -> HttpResponse:
    """Show the rows; store or save what is sent."""
    coverage = get_own_coverage(request, pk)
    if not coverage.capture_id or (coverage.finished_at and request.method != "POST"):
        return redirect("admin:coverage_summary" if coverage.finished_at else "admin:coverage_check", pk)
    if request.method != "POST":
        errors, offers = find_problems(request, coverage)
        return render_rows_page(request, coverage, errors=errors, offers=offers)
    post = clean_post(request.POST)
    work, action = WorkVersion.read_posted(post, coverage), post.get("do", "keep")
    try:
        if coverage.finished_at:
            raise EditConflict(coverage)
        if action in ("save", "submit"):
            return save_and_redirect(request, coverage, work, submit=action == "submit")
        if action == "close":
            return close_and_redirect(request, coverage, work)
        return keep_and_redirect(request, coverage, work, action)
    except EditConflict as conflict:
        if conflict.coverage.finished_at:
            forget_settled(request, action)
            return take_up_and_redirect(request, conflict.coverage, work, action)
        return redirect_to_versions(request, coverage, work)


def redirect_to_versions(request: EditorRequest, coverage: Coverage, work: WorkVersion) -> HttpResponse:
    """Redirect to the page that shows `work`, which was not stored, beside what is stored."""
    send = read_send(request.POST)
    return redirect_refused(request, "coverage_edited", coverage.pk, work=asdict(work), send=send)


def take_up_and_redirect(
    request: EditorRequest, coverage: Coverage, work: WorkVersion, action: str
) -> HttpResponse:
    """Go on, in new work, with the rows that were not in `coverage` when another window finished it.

    Without such rows, or if they were given up, redirect to what came of it.
    """
    try:
        again = take_up_unsaved(
            coverage=coverage,
            rows=[] if action == "take_theirs" else work.rows,
            by=request.user,
            now=timezone.now(),
            defaults=work.defaults,
            close_reason=work.close_reason,
            send=read_send(request.POST),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect_to_versions(request, coverage, work)
    if again is None:
        if action == "keep":
            messages.info(request, "What was finished holds all rows of this window.")
        return redirect("admin:coverage_summary", coverage.pk)
    messages.warning(request, describe_taken_up(coverage, again))
    return redirect("admin:coverage_rows", again.pk)


def describe_taken_up(coverage: Coverage, again: Coverage) -> str:
    """Say which rows finished work was finished without, and that they are in `again`."""
    rows = describe_left_out(again.rows)
    told = [f"{row['description']}: {row['claim']}" if row["claim"] else row["description"] for row in rows]
    more = [f"and {len(told) - MAX_TOLD} more"] if len(told) > MAX_TOLD else []
    finished = dateformat.format(timezone.localtime(coverage.finished_at), r"H:i \o\n j F")
    were, they = ("row of yours was", "It is") if len(rows) == 1 else ("rows of yours were", "They are")
    return (
        f"This work was finished in another window at {finished}, and {len(rows)} {were} not in it. {they} "
        f"kept here, as new work on the same article: {'; '.join(told[:MAX_TOLD] + more)}."
    )


def save_and_redirect(
    request: EditorRequest, coverage: Coverage, work: WorkVersion, *, submit: bool
) -> HttpResponse:
    """Save all rows, or store them and redirect to the page that says what is wrong.

    `submit`: send what was saved for review as well.
    """
    if find_form_errors(request, work.rows, work.defaults, work.left_out):
        save_work(request, coverage, work)
        return redirect_to_refused(coverage, "save", work)
    try:
        summary = save_coverage(
            coverage=coverage,
            rows=work.rows,
            by=request.user,
            now=timezone.now(),
            revision=read_revision(request.POST, coverage),
            defaults=work.defaults,
            submit=submit,
            send=read_send(request.POST),
            close_reason=work.close_reason,
        )
    except RowsRefused as refused:
        tell_unforeseen(request, refused)
        return redirect_to_refused(coverage, "save", work)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect_to_refused(coverage, "save", work)
    sent = describe_sent(draft for draft in list_drafts(summary) if draft.is_waiting) if submit else ""
    if sent:
        messages.success(request, sent)
    return redirect("admin:coverage_summary", coverage.pk)


def redirect_to_refused(coverage: Coverage, what: str, work: WorkVersion) -> HttpResponse:
    """Redirect to the page of the stored rows, which finds anew what is wrong with them, however often.

    `what` was refused: "save" or "close".
    """
    return redirect_to_rows(coverage, work, {"refused": what})


def redirect_to_rows(
    coverage: Coverage, work: WorkVersion, query: Mapping[str, str | int], fragment: str | None = None
) -> HttpResponse:
    """Redirect to the page of the stored rows, on which those that were ticked to be left out still are."""
    if work.left_out:
        query = {**query, "left_out": ",".join(work.left_out)}
    return redirect(reverse("admin:coverage_rows", args=[coverage.pk], query=query, fragment=fragment))


def find_problems(request: EditorRequest, coverage: Coverage) -> tuple[Errors, Offers]:
    """Find what stands in the way of what was refused last, as the address says."""
    refused = request.GET.get("refused")
    if refused == "close":
        sentence = explain_open(coverage, read_close_reason(coverage))
        return ({"": {"close": [sentence]}} if sentence else {}), {}
    if refused != "save":
        return {}, {}
    rows, defaults = coverage.rows, read_defaults(coverage)
    if errors := find_form_errors(request, rows, defaults, read_left_out(request)):
        return errors, {}
    problems = check_rows(
        coverage=coverage, rows=rows, defaults=defaults, by=request.user, now=timezone.now()
    )
    return problems.errors, problems.offers


def tell_unforeseen(request: EditorRequest, refused: RowsRefused) -> None:
    """Say what the database alone has refused, which no check finds again."""
    coverage, rows = refused.coverage, refused.coverage.rows
    foreseen = check_rows(
        coverage=coverage,
        rows=rows,
        defaults=read_defaults(coverage),
        by=request.user,
        now=timezone.now(),
    )
    if not foreseen:
        for line in build_error_lines(rows, refused.errors):
            row = f"Row {line['number']}: " if line["row"] else ""
            messages.error(request, f"{row}{line['sentence']}")


def find_form_errors(
    request: EditorRequest, rows: list[CoverageRow], defaults: ArticleDefaults, left_out: list[str]
) -> Errors:
    """Find what is wrong before anything is compared with the record."""
    may_add_topics = request.user.has_perm("claims.add_topic")
    errors = find_unresolved(rows, may_add_topics=may_add_topics)
    typed = defaults["typed"]
    unknown = {
        name: [words.format(typed[name])] for name, words in UNKNOWN_DEFAULTS.items() if typed.get(name)
    }
    if may_add_topics and unknown.pop("topics", []):
        unknown |= find_new_topic_problems(defaults)
    if unknown:
        errors[""] = unknown
    for edited in list_edited_rows(rows):
        if edited.id not in left_out:
            errors.setdefault(edited.id, {})[""] = [EDITED_ROW.format(edited.description)]
    return errors


def save_work(request: EditorRequest, coverage: Coverage, work: WorkVersion) -> Coverage:
    """Store all that is kept of `work`. Raises EditConflict."""
    return save_rows(
        coverage=coverage,
        rows=work.rows,
        by=request.user,
        now=timezone.now(),
        revision=read_revision(request.POST, coverage),
        defaults=work.defaults,
        send=read_send(request.POST),
        close_reason=work.close_reason,
    )


def close_and_redirect(request: EditorRequest, coverage: Coverage, work: WorkVersion) -> HttpResponse:
    """Finish the work without recording anything, or say what stands in the way."""
    coverage = save_work(request, coverage, work)
    try:
        close_coverage(
            coverage=coverage,
            reason=read_close_reason(coverage),
            by=request.user,
            now=timezone.now(),
            revision=coverage.revision,
        )
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect_to_refused(coverage, "close", work)
    except Refused:
        return redirect_to_refused(coverage, "close", work)
    return redirect("admin:coverage_summary", coverage.pk)


def keep_and_redirect(
    request: EditorRequest, coverage: Coverage, work: WorkVersion, action: str
) -> HttpResponse:
    """Store the work as it is, then go where `action` says.

    "page:2" is another page of rows, "similar:r1" this one at the row, "copy:r1" and "opposite:r1" the
    page with a copy of the row, "leave" the first page. "take_both" and "take_theirs" settle a conflict of
    two versions.
    """
    command, _, argument = action.partition(":")
    if action in ("take_both", "take_theirs") and read_revision(request.POST, coverage) == coverage.revision:
        stored = WorkVersion.read_stored(coverage)
        work = merge_versions(work, stored) if action == "take_both" else stored
        if len(work.rows) > MAX_ROWS:
            raise EditConflict(coverage)
    elif command in ("copy", "opposite") and len(work.rows) >= MAX_ROWS:
        messages.error(request, TOO_MANY_ROWS)
    elif command in ("copy", "opposite"):
        rows, argument = add_copy(work.rows, argument, opposite=command == "opposite")
        work = replace(work, rows=rows)
    coverage = save_work(request, coverage, work)
    forget_settled(request, action)
    if command == "leave":
        return redirect("admin:coverage_begin")
    if command in ("similar", "copy", "opposite"):
        return redirect_to_rows(coverage, work, {"row": argument}, fragment=f"row-{argument}")
    number = argument if command == "page" else request.POST.get("page", "1")
    return redirect_to_rows(coverage, work, {"page": parse_id(number) or 1})


def forget_settled(request: EditorRequest, action: str) -> None:
    """Forget the comparison that `action` has settled: Back leads to the rows instead."""
    if action in SETTLEMENTS:
        forget_refused(request)


def add_copy(rows: list[CoverageRow], row_id: str, *, opposite: bool) -> tuple[list[CoverageRow], str]:
    """Add a copy of a row behind it. Returns all rows, and the id of the copy, or `row_id` without one."""
    for index, row in enumerate(rows):
        if row["id"] == row_id:
            copy = build_copied_row(build_row(**row), rows, opposite=opposite)
            return [*rows[: index + 1], copy, *rows[index + 1 :]], copy["id"]
    return rows, row_id


@require_safe
@require_coverage_permission
def coverage_edited(request: EditorRequest, pk: int) -> HttpResponse:
    """Show both versions of work that was changed elsewhere since the page was opened.

    It may be finished there by now: what is here is still shown, and can still be sent.
    """
    coverage = get_own_coverage(request, pk)
    refused = read_refused(request, "coverage_edited", coverage.pk)
    if refused is None:
        return redirect("admin:coverage_rows", coverage.pk)
    own, stored = WorkVersion(**refused["work"]), WorkVersion.read_stored(coverage)
    return render_page(
        request,
        "coverage_edited",
        {
            "title": "This work was changed in another place",
            "coverage": coverage,
            "differences": compare_versions(own, stored),
            "own": own,
            "own_json": {name: json.dumps(getattr(own, name)) for name in ("rows", "defaults")},
            "send": refused["send"],
            "too_many": TOO_MANY_ROWS if len(merge_versions(own, stored).rows) > MAX_ROWS else "",
        },
    )


@require_POST
@require_own_coverage
def coverage_check_row(request: EditorRequest, coverage: Coverage) -> JsonResponse:
    """Say what a save would object to in one row: {"row", "rows", "defaults"} gives {"errors", "offers"}.

    "meant" are the fields that accepting fills: a claimant of the record whose name was only typed. "names"
    are theirs. "near": what the claim of the row is to the words of the others, see find_near_wordings.
    Nothing is stored.
    """
    try:
        sent = json.loads(request.body)
        row_id, rows = str(sent["row"]), normalise_rows(sent["rows"])
        defaults = normalise_defaults(sent["defaults"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    errors = find_unresolved(
        [row for row in rows if row["id"] == row_id],
        may_add_topics=request.user.has_perm("claims.add_topic"),
        accepted=True,
    ).get(row_id, {})
    problems = check_row(
        coverage=coverage, rows=rows, row_id=row_id, defaults=defaults, by=request.user, now=timezone.now()
    )
    errors |= problems.errors.get(row_id, {})
    offers = build_offers(rows, problems.offers).get(row_id, {})
    meant = next((find_meant(row) for row in rows if row["id"] == row_id), {})
    named = {"meant": meant, "names": load_names([build_row(**meant)])} if meant else {}
    near = {} if errors else compare_with_others(row_id, rows)
    compared = {"near": near} if near else {}
    return JsonResponse({"errors": errors, "offers": offers, **compared, **named})


def compare_with_others(row_id: str, rows: list[CoverageRow]) -> dict[str, str]:
    """Compare the claim of a row with the words of the others: "close", "opposite" or "", by those words."""
    names = load_names(rows)
    claim = next((get_claim_label(row, names) for row in rows if row["id"] == row_id), "")
    words = dict.fromkeys(get_search_words(row, names) for row in rows if row["id"] != row_id)
    return find_near_wordings([claim], list(filter(None, words)))[claim] if claim else {}


@require_POST
@require_coverage_permission
@translate_refusals()
def coverage_kept(request: EditorRequest, pk: int) -> JsonResponse:
    """Store {"revision", "rows", "defaults", "close_reason", "send", "unanswered"}, sent with every change.

    "send" is a new name for this request, "unanswered" lists those of the window that were never answered,
    because the page was reloaded or the network failed: what they stored is no other window's.

    Answers with status 409, and stores nothing, when the work was changed or finished elsewhere.
    """
    coverage = get_own_coverage(request, pk, lock=True)
    try:
        sent = json.loads(request.body)
        revision, rows = parse_revision(sent["revision"]), sent["rows"]
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise TypeError
        send, unanswered = parse_send(sent.get("send")), [str(name) for name in sent.get("unanswered", [])]
        close_reason = str(sent["close_reason"]) if "close_reason" in sent else None
        defaults = normalise_defaults(sent["defaults"]) if "defaults" in sent else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    try:
        coverage = save_rows(
            coverage=coverage,
            rows=rows,
            by=request.user,
            now=timezone.now(),
            revision=resolve_revision(coverage, revision, unanswered),
            defaults=defaults,
            send=send,
            close_reason=close_reason,
        )
    except EditConflict as conflict:
        is_finished = conflict.coverage.finished_at is not None
        return JsonResponse(
            {"problem": "This work was changed elsewhere.", "is_finished": is_finished}, status=409
        )
    changed_at = timezone.localtime(coverage.changed_at)
    return JsonResponse(
        {
            "revision": coverage.revision,
            "at": f"{changed_at:%H:%M}",
            "hints": build_hint_lines(coverage, coverage.rows, request.user),
        }
    )
