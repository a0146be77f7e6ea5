"""Evidence that editors offer for published statements: a publisher lets it through or sends it back."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.html import format_html

from claims.actions import (
    accept_citation,
    is_own_offer,
    preview_acceptance,
    send_back_citation,
    withdraw_citation,
)
from claims.models import OfferedCitation, OfferOutcome
from core.validators import validate_no_bidi_controls
from editorial.admin.base import Panel, admin_url, change_url, panel
from editorial.admin.workflow.confirmation import AskingAdmin
from editorial.admin.workflow.review import moment
from editorial.admin.workflow.waiting import WaitingFilter

CITED_ALREADY = "The statement cites these very words already: settled, and nothing was added."


class SendingBackForm(forms.Form):
    """Why the words are not let through."""

    note = forms.CharField(
        label="Why they are sent back",
        max_length=1000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, "dir": "auto"}),
        help_text="For the editor: “These words are another's.” Readers do not see it.",
    )


@admin.register(OfferedCitation)
class OfferedCitationAdmin(AskingAdmin):
    """Citations that wait to be let through, and what became of them."""

    list_display = ("excerpt", "statement", "source", "offered_by", "since", "outcome")
    list_filter = (WaitingFilter,)
    search_fields = ("excerpt", "article__title", "statement__claimant__name", "statement__claim__text")
    actions = ("accept_selected",)
    shown = (
        *("position", "words", "in_article", "outlet", "kind", "part"),
        *("offered_by", "offered_at", "outcome"),
    )
    seldom = ("relayed_by", "relayed_for", "via", "translated_by")
    settled = ("settled_by", "settled_at", "note", "became")
    readonly_fields = (*shown, *seldom, *settled)

    def get_queryset(self, request):
        related = ("statement__claim", "statement__claimant", "article__outlet", "citation")
        people = ("offered_by", "settled_by", "relayed_by", "relayed_for", "via")
        rows = super().get_queryset(request).select_related(*related, *people)
        return rows.defer("statement__claim__search")

    def get_ordering(self, request):
        """The longest wait first; of what is settled the newest. Either order is that of an index."""
        return ("offered_at", "pk") if request.GET.get("outcome", "waiting") == "waiting" else ("-pk",)

    def get_fields(self, request, obj=None):
        """Without those that say nothing about these words."""
        if obj is None:
            return self.readonly_fields
        given = [name for name in self.seldom if getattr(obj, name)]
        done = () if obj.outcome == OfferOutcome.WAITING else self.settled
        return [*self.shown, *given, *done]

    def get_list_display(self, request):
        """The outcome only where the rows have different ones."""
        shown = request.GET.get("outcome", "waiting")
        return self.list_display if shown == "all" else self.list_display[:-1]

    def changelist_view(self, request, extra_context=None):
        """Named for what it lists."""
        return super().changelist_view(request, {"title": "Evidence waiting", **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Also the links from the pages of a statement and of a claim."""
        return lookup == "statement__claim__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_accept_permission(self, request) -> bool:
        return request.user.has_perm("claims.publish_statement")

    # --- what is shown -----------------------------------------------------------------------

    @admin.display(description="offered for")
    def position(self, obj) -> str:
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(obj.statement), obj.statement)

    @admin.display(description="the words, in their place")
    def words(self, obj) -> str:
        return format_html(
            '<span dir="auto">…{}[<strong>{}</strong>]{}…</span>', obj.prefix, obj.excerpt, obj.suffix
        )

    @admin.display(description="article")
    def in_article(self, obj) -> str:
        return format_html('<a href="{}" dir="auto">{}</a>', change_url(obj.article), obj.article)

    @admin.display(description="article", ordering="article__title")
    def source(self, obj) -> str:
        return f"{obj.article.outlet}: {obj.article}"

    @admin.display(description="outlet")
    def outlet(self, obj) -> str:
        return obj.article.outlet

    @admin.display(description="since", ordering="offered_at")
    def since(self, obj) -> str:
        return moment(obj.offered_at)

    @admin.display(description="became")
    def became(self, obj) -> str:
        if obj.citation is None:
            return "–"
        return format_html('<a href="{}" dir="auto">“{}”</a>', change_url(obj.citation), obj.citation)

    def trail(self, obj):
        claim = obj.statement.claim
        return [(change_url(claim), str(claim)), (change_url(obj.statement), str(obj.statement))]

    # --- what may be done --------------------------------------------------------------------

    def steps(self, request, obj):
        if obj.outcome != OfferOutcome.WAITING:
            return []
        steps = []
        if self.has_accept_permission(request):
            if not is_own_offer(obj, request.user):
                steps.append((admin_url(self.opts, "accept", obj.pk), "Accept…"))
            steps.append((admin_url(self.opts, "send_back", obj.pk), "Send back…"))
        if obj.offered_by_id == request.user.pk:
            steps.append((admin_url(self.opts, "withdraw", obj.pk), "Withdraw…"))
        return steps

    def get_urls(self):
        view = self.admin_site.admin_view
        name = "claims_offeredcitation"
        own = [
            path("<path:object_id>/accept/", view(self.accept_view), name=f"{name}_accept"),
            path("<path:object_id>/send-back/", view(self.send_back_view), name=f"{name}_send_back"),
            path("<path:object_id>/withdraw/", view(self.withdraw_view), name=f"{name}_withdraw"),
        ]
        return own + super().get_urls()

    def accept_view(self, request, object_id):
        if not self.has_accept_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.accept(request, obj),
            step="Accept",
            question="Let these words through as a citation?",
            explain="Readers see them at once, with the statement.",
            lines=lambda obj: [f"Offered for: {obj.statement}", self.source(obj), preview_acceptance(obj)],
            button="Accept",
        )

    def send_back_view(self, request, object_id):
        if not self.has_accept_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.send_back(request, obj, form.cleaned_data["note"]),
            form_class=SendingBackForm,
            step="Send back",
            question="Send these words back to the editor?",
            lines=lambda obj: [f"Offered for: {obj.statement}", f"By {obj.offered_by}"],
            button="Send back",
        )

    def withdraw_view(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.withdraw(request, obj),
            step="Withdraw",
            question="Withdraw these words?",
            lines=lambda obj: [f"Offered for: {obj.statement}"],
            button="Withdraw",
        )

    @admin.action(description="Accept selected %(verbose_name_plural)s", permissions=["accept"])
    def accept_selected(self, request, queryset):
        self.each(request, queryset.order_by("pk"), lambda obj: self.accept(request, obj))

    def accept(self, request, obj) -> str:
        before = obj.statement.claim.get_status_display()
        citation = accept_citation(offered=obj, by=request.user, now=self.now())
        if citation is None:
            self.log_change(request, obj, CITED_ALREADY)
            return f"“{obj}”: {CITED_ALREADY}"
        self.log_change(request, obj, "Let through.")
        after = citation.statement.claim.get_status_display()
        changed = f" The status changed from {before} to {after}." if before != after else ""
        return f"Let through: “{obj}”. It is a citation now.{changed}"

    def send_back(self, request, obj, note: str) -> str:
        send_back_citation(offered=obj, note=note, by=request.user, now=self.now())
        self.log_change(request, obj, f"Sent back: {note}")
        return f"Sent back to {obj.offered_by}: “{obj}”."

    def withdraw(self, request, obj) -> str:
        withdraw_citation(offered=obj, by=request.user, now=self.now())
        self.log_change(request, obj, "Withdrawn.")
        return f"Withdrawn: “{obj}”."


def offers_panels(**where) -> list[Panel]:
    """What waits to be let through, for the page of a statement or a claim; no panel when nothing does.

    `where`: the filter of the list, e.g. statement__id__exact=17.
    """
    waiting = OfferedCitation.objects.filter(outcome=OfferOutcome.WAITING, **where)
    shown = panel(
        "Evidence waiting to be let through",
        waiting.select_related("article__outlet", "offered_by").order_by("offered_at", "pk"),
        {
            "Words": str,
            "Outlet": lambda o: o.article.outlet,
            "Article": lambda o: o.article,
            "Offered": lambda o: f"by {o.offered_by}, {moment(o.offered_at)}",
        },
        where=where,
    )
    return [shown] if shown.rows else []
