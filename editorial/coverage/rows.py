"""Add coverage, the third page: the article's text beside the rows that will be recorded."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims import coverage as desk
from claims.models import Coverage
from claims.rules import Refused

from .access import desk_page, edition_of, on_own_work, own_work, page
from .conflicts import both, differences
from .form_data import is_undecided, posted_rows, unresolved
from .row_display import hint_lines, rows_page

UNDECIDED = "{} neither accepted nor dropped. Accept, drop, or tick “Leave out” below to save without {}."


@on_own_work
def coverage_rows(request: HttpRequest, coverage: Coverage) -> HttpResponse:
    """What the article says, and who is proposed to have said it."""
    if not coverage.capture_id:
        return redirect("admin:coverage_check", coverage.pk)
    if request.method != "POST":
        return rows_page(request, coverage, coverage.rows)
    rows, what = posted_rows(request.POST, coverage), request.POST.get("do", "keep")
    try:
        if what == "save":
            return save(request, coverage, rows)
        return keep(request, coverage, rows, what)
    except desk.EditedElsewhere as edited:
        if edited.coverage.finished_at:
            return redirect("admin:coverage_summary", coverage.pk)
        return edited_page(request, edited.coverage, rows)


def save(request, coverage: Coverage, rows: list[dict]) -> HttpResponse:
    """All rows onto the record, or none and the page again with what stands in the way."""
    edition, offers = edition_of(request.POST.get("edition", "")), {}
    errors = refused_here(request, rows)
    if not errors:
        try:
            left = [without_undecided(row) for row in rows]
            desk.save(coverage=coverage, rows=left, by=request.user, now=timezone.now(), edition=edition)
            return redirect("admin:coverage_summary", coverage.pk)
        except desk.RowsRefused as refused:
            errors, offers, edition = refused.errors, refused.offers, refused.coverage.edition
        except Refused as refused:
            coverage.refresh_from_db()
            errors, edition = {"": {"": [str(refused)]}}, coverage.edition
    # What was left out for the record's sake is a proposal again.
    coverage = kept(request, coverage, rows, edition)
    return rows_page(request, coverage, coverage.rows, errors=errors, offers=offers, status=422)


def refused_here(request, rows: list[dict]) -> dict[str, dict[str, list[str]]]:
    """What stands in the way before the record is asked."""
    errors = unresolved(rows)
    undecided = [row for row in rows if is_undecided(row)]
    if undecided and "leave_out" not in request.POST:
        one = len(undecided) == 1
        how_many = "One proposal is" if one else f"{len(undecided)} proposals are"
        errors[""] = {"": [UNDECIDED.format(how_many, "it" if one else "them")]}
    return errors


def without_undecided(row: dict) -> dict:
    return {**row, "dropped": True} if is_undecided(row) else row


def kept(request, coverage: Coverage, rows: list[dict], edition: int) -> Coverage:
    return desk.keep(coverage=coverage, rows=rows, by=request.user, now=timezone.now(), edition=edition)


def keep(request, coverage: Coverage, rows: list[dict], what: str) -> HttpResponse:
    """Keep the work as it is, then show what was asked for: a page, or claims similar to one typed."""
    if what in ("take_both", "take_theirs"):
        mine = request.POST.get("edition") == str(coverage.edition)
        if mine:
            rows = both(rows, coverage.rows) if what == "take_both" else coverage.rows
    coverage = kept(request, coverage, rows, edition_of(request.POST.get("edition", "")))
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


def edited_page(request, coverage: Coverage, mine: list[dict]) -> HttpResponse:
    """The work was changed elsewhere since this page was opened: both copies, and the choice."""
    return page(
        request,
        "coverage_edited",
        {
            "title": "This work was changed in another place",
            "coverage": coverage,
            "differences": differences(mine, coverage.rows),
            "mine_json": json.dumps(mine),
        },
        409,
    )


@require_POST
@desk_page
def coverage_kept(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep {"edition", "rows"}. 409 when the work was changed or finished elsewhere: nothing is kept."""
    coverage = own_work(request, pk)
    try:
        sent = json.loads(request.body)
        edition, rows = sent["edition"], sent["rows"]
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "This is not what the desk sends."}, status=400)
    try:
        coverage = desk.keep(
            coverage=coverage, rows=rows, by=request.user, now=timezone.now(), edition=edition_of(edition)
        )
    except (desk.EditedElsewhere, Coverage.DoesNotExist):
        return JsonResponse({"problem": "This work was changed elsewhere."}, status=409)
    at = timezone.localtime(coverage.changed_at)
    return JsonResponse(
        {
            "edition": coverage.edition,
            "at": f"{at:%H:%M}",
            "hints": hint_lines(coverage, coverage.rows, request.user),
        }
    )
