"""Add coverage, the first page: bring an article in, or go on with what is half done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.coverage.drafts import begin_coverage, discard_coverage, list_unfinished, save_intake
from claims.models import Coverage, Report
from claims.rules import Refused
from editorial.admin.base.forms import is_id
from sources.models import Article

from .access import get_own_coverage, render_page, require_coverage_permission, require_own_coverage
from .intake import BeginForm, describe_coverage, has_text

MAX_UNFINISHED = 20


@require_coverage_permission
def coverage_begin(request: HttpRequest) -> HttpResponse:
    """Three ways to bring an article in; and one's own unfinished work."""
    asked = request.POST if request.method == "POST" else request.GET
    report, article = get_requested_row(request, Report, asked), get_requested_row(request, Article, asked)
    if request.method != "POST":
        return render_begin_page(
            request, BeginForm(initial={"url": get_proposed_address(report, article)}), report, article
        )
    form = BeginForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_begin_page(request, form, report, article, status=422)
    if form.cleaned_data["way"] == "article":
        if not (article and has_text(article)):
            form.add_error(None, "There is no text of this article at hand. Bring it in below.")
            return render_begin_page(request, form, report, article, status=422)
        coverage = begin_coverage(by=request.user, now=timezone.now(), report=report, article=article)
        return redirect("admin:coverage_resume", coverage.pk)
    now = timezone.now()
    coverage = begin_coverage(by=request.user, now=now, report=report)
    save_intake(coverage=coverage, intake=form.intake(), by=request.user, now=now, revision=coverage.revision)
    return redirect("admin:coverage_check", coverage.pk)


def render_begin_page(request, form: BeginForm, report, article, status: int = 200) -> HttpResponse:
    unfinished = list(list_unfinished(request.user)[: MAX_UNFINISHED + 1])
    return render_page(
        request,
        "coverage_begin",
        {
            "title": "Add coverage",
            "form": form,
            "report": report,
            "article": article,
            "article_has_text": bool(article) and has_text(article),
            "unfinished": [build_list_item(one) for one in unfinished[:MAX_UNFINISHED]],
            "more": len(unfinished) > MAX_UNFINISHED,
        },
        status,
    )


def build_list_item(coverage: Coverage) -> dict:
    """A piece of unfinished work as it is listed."""
    waiting = [row for row in coverage.rows if not row.get("dropped")]
    return {
        "coverage": coverage,
        "what": describe_coverage(coverage),
        "rows": len(waiting),
        "accepted": sum(1 for row in waiting if row.get("accepted")),
    }


def get_requested_row(request, model, asked):
    """The row whose id came with the address; None for none, 404 for one that is not to be seen."""
    name = model._meta.model_name
    given = asked.get(name)
    if not given:
        return None
    if not request.user.has_perm(f"{model._meta.app_label}.view_{name}"):
        raise Http404
    return get_object_or_404(model, pk=given if is_id(given) else 0)


def get_proposed_address(report, article) -> str:
    """What to propose as the address: that of the article, or the one a reader reported."""
    return (article.canonical_url if article else "") or getattr(report, "source_url", "") or ""


@require_safe
@require_coverage_permission
def coverage_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page on which this work is to be gone on with."""
    coverage = get_own_coverage(request, pk)
    if coverage.finished_at:
        return redirect("admin:coverage_summary", pk)
    return redirect("admin:coverage_rows" if coverage.capture_id else "admin:coverage_check", pk)


@require_POST
@require_own_coverage
def coverage_discard(request: HttpRequest, coverage: Coverage) -> HttpResponse:
    """Away with unfinished work. What is on the record already stays."""
    what = describe_coverage(coverage)
    try:
        discard_coverage(coverage=coverage, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Discarded: {what}. Nothing on the record was changed.")
    return redirect("admin:coverage_begin")
