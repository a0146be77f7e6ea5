"""The way of a draft to its publisher: submit for review, send back with a note, withdraw."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils import dateformat
from django.utils.html import format_html

from claims.actions import is_own_work, preview_statuses, send_back, submit_for_review, withdraw_review
from claims.actions.last_editor import OWN_WORK
from claims.models import Claim, Review, ReviewOutcome, State
from claims.rules import Refused
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url

from .confirmation import AskingAdmin

WHAT_READERS_SEE = "What readers see"
NOT_WAITING = "It is not waiting for review any more."
FOUND = 302


class NoteForm(forms.Form):
    """What the editor is told when a draft comes back."""

    note = forms.CharField(
        label="What has to be mended",
        max_length=1000,
        validators=[validate_no_bidi_controls],
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text="For the editor, who sees it on the draft's page. Readers do not.",
    )


def moment(value) -> str:
    """ "12 April 2017, 09:30"."""
    return dateformat.format(value, "j F Y, H:i")


def last_review(obj) -> Review | None:
    """The newest review of a draft, with its people. Asked once for each row fetched."""
    if not hasattr(obj, "_last_review"):
        found = obj.reviews.select_related("asked_by", "settled_by").order_by("-asked_at", "-pk")
        obj._last_review = found.first()
    return obj._last_review


def waiting_review(obj) -> Review | None:
    review = last_review(obj)
    return review if review and review.outcome == ReviewOutcome.WAITING else None


def review_line(obj) -> str:
    """Where a draft stands on its way to readers."""
    review = last_review(obj)
    if review is None or review.outcome in (ReviewOutcome.PUBLISHED, ReviewOutcome.WITHDRAWN):
        return "Not submitted for review yet."
    if review.outcome == ReviewOutcome.WAITING:
        return f"Waiting for review since {moment(review.asked_at)}, asked by {review.asked_by}."
    return f"Sent back by {review.settled_by}, {moment(review.settled_at)}: {review.note}"


def waiting_on(obj) -> int:
    """How many draft statements on a published claim wait. Asked once for each row fetched."""
    if not isinstance(obj, Claim) or not obj.is_published:
        return 0
    if not hasattr(obj, "_waiting_on"):
        waiting = Review.objects.filter(statement__claim=obj, outcome=ReviewOutcome.WAITING)
        obj._waiting_on = waiting.count()
    return obj._waiting_on


class ReviewingAdmin(AskingAdmin):
    """The part of PublishingAdmin before publication."""

    # --- permissions -------------------------------------------------------------------------

    def has_submit_permission(self, request) -> bool:
        return request.user.has_perm("claims.add_review")

    def has_send_back_permission(self, request) -> bool:
        return request.user.has_perm("claims.change_review")

    def review_steps(self, request, obj) -> list[tuple[str, str]]:
        """What can be done with the draft `obj` besides publishing it."""
        steps = []
        review = waiting_review(obj)
        alone = isinstance(obj, Claim) or obj.claim.is_published
        if review is None and alone and self.has_submit_permission(request):
            steps.append((admin_url(self.opts, "submit", obj.pk), "Submit for review…"))
        if review and self.has_send_back_permission(request):
            steps.append((admin_url(self.opts, "send_back", obj.pk), "Send back…"))
        if review and review.asked_by_id == request.user.pk and self.has_submit_permission(request):
            steps.append((admin_url(self.opts, "withdraw", obj.pk), "Withdraw from review…"))
        return steps

    @admin.display(description="on its way to readers")
    def review_standing(self, obj) -> str:
        """Of a draft its own review; of a published claim the drafts on it that wait."""
        if obj.state == State.DRAFT:
            return review_line(obj)
        address = f"{admin_url(Review._meta, 'changelist')}?statement__claim__id__exact={obj.pk}"
        return format_html(
            '<a href="{}">Draft statements waiting for review: {}</a>', address, waiting_on(obj)
        )

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "review_standing"]

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        if obj is None or not (obj.state == State.DRAFT or waiting_on(obj)):
            return sets
        return [
            (name, {**options, "fields": ["review_standing", *options["fields"]]})
            if name == WHAT_READERS_SEE
            else (name, options)
            for name, options in sets
        ]

    def own_work(self, request, obj) -> str:
        """Why this person cannot publish `obj`; empty when nothing of the kind is in the way."""
        return OWN_WORK if obj.state == State.DRAFT and is_own_work(obj, request.user) else ""

    @staticmethod
    def status_changes(rows) -> list[str]:
        """What publishing `rows` would do to statuses, a sentence for each claim."""
        changes = preview_statuses(publishing=rows)
        if len(changes) == 1:
            return [changes[0].line]
        return [f"{change.claim}: {change.line}" for change in changes]

    def get_deleted_objects(self, objs, request):
        """The requests for review go with a draft, and need no permission of their own."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(needed) - {Review._meta.verbose_name}, protected

    # --- pages -------------------------------------------------------------------------------

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/submit/", view(self.submit_view), name=f"{name}_submit"),
            path("<path:object_id>/send-back/", view(self.send_back_view), name=f"{name}_send_back"),
            path("<path:object_id>/withdraw/", view(self.withdraw_view), name=f"{name}_withdraw"),
        ]
        return own + super().get_urls()

    def submit_view(self, request, object_id):
        if not self.has_submit_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.submit(request, obj),
            step="Submit for review",
            question=f"Submit this {self.opts.verbose_name} for review?",
            explain="A publisher then publishes it or sends it back. You may go on changing it.",
            lines=lambda obj: self.status_changes([obj]),
            button="Submit for review",
        )

    def send_back_view(self, request, object_id):
        if not self.has_send_back_permission(request):
            raise PermissionDenied
        response = self.decide(
            request,
            object_id,
            lambda obj, form: self.send_back(request, obj, form.cleaned_data["note"]),
            form_class=NoteForm,
            step="Send back",
            question=f"Send this {self.opts.verbose_name} back to the editor?",
            lines=lambda obj: [review_line(obj)],
            button="Send back",
        )
        if response.status_code == FOUND:
            self.lead_on(request)
        return response

    def withdraw_view(self, request, object_id):
        if not self.has_submit_permission(request):
            raise PermissionDenied
        return self.decide(
            request,
            object_id,
            lambda obj, form: self.withdraw(request, obj),
            step="Withdraw from review",
            question=f"Withdraw this {self.opts.verbose_name} from review?",
            lines=lambda obj: [review_line(obj)],
            button="Withdraw",
        )

    @admin.action(description="Submit selected %(verbose_name_plural)s for review", permissions=["submit"])
    def submit_selected(self, request, queryset):
        self.each(request, queryset.order_by("pk"), lambda obj: self.submit(request, obj))

    # --- one row -----------------------------------------------------------------------------

    def submit(self, request, obj) -> str:
        submit_for_review(**{self.opts.model_name: obj}, by=request.user, now=self.now())
        self.log_change(request, obj, "Submitted for review.")
        return f"Waiting for review: “{obj}”."

    def send_back(self, request, obj, note: str) -> str:
        review = send_back(review=self.waiting(obj), note=note, by=request.user, now=self.now())
        self.log_change(request, obj, f"Sent back: {review.note}")
        return f"Sent back to {review.asked_by}: “{obj}”."

    def withdraw(self, request, obj) -> str:
        withdraw_review(review=self.waiting(obj), by=request.user, now=self.now())
        self.log_change(request, obj, "Withdrawn from review.")
        return f"Withdrawn from review: “{obj}”."

    def lead_on(self, request) -> None:
        """Say where the next one is to whoever has just let a draft through or sent it back."""
        if Review.objects.filter(outcome=ReviewOutcome.WAITING).exists():
            queue = f"{admin_url(Review._meta, 'changelist')}?outcome=waiting"
            line = format_html('More is waiting: <a href="{}">go on with the reviews</a>.', queue)
            self.message_user(request, line, messages.INFO)

    @staticmethod
    def waiting(obj) -> Review:
        review = waiting_review(obj)
        if review is None:
            raise Refused(NOT_WAITING)
        return review
