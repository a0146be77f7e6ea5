"""Publishing several drafts at once: a page that asks, and the way back within minutes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import publish_rows, undo_publication
from claims.actions.last_editor import IGNORED_COLUMNS
from claims.actions.publishing import lock_drafts
from claims.actions.undo_publication import UNDO_FOR, list_obstacles
from claims.coverage.rows import quote_words
from claims.models import Citation, Claim, Publication, State, Statement
from core.errors import Refused, translate_refusals
from editorial.admin.base.workflow import MAX_MESSAGES
from editorial.admin.checks.unverified import UnverifiedExcerpts, find_unverified
from sources.models import Article

from .drafts import MAX_ROWS, DraftClaim, load_drafts

CONFIRMED = "from_page"
"""The field with which the page that asks confirms what it shows: the digest of it."""

# What deciding and proving write is left out: nobody's wording.
DIGEST = """
SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) FROM (
    SELECT 'claim ' || (to_jsonb(c) - %(ignored)s)::text FROM claims_claim c
    WHERE c.id = ANY (%(claims)s)
       OR c.id IN (SELECT claim_id FROM claims_statement WHERE id = ANY (%(statements)s))
    UNION ALL
    SELECT 'statement ' || (to_jsonb(s) - %(ignored)s)::text FROM claims_statement s
    WHERE s.id = ANY (%(statements)s)
    UNION ALL
    SELECT 'citation ' || (to_jsonb(x) - %(ignored)s)::text FROM claims_citation x
    WHERE x.statement_id = ANY (%(statements)s)
) shown (line)
"""
UNDO_PERMISSIONS = ("claims.retract_claim", "claims.retract_statement")


@dataclass
class PublicationQuestion:
    """What somebody is about to publish, for the page that asks.

    `rows` are claims, each with its ready drafts, and single statements on published claims. `only`: the ids
    of the statements that go with their claims; None for all.
    """

    rows: list[Claim | Statement]
    by: object
    only: Collection[int] | None = None
    claim_ids: list[int] = field(init=False)
    statement_ids: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.claim_ids = [row.pk for row in self.rows if isinstance(row, Claim)]
        self.statement_ids = [row.pk for row in self.rows if isinstance(row, Statement)]

    @property
    def statements(self) -> QuerySet[Statement]:
        """The drafts that readers would see."""
        with_claims = Statement.objects.ready().filter(claim__in=self.claim_ids, claim__state=State.DRAFT)
        if self.only is not None:
            with_claims = with_claims.filter(pk__in=self.only)
        return Statement.objects.filter(
            Q(pk__in=with_claims.values("pk")) | Q(pk__in=self.statement_ids, state=State.DRAFT)
        )

    @cached_property
    def left_count(self) -> int:
        """How many drafts that could go with these claims stay behind."""
        if self.only is None:
            return 0
        ready = Statement.objects.ready().filter(claim__in=self.claim_ids, claim__state=State.DRAFT)
        return ready.exclude(pk__in=self.only).count()

    @property
    def count(self) -> int:
        return len(self.shown_ids)

    @property
    def is_too_much(self) -> bool:
        """Whether these are more drafts than a page shows: nothing is published unseen."""
        return self.count > MAX_ROWS

    @property
    def first_claims(self) -> list[Claim]:
        return [row for row in self.rows if isinstance(row, Claim)][:MAX_MESSAGES]

    @cached_property
    def claims(self) -> list[DraftClaim]:
        if self.is_too_much:
            return []
        shown = self.statements.select_related("claim", "claimant", "party").defer("claim__search")
        return load_drafts(shown.order_by("claim", "pk")[:MAX_ROWS], by=self.by)

    @cached_property
    def sections(self) -> list[tuple[str, list[DraftClaim]]]:
        """The drafts that wait for review, and apart from them those that nobody has submitted."""
        asked = select_drafts(self.claims, lambda draft: draft.review is not None)
        unasked = select_drafts(self.claims, lambda draft: draft.review is None)
        sections = [("Sent for review", asked), ("Never sent for review, or not any more", unasked)]
        return [(title, claims) for title, claims in sections if claims]

    @cached_property
    def unverified(self) -> UnverifiedExcerpts:
        """The unverified excerpts that readers would see, those of statements let through before as well."""
        let_through = Q(
            statement__claim__in=self.claim_ids,
            statement__claim__state=State.DRAFT,
            statement__state=State.PUBLISHED,
        )
        return find_unverified(
            Citation.objects.filter(Q(statement__in=self.statements.values("pk")) | let_through)
        )

    def reload_states(self) -> None:
        """Read again which of the rows are drafts: somebody else may have decided while they were loaded."""
        claims = dict(Claim.objects.filter(pk__in=self.claim_ids).values_list("pk", "state"))
        statements = dict(Statement.objects.filter(pk__in=self.statement_ids).values_list("pk", "state"))
        for row in self.rows:
            row.state = (claims if isinstance(row, Claim) else statements).get(row.pk, row.state)

    @property
    def settled(self) -> list[Claim | Statement]:
        """Those of the chosen rows that are no drafts any more: they stay as they are."""
        return [row for row in self.rows if row.state != State.DRAFT]

    @cached_property
    def shown_ids(self) -> list[int]:
        """The ids of the drafts that readers would see."""
        return list(self.statements.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def digest(self) -> str:
        """A digest of what is shown: the words of the claims, of the drafts and of their citations."""
        parameters: dict[str, Any] = {
            "claims": self.claim_ids,
            "statements": self.shown_ids,
            "ignored": list(IGNORED_COLUMNS),
        }
        with connection.cursor() as cursor:
            cursor.execute(DIGEST, parameters)
            return str(cursor.fetchone()[0])

    def is_confirmed(self, request: HttpRequest) -> bool:
        """Whether the page that asks was sent on, shows what is there, and agrees to what is unverified."""
        is_as_shown = CONFIRMED in request.POST and not self.is_changed(request)
        return is_as_shown and not self.is_too_much and self.is_agreed(request)

    def is_changed(self, request: HttpRequest) -> bool:
        """Whether the page that was sent on shows something else than there is now."""
        return CONFIRMED in request.POST and request.POST[CONFIRMED] != self.digest

    def is_agreed(self, request: HttpRequest) -> bool:
        """Whether the person agreed to this number of unverified excerpts."""
        number = self.unverified.count
        return number == 0 or request.POST.get("unverified") == str(number)

    def explain(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page that asks is told about the one that was sent on, if any.

        The digest is taken before the drafts are read for the page: it is never newer than they are.
        """
        is_changed = self.is_changed(request)
        return {
            "digest": self.digest,
            "is_changed": is_changed,
            "not_ticked": CONFIRMED in request.POST and not is_changed,
        }


