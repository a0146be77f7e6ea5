"""The admin of requests for review, the longest wait first."""

from typing import cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince

from claims.actions import preview_statuses, send_back
from claims.actions.undo_publication import UNDO_FOR
from claims.coverage.rows import quote_words
from claims.models import Citation, Claim, Review, ReviewOutcome, State, Statement
from core.query_string import parse_id
from editorial.admin.base import ListAction, Workflow, admin_url, link_row, list_ticks
from editorial.admin.base.columns import describe_stance, format_moment
from editorial.admin.base.memo import Memo
from editorial.admin.workflow.review import NoteForm
from editorial.review.publication import (
    CONFIRMED,
    PublicationQuestion,
    list_undoable,
    may_publish,
    may_undo,
    publish_and_tell,
    undo_view,
)

from .base import DecisionAdmin, OutcomeFilter

MAX_UNDOABLE = 10
"""How many publications of the last minutes stand above the list."""
MAX_QUOTED = 2
"""How many excerpts the list shows of each draft, or one for each stance if those are more."""


class DraftKindFilter(admin.SimpleListFilter):
    """Reviews of claims with their statements, or of statements on published claims."""

    title = "draft"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("claim", "claim"), ("statement", "statement on a published claim")]

    def queryset(self, request, queryset):
        if self.value() not in ("claim", "statement"):
            return queryset
        return queryset.filter(claim__isnull=self.value() == "statement")


class AskedByFilter(admin.SimpleListFilter):
    """Reviews by who asked; offers those whose drafts wait."""

    title = "asked by"
    parameter_name = "asked_by"

    def lookups(self, request, model_admin):
        waiting = Review.objects.filter(outcome=ReviewOutcome.WAITING).values("asked_by")
        users = get_user_model().objects.filter(pk__in=waiting).order_by("username")
        return [(str(user.pk), str(user)) for user in users]

    def queryset(self, request, queryset):
        pk = parse_id(self.value() or "")
        return queryset if pk is None else queryset.filter(asked_by=pk)


class VerifiedFilter(admin.SimpleListFilter):
    """Reviews of drafts with an excerpt that was not found in its article, or with none such."""

    title = "excerpts"
    parameter_name = "excerpts"

    def lookups(self, request, model_admin):
        return [("unverified", "some unverified"), ("verified", "all verified")]

    def queryset(self, request, queryset):
        of_draft = Q(statement=OuterRef("statement")) | Q(
            statement__claim=OuterRef("claim"), statement__state=State.DRAFT
        )
        unverified = Exists(Citation.objects.filter(of_draft, proved_at=None))
        condition = {"unverified": unverified, "verified": ~unverified}.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class DecideSeveral(Workflow):
    """What publishers do with several reviews that they have ticked."""

    def get_actions(self):
        return [
            ListAction("publish_selected", "Publish the drafts…", self.publish_selected, may_publish),
            ListAction("send_back_selected", "Send the drafts back…", self.send_back_selected, may_send_back),
        ]

    def publish_selected(self, request, queryset):
        rows = [get_draft(review) for review in queryset.order_by("asked_at", "pk")]
        question = PublicationQuestion(rows, request.user)
        if publish_and_tell(self.model_admin, request, question):
            return None
        return self.ask(
            request,
            queryset,
            "publish_selected",
            "admin/record_publish.html",
            question=question,
            **question.explain(request),
        )

    def send_back_selected(self, request, queryset):
        form = NoteForm(request.POST if CONFIRMED in request.POST else None)
        reviews = list(queryset.order_by("asked_at", "pk"))

        def act(review) -> str:
            note = form.cleaned_data["note"]
            send_back(review=review, note=note, by=request.user, now=timezone.now())
            self.model_admin.log_change(request, get_draft(review), f"Sent back: {note}")
            return f"Sent back to {review.asked_by}: {quote_words(str(get_draft(review)))}."

        if form.is_valid() and self.do_each(request, reviews, act):
            return None
        template = "admin/review/send_back.html"
        return self.ask(request, queryset, "send_back_selected", template, form=form, reviews=reviews)

    def ask(self, request, queryset, action: str, template: str, **context):
        selected = list(queryset.order_by("pk").values_list("pk", flat=True))
        hidden = [("action", action), *(("_selected_action", pk) for pk in selected)]
        return self.model_admin.render_page(
            request,
            template,
            hidden=hidden,
            back=request.get_full_path(),
            ticks=list_ticks(selected),
            **context,
        )


def may_send_back(request) -> bool:
    return request.user.has_perm("claims.change_review")


