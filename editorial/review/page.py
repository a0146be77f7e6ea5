"""The review page of an article or a claim: every draft beside the captured text."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from claims.actions import send_back
from claims.coverage.rows import quote_words
from claims.models import Citation, Review, ReviewOutcome, State, Statement
from core.errors import Refused
from core.query_string import parse_id
from editorial.admin.base import Workflow, admin_url, list_ticks
from editorial.admin.workflow.review import NoteForm

from .drafts import MAX_ROWS, load_drafts
from .publication import PublicationQuestion, group_statements, may_publish, publish_and_tell

ROWS_ON_A_PAGE = 25
NOTHING_TICKED = "Tick the drafts first."
NOTE = "review_note"
"""The key in a session of a note for sending back that was typed and not sent."""
NOT_SENT = "It is not waiting for review, so there is nobody to send it back to."

WAITING = Exists(
    Review.objects.filter(
        Q(claim=OuterRef("claim")) | Q(statement=OuterRef("pk")), outcome=ReviewOutcome.WAITING
    )
)
UNVERIFIED = Exists(Citation.objects.filter(statement=OuterRef("pk"), proved_at=None))
FILTERS: dict[str, tuple[str, Any]] = {
    "": ("All drafts", None),
    "waiting": ("Waiting for review", WAITING),
    "unsent": ("Not sent for review", ~WAITING),
    "unverified": ("Unverified excerpts", UNVERIFIED),
}


def drafts_of_claim(claim) -> QuerySet[Statement]:
    return Statement.objects.filter(claim=claim, state=State.DRAFT)


def drafts_of_article(article) -> QuerySet[Statement]:
    """Return the draft statements that cite an article, on claims that readers may come to see."""
    cited = Citation.objects.filter(article=article).values("statement")
    drafts = Statement.objects.filter(pk__in=cited, state=State.DRAFT)
    return drafts.exclude(claim__state=State.RETRACTED)


def read_kept_note(request: HttpRequest) -> str:
    """Return the note that was typed on this page before something else on it was published."""
    kept = request.session.get(NOTE, {})
    return kept.get("note", "") if kept.get("page") == request.path else ""


class ReviewPage(Workflow):
    """All drafts of one row on one page; ticked ones are published or sent back.

    `get_drafts` returns the drafts of a row.
    """

    def __init__(self, get_drafts: Callable[..., QuerySet[Statement]]):
        self.get_drafts = get_drafts

    def get_urls(self):
        return [self.make_url("review", self.view)]

    def get_steps(self, request, obj):
        if not self.may_look(request) or not self.get_drafts(obj).exists():
            return []
        return [self.make_step("review", "Review drafts", obj)]

    def may_look(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["claims.view_statement", "claims.view_citation"])

    def view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.may_look(request):
            raise PermissionDenied
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            return self.model_admin.redirect_missing(request, object_id)
        if request.method != "POST":
            return self.show(request, obj)
        action, _, single = request.POST.get("do", "").partition(":")
        ids = [single] if single else request.POST.getlist("on_page" if action == "publish_all" else "row")
        chosen = self.find_chosen(obj, ids)
        if not chosen:
            return self.show(request, obj, error=NOTHING_TICKED)
        if action == "send_back":
            return self.send_back(request, obj, chosen)
        return self.publish(request, obj, chosen)

    def find_chosen(self, obj, ids: list[str]) -> list[Statement]:
        """Find the drafts with these ids, at most MAX_ROWS; those published meanwhile as well."""
        numbers = [number for pk in ids[:MAX_ROWS] if (number := parse_id(pk)) is not None]
        rows = Statement.objects.filter(pk__in=numbers).select_related("claim", "claimant", "party")
        own = self.get_drafts(obj).filter(pk__in=numbers).values("pk")
        return list(rows.filter(Q(pk__in=own) | ~Q(state=State.DRAFT)).defer("claim__search").order_by("pk"))

    # --- publishing --------------------------------------------------------------------------

    def publish(self, request: HttpRequest, obj, chosen: list[Statement]) -> HttpResponse:
        if not may_publish(request):
            raise PermissionDenied
        if note := request.POST.get("note", ""):
            request.session[NOTE] = {"page": request.path, "note": note}
        question = PublicationQuestion(
            group_statements(chosen), request.user, only={row.pk for row in chosen}
        )
        if publish_and_tell(self.model_admin, request, question):
            return HttpResponseRedirect(self.get_address(request, obj))
        return self.model_admin.render_page(
            request,
            "admin/record_publish.html",
            obj,
            question=question,
            **question.explain(request),
            hidden=[("do", "publish"), *(("row", row.pk) for row in chosen)],
            back=self.get_address(request, obj),
            ticks=list_ticks(row.pk for row in chosen),
        )

    # --- sending back ------------------------------------------------------------------------

    def send_back(self, request: HttpRequest, obj, chosen: list[Statement]) -> HttpResponse:
        if not request.user.has_perm("claims.change_review"):
            raise PermissionDenied
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.show(request, obj, error=" ".join(map(str, form.errors["note"])))
        note = form.cleaned_data["note"]
        rows = group_statements(chosen)
        reviews = {
            (review.claim_id, review.statement_id): review
            for review in Review.objects.filter(
                Q(claim__in=[row.pk for row in rows]) | Q(statement__in=[row.pk for row in rows]),
                outcome=ReviewOutcome.WAITING,
            ).select_related("asked_by")
        }

        def act(row) -> str:
            key = (None, row.pk) if isinstance(row, Statement) else (row.pk, None)
            if key not in reviews:
                raise Refused(NOT_SENT)
            review = send_back(review=reviews[key], note=note, by=request.user, now=timezone.now())
            self.model_admin.log_change(request, row, f"Sent back: {review.note}")
            return f"Sent back to {review.asked_by}: {quote_words(str(row))}."

        if not self.do_each(request, rows, act):
            return self.show(request, obj)
        request.session.pop(NOTE, None)
        return HttpResponseRedirect(self.get_address(request, obj))

    # --- the page ----------------------------------------------------------------------------

    def get_address(self, request: HttpRequest, obj) -> str:
        """Return the address of this page of drafts, with its filter."""
        query = {name: request.GET[name] for name in ("show", "page") if request.GET.get(name)}
        return admin_url(self.model_admin.opts, "review", obj.pk, query=query or None)

    def show(self, request: HttpRequest, obj, error: str = "") -> HttpResponse:
        shown = request.GET.get("show", "")
        shown = shown if shown in FILTERS else ""
        condition = FILTERS[shown][1]
        drafts = self.get_drafts(obj)
        rows = drafts if condition is None else drafts.filter(condition)
        page: Page = Paginator(rows.order_by("claim", "pk"), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        related = (
            cast(QuerySet[Statement], page.object_list)
            .select_related("claim", "claimant", "party")
            .defer("claim__search")
        )
        claims = load_drafts(related, by=request.user)
        for draft in (draft for group in claims for draft in group.drafts):
            draft.is_ticked = str(draft.statement.pk) in request.POST.getlist("row")
        response = self.model_admin.render_page(
            request,
            "admin/review/page.html",
            obj,
            page=page,
            claims=claims,
            filters=[
                (
                    admin_url(self.model_admin.opts, "review", obj.pk, query={"show": key} if key else None),
                    label,
                    key == shown,
                )
                for key, (label, _condition) in FILTERS.items()
            ],
            shown=shown,
            may_publish=may_publish(request),
            may_send_back=request.user.has_perm("claims.change_review"),
            note=request.POST.get("note", "") or read_kept_note(request),
            error=error,
        )
        if error:
            response.status_code = 422
        return response