def select_drafts(claims: Iterable[DraftClaim], is_selected) -> list[DraftClaim]:
    """Return the claims with the selected ones of their drafts, without those that have none."""
    selected = []
    for claim in claims:
        if drafts := [draft for draft in claim.drafts if is_selected(draft)]:
            selected.append(replace(claim, drafts=drafts))
    return selected


def group_statements(statements: Iterable[Statement]) -> list[Claim | Statement]:
    """Return what is published of these drafts: their draft claims, and those on published claims alone."""
    rows: dict[tuple[str, int], Claim | Statement] = {}
    for statement in statements:
        row: Claim | Statement = statement.claim if statement.claim.state == State.DRAFT else statement
        rows[type(row).__name__, row.pk] = row
    return list(rows.values())


def may_publish(request: HttpRequest) -> bool:
    return request.user.has_perms(["claims.publish_claim", "claims.publish_statement"])


def may_undo(request: HttpRequest) -> bool:
    """Whether this person may undo publications: those who may retract."""
    return request.user.has_perms(UNDO_PERMISSIONS)


def publish_and_tell(model_admin, request: HttpRequest, question: PublicationQuestion) -> bool:
    """Publish what the page that asks has shown, and say what was, what was not and why, and how to undo it.

    Returns False, with nothing published, if that page was not sent on or is to be shown again. It is
    compared with the record while nobody else can decide about these claims or edit what is shown.
    """
    if CONFIRMED not in request.POST:
        return False
    try:
        with translate_refusals():
            lock_drafts(question.rows)
            question.reload_states()
            if not question.is_confirmed(request):
                return False
            result = publish_rows(
                rows=question.rows, by=request.user, now=timezone.now(), only=question.shown_ids
            )
    except Refused as refused:
        model_admin.message_user(request, str(refused), messages.ERROR)
        return True
    for row, _count in result.published:
        model_admin.log_change(request, row, "Published.")
    done = [describe_published(row, count) for row, count in result.published]
    tell_lines(model_admin, request, messages.SUCCESS, done)
    tell_lines(model_admin, request, messages.ERROR, [f"“{row}”: {reason}" for row, reason in result.refused])
    if result.publication:
        offer_rest(model_admin, request, result.publication.statements)
    if result.publication and may_undo(request):
        model_admin.message_user(request, offer_undo(result.publication), messages.INFO)
    return True