@admin.register(Review)
class ReviewAdmin(DecisionAdmin):
    """Requests for review, with the evidence: settled here, or on the page of the draft."""

    workflows = (DecideSeveral(),)
    actions = ()
    list_filter = (OutcomeFilter, DraftKindFilter, AskedByFilter, VerifiedFilter)
    list_display = ("draft", "evidence", "asked_by", "since", "status_change", "outcome")
    list_display_links = None
    list_select_related = ("asked_by",)
    list_title = "Reviews"
    has_outcome_column = False
    waiting_ordering = ("asked_at", "pk")
    search_fields = (
        "claim__search__words",
        "statement__claim__search__words",
        "statement__claimant__name__named",
    )
    extra_lookups = ("statement__claim__id__exact",)
    settlement_fields = ("settled_by", "settled_at", "note")
    fields = ("draft", "kind", "asked_by", "asked_at", "outcome", *settlement_fields)
    readonly_fields = fields

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.status_changes: Memo[str] = Memo()
        """What publishing would change, by row of the list."""
        self.quoted: Memo[list[Citation]] = Memo()
        """Excerpts of the draft, the first of each stance before others, by row of the list."""
        self.unquoted: Memo[int] = Memo()
        """How many more there are, by row of the list."""

    def get_queryset(self, request):
        related = ("claim", "statement__claim", "statement__claimant", "asked_by", "settled_by")
        rows = super().get_queryset(request).select_related(*related)
        return rows.defer("claim__search", "statement__claim__search")

    def prepare_rows(self, request, rows):
        """Compute for all rows of the list at once what publishing would change."""
        waiting = [row for row in rows if row.outcome == ReviewOutcome.WAITING]
        changes = preview_statuses(publishing=[get_draft(row) for row in waiting])
        lines = {change.claim.pk: change.line for change in changes}
        for row in waiting:
            self.status_changes[row] = lines[row.claim_id or row.statement.claim_id]
        self.quote_evidence(rows)

    def quote_evidence(self, reviews) -> None:
        """Read the first excerpts of each stance of each draft. Queries: 1."""
        claims = {row.claim_id: row for row in reviews if row.claim_id}
        statements = {row.statement_id: row for row in reviews if row.statement_id}
        ranked = Citation.objects.filter(
            Q(statement__claim__in=claims, statement__state=State.DRAFT) | Q(statement__in=statements)
        ).annotate(
            place=Window(
                RowNumber(), partition_by=["statement__claim", "statement__stance"], order_by=["pk"]
            ),
            place_on_its_own=Window(RowNumber(), partition_by=["statement"], order_by=["pk"]),
            total=Window(Count("pk"), partition_by=["statement__claim"]),
            total_on_its_own=Window(Count("pk"), partition_by=["statement"]),
        )
        first = ranked.filter(
            Q(place__lte=MAX_QUOTED) | Q(statement__in=statements, place_on_its_own__lte=MAX_QUOTED)
        )
        in_order = first.select_related("statement__claimant", "article__outlet").order_by("place", "pk")
        for citation in in_order:
            own = statements.get(citation.statement_id)
            row = own or claims.get(citation.statement.claim_id)
            quoted = self.quoted.get(row, []) if row is not None else []
            if row is None or (len(quoted) >= MAX_QUOTED and (own or citation.place > 1)):
                continue
            self.quoted[row] = [*quoted, citation]
            total = citation.total_on_its_own if own else citation.total
            self.unquoted[row] = total - len(self.quoted[row])

    @admin.display(description="draft")
    def draft(self, obj) -> str:
        row = get_draft(obj)
        claim = obj.claim_id or obj.statement.claim_id
        return format_html(
            '{}<br><span class="record-note">{} · <a href="{}">Review it</a></span>',
            link_row(row),
            self.kind(obj),
            admin_url(Claim._meta, "review", claim),
        )

    @admin.display(description="evidence")
    def evidence(self, obj) -> str:
        lines = [
            (
                c.statement.claimant,
                describe_stance(c.statement),
                c.excerpt,
                c.article.outlet,
                "" if c.is_proved else ", unverified",
            )
            for c in self.quoted.get(obj, [])
        ]
        quoted = format_html_join("", '<div dir="auto">{} {}: “{}” ({}{})</div>', lines)
        more = self.unquoted.get(obj, 0)
        return format_html('{}<div class="record-note">and {} more</div>', quoted, more) if more else quoted

    @admin.display(description="what")
    def kind(self, obj) -> str:
        return f"claim ({obj.claim.get_nature_display()})" if obj.claim_id else "statement"

    @admin.display(description="waiting since", ordering="asked_at")
    def since(self, obj) -> str:
        if obj.outcome != ReviewOutcome.WAITING:
            return format_moment(obj.asked_at)
        wait = timesince(obj.asked_at, timezone.now())
        return format_html('{}<br><span class="record-note">{}</span>', wait, format_moment(obj.asked_at))

    @admin.display(description="once published")
    def status_change(self, obj) -> str:
        return self.status_changes.get(obj, "")

    def get_urls(self):
        undo = self.admin_site.admin_view(lambda request, pk: undo_view(self, request, pk))
        return [path("publications/<int:pk>/undo/", undo, name="claims_review_undo"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        undoable = list_undoable()[:MAX_UNDOABLE] if may_undo(request) else []
        lines = [(publication, publication.published_at + UNDO_FOR) for publication in undoable]
        return super().changelist_view(request, {"undoable": lines, **(extra_context or {})})


def get_draft(review: Review) -> Claim | Statement:
    """Return the claim or the statement that the review is of."""
    # A constraint says that it is of one of them.
    return cast("Claim | Statement", review.claim or review.statement)
