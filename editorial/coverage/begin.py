"""Add coverage, the first page: bring an article in, or go on with what is half done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims import coverage as desk
from claims.models import Coverage, Report
from claims.rules import Refused
from editorial.admin.base.forms import is_id
from sources.models import Article

from .access import desk_page, on_own_work, own_work, page
from .intake import BeginForm, captured, described

MOST_UNFINISHED = 20


@desk_page
def coverage_begin(request: HttpRequest) -> HttpResponse:
    """Three ways to bring an article in; and one's own unfinished work."""
    asked = request.POST if request.method == "POST" else request.GET
    report, article = row_asked(request, Report, asked), row_asked(request, Article, asked)
    if request.method != "POST":
        return begin_page(request, BeginForm(initial={"url": address_of(report, article)}), report, article)
    form = BeginForm(request.POST, request.FILES)
    if not form.is_valid():
        return begin_page(request, form, report, article, status=422)
    if form.cleaned_data["way"] == "article":
        if not (article and captured(article)):
            form.add_error(None, "There is no text of this article at hand. Bring it in below.")
            return begin_page(request, form, report, article, status=422)
        coverage = desk.begin(by=request.user, now=timezone.now(), report=report, article=article)
        return redirect("admin:coverage_resume", coverage.pk)
    now = timezone.now()
    coverage = desk.begin(by=request.user, now=now, report=report)
    desk.hold(coverage=coverage, brought=form.brought(), by=request.user, now=now, edition=coverage.edition)
    return redirect("admin:coverage_check", coverage.pk)


def begin_page(request, form: BeginForm, report, article, status: int = 200) -> HttpResponse:
    unfinished = list(desk.unfinished(request.user)[: MOST_UNFINISHED + 1])
    return page(
        request,
        "coverage_begin",
        {
            "title": "Add coverage",
            "form": form,
            "report": report,
            "article": article,
            "article_has_text": bool(article) and captured(article),
            "unfinished": [line(one) for one in unfinished[:MOST_UNFINISHED]],
            "more": len(unfinished) > MOST_UNFINISHED,
        },
        status,
    )


def line(coverage: Coverage) -> dict:
    """A piece of unfinished work as it is listed."""
    waiting = [row for row in coverage.rows if not row.get("dropped")]
    return {
        "coverage": coverage,
        "what": described(coverage),
        "rows": len(waiting),
        "accepted": sum(1 for row in waiting if row.get("accepted")),
    }


def row_asked(request, model, asked):
    """The row whose id came with the address; None for none, 404 for one that is not to be seen."""
    name = model._meta.model_name
    given = asked.get(name)
    if not given:
        return None
    if not request.user.has_perm(f"{model._meta.app_label}.view_{name}"):
        raise Http404
    return get_object_or_404(model, pk=given if is_id(given) else 0)


def address_of(report, article) -> str:
    """What to propose as the address: that of the article, or the one a reader reported."""
    return (article.canonical_url if article else "") or getattr(report, "source_url", "") or ""


@require_safe
@desk_page
def coverage_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page on which this work is to be gone on with."""
    coverage = own_work(request, pk)
    if coverage.finished_at:
        return redirect("admin:coverage_summary", pk)
    return redirect("admin:coverage_rows" if coverage.capture_id else "admin:coverage_check", pk)


@require_POST
@on_own_work
def coverage_discard(request: HttpRequest, coverage: Coverage) -> HttpResponse:
    """Away with unfinished work. What is on the record already stays."""
    what = described(coverage)
    try:
        desk.discard(coverage=coverage, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Discarded: {what}. Nothing on the record was changed.")
    return redirect("admin:coverage_begin")