def offer_rest(model_admin, request: HttpRequest, published: list[int]) -> None:
    """Lead to the drafts that cite the same articles as what was published. Queries: 1."""
    articles = Citation.objects.filter(statement__in=published).values("article")
    is_open = Q(citations__statement__state=State.DRAFT)
    is_open &= ~Q(citations__statement__claim__state=State.RETRACTED)
    drafts = Count("citations__statement", filter=is_open, distinct=True)
    rest = Article.objects.filter(pk__in=articles).annotate(drafts=drafts).filter(drafts__gt=0)
    for article in rest.select_related("outlet").order_by("pk")[:MAX_MESSAGES]:
        noun = "draft cites" if article.drafts == 1 else "drafts cite"
        address = reverse("admin:sources_article_review", args=[article.pk])
        line = '{} more {} “{}” ({}): <a href="{}">review them</a>.'
        line = format_html(line, article.drafts, noun, article, article.outlet, address)
        model_admin.message_user(request, line, messages.INFO)


def describe_published(row: Claim | Statement, count: int) -> str:
    if isinstance(row, Claim):
        noun = "statement" if count == 1 else "statements"
        return f"Published with {count} {noun}: {quote_words(str(row))}."
    note = "" if row.claim.is_published else " Readers see it once its claim is published."
    return f"Published: {quote_words(str(row))}.{note}"


def tell_lines(model_admin, request: HttpRequest, level: int, lines: list[str]) -> None:
    for line in lines[:MAX_MESSAGES]:
        model_admin.message_user(request, line, level)
    if len(lines) > MAX_MESSAGES:
        model_admin.message_user(request, f"… and {len(lines) - MAX_MESSAGES} more.", level)


def offer_undo(publication: Publication) -> str:
    until = timezone.localtime(publication.published_at + UNDO_FOR)
    address = reverse("admin:claims_review_undo", args=[publication.pk])
    return format_html('A slip? <a href="{}">Undo this</a> until {}.', address, f"{until:%H:%M}")


def list_undoable() -> QuerySet[Publication]:
    """List the publications of the last minutes that nobody has undone, newest first."""
    since = timezone.now() - UNDO_FOR
    recent = Publication.objects.filter(published_at__gte=since, undone_at=None)
    return recent.select_related("published_by").order_by("-published_at", "-pk")


def undo_view(model_admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a publication is to be undone, and undo it."""
    if not may_undo(request):
        raise PermissionDenied
    publication = Publication.objects.select_related("published_by", "undone_by").filter(pk=pk).first()
    if publication is None:
        raise Http404
    queue = reverse("admin:claims_review_changelist")
    if request.method == "POST":
        try:
            undo_publication(publication=publication, by=request.user, now=timezone.now())
        except Refused as refused:
            model_admin.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.path)
        count = len(publication.statements)
        noun = "position is a draft" if count == 1 else "positions are drafts"
        model_admin.message_user(request, f"Undone: {count} {noun} again.", messages.SUCCESS)
        return HttpResponseRedirect(queue)
    statements = Statement.objects.filter(pk__in=publication.statements).select_related("claim", "claimant")
    return model_admin.render_page(
        request,
        "admin/review/undo.html",
        publication=publication,
        statements=statements.defer("claim__search").order_by("claim", "pk")[:MAX_ROWS],
        until=publication.published_at + UNDO_FOR,
        obstacles=list_obstacles(publication, timezone.now()),
        queue=queue,
    )
