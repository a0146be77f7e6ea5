"""Add coverage, the first page: bring an article in, or continue unfinished work."""

from dataclasses import dataclass
from typing import Self, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.coverage.drafts import begin_coverage, discard_coverage, list_unfinished, save_intake
from claims.models import Coverage, Lead, Report
from core.errors import Refused
from core.query_string import parse_id
from sources.models import Article

from .access import (
    EditorRequest,
    forget_refused,
    get_own_coverage,
    read_refused,
    redirect_refused,
    render_page,
    require_coverage_permission,
    require_own_coverage,
)
from .bookmarklet import read_shared, write_bookmarklet
from .intake import BeginForm, describe_coverage, has_text

M = TypeVar("M", Report, Article, Lead)
MAX_UNFINISHED = 20


@dataclass(frozen=True)
class Occasion:
    """The rows that work begins with, of which each may be missing."""

    report: Report | None = None
    article: Article | None = None
    lead: Lead | None = None

    @classmethod
    def read(cls, request: EditorRequest) -> Self:
        """Load the rows that the request names. Raises Http404 like get_requested_row."""
        parameters = request.POST if request.method == "POST" else request.GET
        return cls(
            report=get_requested_row(request, Report, parameters),
            article=get_requested_row(request, Article, parameters),
            lead=get_requested_row(request, Lead, parameters),
        )

    @property
    def query(self) -> dict[str, int]:
        """The parameters that `read` reads."""
        rows = {"report": self.report, "article": self.article, "lead": self.lead}
        return {name: row.pk for name, row in rows.items() if row is not None}

    @property
    def address(self) -> str:
        """The address of the article, else that of the lead, else the one that a reader reported."""
        addresses = (
            self.article.canonical_url if self.article else "",
            self.lead.url if self.lead else "",
            self.report.source_url if self.report else "",
        )
        return next(filter(None, addresses), "")


@require_coverage_permission
def coverage_begin(request: EditorRequest) -> HttpResponse:
    """Bring an article in, or list one's own unfinished work."""
    occasion = Occasion.read(request)
    article = occasion.article
    if request.method != "POST":
        refused = read_refused(request, "coverage_begin")
        form = BeginForm(initial={"url": occasion.address})
        if refused:
            form = BeginForm.restore(refused["data"], refused["errors"])
        return render_begin_page(request, form, occasion)
    form = BeginForm(request.POST, request.FILES)
    if not form.is_valid():
        return redirect_to_refused(request, form, occasion)
    now = timezone.now()
    if form.cleaned_data["way"] == "article":
        if not (article and has_text(article)):
            form.add_error(None, "There is no text of this article at hand. Bring it in below.")
            return redirect_to_refused(request, form, occasion)
        coverage = begin_coverage(by=request.user, now=now, report=occasion.report, article=article)
        return redirect("admin:coverage_resume", coverage.pk)
    coverage = begin_coverage(by=request.user, now=now, report=occasion.report)
    save_intake(
        coverage=coverage,
        intake=form.build_intake(),
        by=request.user,
        now=now,
        revision=coverage.revision,
    )
    forget_refused(request)
    return redirect("admin:coverage_check", coverage.pk)


def redirect_to_refused(request: EditorRequest, form: BeginForm, occasion: Occasion) -> HttpResponse:
    """Redirect to the page with what was typed, and why it was refused. A file has to be chosen again."""
    data = {name: request.POST.get(name, "") for name in form.fields if name != "file"}
    errors = form.list_errors()
    return redirect_refused(request, "coverage_begin", query=occasion.query, data=data, errors=errors)


@require_coverage_permission
@require_safe
def coverage_add(request: EditorRequest) -> HttpResponse:
    """Show the first page filled in with what the address says of a page: `url`, `title` and `text`.

    Nothing is fetched or stored before the editor has sent the form.
    """
    return render_begin_page(request, BeginForm(initial=read_shared(request.GET)), Occasion())


def render_begin_page(request: EditorRequest, form: BeginForm, occasion: Occasion) -> HttpResponse:
    article = occasion.article
    unfinished = list(list_unfinished(request.user)[: MAX_UNFINISHED + 1])
    return render_page(
        request,
        "coverage_begin",
        {
            "title": "Add coverage",
            "form": form,
            "report": occasion.report,
            "lead": occasion.lead,
            "article": article,
            "article_has_text": article is not None and has_text(article),
            "unfinished": [build_list_item(coverage) for coverage in unfinished[:MAX_UNFINISHED]],
            "more": len(unfinished) > MAX_UNFINISHED,
            "bookmarklet": write_bookmarklet(request),
            "has_selection": not form.is_bound and bool(form["text"].value()),
        },
    )


def build_list_item(coverage: Coverage) -> dict:
    """Build the line that lists a piece of unfinished work."""
    rows = [row for row in coverage.rows if not row.get("dropped")]
    return {
        "coverage": coverage,
        "description": describe_coverage(coverage),
        "rows": len(rows),
        "accepted": sum(1 for row in rows if row.get("accepted")),
    }


def get_requested_row(request: EditorRequest, model: type[M], parameters: QueryDict) -> M | None:
    """Load the object whose id is in the parameter with the model's name.

    Returns None without the parameter. Raises Http404 for no such object, and for one that the editor may not
    see.
    """
    name = str(model._meta.model_name)
    value = parameters.get(name)
    if not value:
        return None
    if not request.user.has_perm(f"{model._meta.app_label}.view_{name}"):
        raise Http404
    return get_object_or_404(model, pk=parse_id(value) or 0)


@require_safe
@require_coverage_permission
def coverage_resume(request: EditorRequest, pk: int) -> HttpResponse:
    """Redirect to the page on which the work is continued."""
    coverage = get_own_coverage(request, pk)
    if coverage.finished_at:
        return redirect("admin:coverage_summary", pk)
    return redirect("admin:coverage_rows" if coverage.capture_id else "admin:coverage_check", pk)


@require_POST
@require_own_coverage
def coverage_discard(request: EditorRequest, coverage: Coverage) -> HttpResponse:
    """Delete unfinished work. What is on the record already stays."""
    description = describe_coverage(coverage)
    try:
        discard_coverage(coverage=coverage, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Discarded: {description}. Nothing on the record was changed.")
    return redirect("admin:coverage_begin")
