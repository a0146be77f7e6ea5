"""Add coverage, the third page: the article's text beside the rows that will be recorded."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.coverage.drafts import EditConflict, save_rows
from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import save_coverage
from claims.models import Coverage
from claims.rules import Refused

from .access import (
    get_own_coverage,
    parse_revision,
    render_page,
    require_coverage_permission,
    require_own_coverage,
)
from .conflicts import compare_copies, merge_copies
from .form_data import find_unresolved, is_undecided, read_rows
from .row_display import build_hint_lines, render_rows_page

UNDECIDED_ROWS = (
    "{} neither accepted nor dropped. Accept, drop, or tick “Leave out” below to save without {}."
)


@require_own_coverage
def coverage_rows(request: HttpRequest, coverage: Coverage) -> HttpResponse:
    """What the article says, and who is proposed to have said it."""
    if not coverage.capture_id:
        return redirect("admin:coverage_check", coverage.pk)
    if request.method != "POST":
        return render_rows_page(request, coverage, coverage.rows)
    rows, what = read_rows(request.POST, coverage), request.POST.get("do", "keep")
    try:
        if what == "save":
            return save_and_redirect(request, coverage, rows)
        return keep_and_redirect(request, coverage, rows, what)
    except EditConflict as edited:
        if edited.coverage.finished_at:
            return redirect("admin:coverage_summary", coverage.pk)
        return render_conflict_page(request, edited.coverage, rows)


def save_and_redirect(request, coverage: Coverage, rows: list[dict]) -> HttpResponse:
    """All rows onto the record, or none and the page again with what stands in the way."""
    revision, offers = parse_revision(request.POST.get("revision", "")), {}
    errors = find_form_errors(request, rows)
    if not errors:
        try:
            remaining = [drop_undecided(row) for row in rows]
            save_coverage(
                coverage=coverage, rows=remaining, by=request.user, now=timezone.now(), revision=revision
            )
            return redirect("admin:coverage_summary", coverage.pk)
        except RowsRefused as refused:
            errors, offers, revision = refused.errors, refused.offers, refused.coverage.revision
        except Refused as refused:
            coverage.refresh_from_db()
            errors, revision = {"": {"": [str(refused)]}}, coverage.revision
    # What was left out for the record's sake is a proposal again.
    coverage = save_posted_rows(request, coverage, rows, revision)
    return render_rows_page(request, coverage, coverage.rows, errors=errors, offers=offers, status=422)


def find_form_errors(request, rows: list[dict]) -> dict[str, dict[str, list[str]]]:
    """What stands in the way before the record is asked."""
    errors = find_unresolved(rows)
    undecided = [row for row in rows if is_undecided(row)]
    if undecided and "leave_out" not in request.POST:
        one = len(undecided) == 1
        how_many = "One proposal is" if one else f"{len(undecided)} proposals are"
        errors[""] = {"": [UNDECIDED_ROWS.format(how_many, "it" if one else "them")]}
    return errors


def drop_undecided(row: dict) -> dict:
    return {**row, "dropped": True} if is_undecided(row) else row


def save_posted_rows(request, coverage: Coverage, rows: list[dict], revision: int) -> Coverage:
    return save_rows(coverage=coverage, rows=rows, by=request.user, now=timezone.now(), revision=revision)


def keep_and_redirect(request, coverage: Coverage, rows: list[dict], what: str) -> HttpResponse:
    """Keep the work as it is, then show what was asked for: a page, or claims similar to one typed."""
    if what in ("take_both", "take_theirs"):
        mine = request.POST.get("revision") == str(coverage.revision)
        if mine:
            rows = merge_copies(rows, coverage.rows) if what == "take_both" else coverage.rows
    coverage = save_posted_rows(request, coverage, rows, parse_revision(request.POST.get("revision", "")))
    address = reverse("admin:coverage_rows", args=[coverage.pk])
    word, _, argument = what.partition(":")
    number = request.POST.get("page", "1")
    if word == "similar":
        return redirect(f"{address}?page={number}&similar={argument}#row-{argument}")
    if word == "page":
        number = argument
    if word == "leave":
        return redirect("admin:coverage_begin")
    return redirect(f"{address}?page={number if number.isascii() and number.isdigit() else 1}")


def render_conflict_page(request, coverage: Coverage, mine: list[dict]) -> HttpResponse:
    """The work was changed elsewhere since this page was opened: both copies, and the choice."""
    return render_page(
        request,
        "coverage_edited",
        {
            "title": "This work was changed in another place",
            "coverage": coverage,
            "differences": compare_copies(mine, coverage.rows),
            "mine_json": json.dumps(mine),
        },
        409,
    )


@require_POST
@require_coverage_permission
def coverage_kept(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep {"revision", "rows"}. 409 when the work was changed or finished elsewhere: nothing is kept."""
    coverage = get_own_coverage(request, pk)
    try:
        sent = json.loads(request.body)
        revision, rows = sent["revision"], sent["rows"]
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    try:
        coverage = save_rows(
            coverage=coverage,
            rows=rows,
            by=request.user,
            now=timezone.now(),
            revision=parse_revision(revision),
        )
    except (EditConflict, Coverage.DoesNotExist):
        return JsonResponse({"problem": "This work was changed elsewhere."}, status=409)
    at = timezone.localtime(coverage.changed_at)
    return JsonResponse(
        {
            "revision": coverage.revision,
            "at": f"{at:%H:%M}",
            "hints": build_hint_lines(coverage, coverage.rows, request.user),
        }
    )
