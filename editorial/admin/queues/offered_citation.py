"""The admin of citations that editors offer for published statements."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import (
    accept_citation,
    is_own_offer,
    preview_acceptance,
    send_back_citation,
    withdraw_citation,
)
from claims.coverage.rows import quote_words
from claims.models import OfferedCitation, OfferOutcome
from editorial.admin.base import Panel, link_row, make_panel
from editorial.admin.base.columns import format_moment
from editorial.admin.base.forms import make_note_field

from .base import DecisionAdmin, QueueDecision

CITED_ALREADY = "The statement cites these very words already: settled, and nothing was added."


class SendBackForm(forms.Form):
    """The reason why an offered citation is not accepted."""

    note = make_note_field(
        label="Why they are sent back",
        help_text="For the editor: “These words are another's.” Readers do not see it.",
    )


class PublisherDecision(QueueDecision):
    """A decision about an offered citation that only publishers take."""

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.publish_statement")


class AcceptOffer(PublisherDecision):
    """The acceptance of the words as a citation."""

    name = "accept"
    label = "Accept…"
    title = "Accept"
    question = "Let these words through as a citation?"
    explanation = "Readers see them at once, with the statement."
    submit_label = "Accept"
    action_name = "accept_selected"
    action_description = "Accept selected %(verbose_name_plural)s"

    def is_open(self, request, obj) -> bool:
        return super().is_open(request, obj) and not is_own_offer(obj, request.user)

    def get_lines(self, obj) -> list[str]:
        return [f"Offered for: {obj.statement}", name_source(obj), preview_acceptance(obj)]

    def decide(self, request, obj, answers) -> str:
        before = obj.statement.claim.get_status_display()
        citation = accept_citation(offered=obj, by=request.user, now=timezone.now())
        if citation is None:
            self.model_admin.log_change(request, obj, CITED_ALREADY)
            return f"“{obj}”: {CITED_ALREADY}"
        self.model_admin.log_change(request, obj, "Let through.")
        after = citation.statement.claim.get_status_display()
        changed = f" The status changed from {before} to {after}." if before != after else ""
        return f"Let through: {quote_words(str(obj))}. It is a citation now.{changed}"


class SendOfferBack(PublisherDecision):
    """The return of the words to the editor, with a note."""

    name = "send_back"
    label = "Send back…"
    title = "Send back"
    question = "Send these words back to the editor?"
    submit_label = "Send back"
    form_class = SendBackForm

    def get_lines(self, obj) -> list[str]:
        return [f"Offered for: {obj.statement}", f"By {obj.offered_by}"]

    def decide(self, request, obj, answers) -> str:
        note = answers["note"]
        send_back_citation(offered=obj, note=note, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, f"Sent back: {note}")
        return f"Sent back to {obj.offered_by}: {quote_words(str(obj))}."


class WithdrawOffer(QueueDecision):
    """The withdrawal of one's own offer."""

    name = "withdraw"
    label = "Withdraw…"
    title = "Withdraw"
    question = "Withdraw these words?"
    submit_label = "Withdraw"

    def may_decide(self, request) -> bool:
        return self.model_admin.has_view_permission(request)

    def is_open(self, request, obj) -> bool:
        return super().is_open(request, obj) and obj.offered_by_id == request.user.pk

    def get_lines(self, obj) -> list[str]:
        return [f"Offered for: {obj.statement}"]

    def decide(self, request, obj, answers) -> str:
        withdraw_citation(offered=obj, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Withdrawn.")
        return f"Withdrawn: {quote_words(str(obj))}."


@admin.register(OfferedCitation)
class OfferedCitationAdmin(DecisionAdmin):
    """Citations that wait to be accepted, and what became of them."""

    workflows = (AcceptOffer(), SendOfferBack(), WithdrawOffer())
    actions = ()
    parents = ("statement.claim", "statement")
    list_display = ("excerpt", "statement", "source", "offered_by", "since", "outcome")
    list_title = "Evidence waiting"
    has_outcome_column = False
    waiting_ordering = ("offered_at", "pk")
    search_fields = (
        "excerpt__words",
        "article__title__words",
        "statement__claimant__name__named",
        "statement__claim__search__words",
    )
    extra_lookups = ("statement__claim__id__exact",)
    rare_fields = ("relayed_by", "relayed_for", "via", "translated_by")
    """Shown only where they hold something."""
    settlement_fields = ("settled_by", "settled_at", "note", "became")
    fields = (
        *("position", "words", "in_article", "outlet", "kind", "part"),
        *("offered_by", "offered_at", "outcome"),
        *rare_fields,
        *settlement_fields,
    )
    readonly_fields = fields

    def get_queryset(self, request):
        related = ("statement__claim", "statement__claimant", "article__outlet", "citation")
        people = ("offered_by", "settled_by", "relayed_by", "relayed_for", "via")
        rows = super().get_queryset(request).select_related(*related, *people)
        return rows.defer("statement__claim__search")

    def get_fields(self, request, obj=None):
        """Return the fields without those that say nothing about these words."""
        if obj is None:
            return self.fields
        fields = super().get_fields(request, obj)
        return [name for name in fields if name not in self.rare_fields or getattr(obj, name)]

    @admin.display(description="offered for")
    def position(self, obj) -> str:
        return link_row(obj.statement)

    @admin.display(description="the words, in their place")
    def words(self, obj) -> str:
        return format_html(
            '<span dir="auto">…{}[<strong>{}</strong>]{}…</span>', obj.prefix, obj.excerpt, obj.suffix
        )

    @admin.display(description="article")
    def in_article(self, obj) -> str:
        return link_row(obj.article)

    @admin.display(description="article", ordering="article__title")
    def source(self, obj) -> str:
        return name_source(obj)

    @admin.display(description="outlet")
    def outlet(self, obj) -> str:
        return obj.article.outlet

    @admin.display(description="since", ordering="offered_at")
    def since(self, obj) -> str:
        return format_moment(obj.offered_at)

    @admin.display(description="became")
    def became(self, obj) -> str:
        return "–" if obj.citation is None else link_row(obj.citation, f"“{obj.citation}”")


def name_source(offered: OfferedCitation) -> str:
    return f"{offered.article.outlet}: {offered.article}"


def make_offers_panels(**where) -> list[Panel]:
    """List the citations that wait to be accepted; no panel if there are none.

    `where` is the filter of the list: statement__id__exact=17.
    """
    waiting = OfferedCitation.objects.filter(outcome=OfferOutcome.WAITING, **where)
    panel = make_panel(
        "Evidence waiting to be let through",
        waiting.select_related("article__outlet", "offered_by").order_by("offered_at", "pk"),
        {
            "Words": str,
            "Outlet": lambda o: o.article.outlet,
            "Article": lambda o: o.article,
            "Offered": lambda o: f"by {o.offered_by}, {format_moment(o.offered_at)}",
        },
        where=where,
    )
    return [panel] if panel.rows else []
