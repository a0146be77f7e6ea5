"""The review of a draft: submit it, send it back with a note, withdraw it."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import is_own_work, preview_statuses, send_back, submit_for_review, withdraw_review
from claims.actions.last_editor import OWN_WORK
from claims.coverage.rows import quote_words
from claims.models import Claim, Review, ReviewOutcome, State
from core.errors import Refused
from editorial.admin.base import Decision, Workflow, admin_url
from editorial.admin.base.columns import format_moment
from editorial.admin.base.forms import make_note_field
from editorial.admin.base.memo import once_per_row

WHAT_READERS_SEE = "What readers see"
"""The fieldset that says where a draft is on its way to readers."""
NOT_WAITING = "It is not waiting for review any more."


class NoteForm(forms.Form):
    """The note to the editor when a draft is sent back."""

    note = make_note_field(
        label="What has to be mended",
        error_messages={"required": "Say what has to be mended."},
        help_text="For the editor, who sees it on the draft's page. Readers do not.",
    )


@once_per_row
def last_review(obj) -> Review | None:
    """Return the newest review of a draft, with its people."""
    return obj.reviews.select_related("asked_by", "settled_by").order_by("-asked_at", "-pk").first()


def waiting_review(obj) -> Review | None:
    review = last_review(obj)
    return review if review and review.outcome == ReviewOutcome.WAITING else None


def require_waiting_review(obj) -> Review:
    """Return the review of `obj` that waits. Raises Refused if none does."""
    review = waiting_review(obj)
    if review is None:
        raise Refused(NOT_WAITING)
    return review


def describe_progress(obj) -> str:
    """Say where a draft is on its way to readers."""
    review = last_review(obj)
    if review is None or review.outcome in (ReviewOutcome.PUBLISHED, ReviewOutcome.WITHDRAWN):
        return "Not submitted for review yet."
    if review.outcome == ReviewOutcome.WAITING:
        return f"Waiting for review since {format_moment(review.asked_at)}, asked by {review.asked_by}."
    return f"Sent back by {review.settled_by}, {format_moment(review.settled_at)}: {review.note}"


@once_per_row
def count_waiting_statements(obj) -> int:
    """Count the statements on a published claim that wait for review; else 0."""
    if not isinstance(obj, Claim) or not obj.is_published:
        return 0
    return Review.objects.filter(statement__claim=obj, outcome=ReviewOutcome.WAITING).count()


def refusal_of_own_work(user, obj) -> str:
    """Say why `user` cannot publish `obj` as their own work; "" where it is not."""
    return OWN_WORK if obj.state == State.DRAFT and is_own_work(obj, user) else ""


def describe_status_changes(rows) -> list[str]:
    """Say what publishing `rows` would do to statuses, a sentence for each claim."""
    changes = preview_statuses(publishing=rows)
    if len(changes) == 1:
        return [changes[0].line]
    return [f"{change.claim}: {change.line}" for change in changes]


def link_next_review(model_admin, request: HttpRequest) -> None:
    """Tell a publisher who has just settled a review that more are waiting."""
    if Review.objects.filter(outcome=ReviewOutcome.WAITING).exists():
        queue = admin_url(Review._meta, "changelist", query={"outcome": "waiting"})
        line = format_html('More is waiting: <a href="{}">go on with the reviews</a>.', queue)
        model_admin.message_user(request, line, messages.INFO)


class SubmitForReview(Decision):
    """The request to publishers to publish a draft."""

    name = "submit"
    label = "Submit for review…"
    title = "Submit for review"
    question = "Submit this {noun} for review?"
    explanation = "A publisher then publishes it or sends it back. You may go on changing it."
    submit_label = "Submit for review"
    action_name = "submit_selected"
    action_description = "Submit selected %(verbose_name_plural)s for review"

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.add_review")

    def is_open(self, request, obj) -> bool:
        """Whether the draft is submitted by itself and does not wait already."""
        if obj.state != State.DRAFT or waiting_review(obj):
            return False
        return isinstance(obj, Claim) or obj.claim.is_published

    def get_lines(self, obj) -> list[str]:
        return describe_status_changes([obj])

    def decide(self, request, obj, answers) -> str:
        noun = str(self.model_admin.opts.model_name)
        submit_for_review(**{noun: obj}, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Submitted for review.")
        return f"Waiting for review: {quote_words(str(obj))}."


class SendDraftBack(Decision):
    """The return of a draft to its editor, with a note."""

    name = "send_back"
    label = "Send back…"
    title = "Send back"
    question = "Send this {noun} back to the editor?"
    submit_label = "Send back"
    form_class = NoteForm

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.change_review")

    def is_open(self, request, obj) -> bool:
        return obj.state == State.DRAFT and waiting_review(obj) is not None

    def get_lines(self, obj) -> list[str]:
        return [describe_progress(obj)]

    def decide(self, request, obj, answers) -> str:
        waiting = require_waiting_review(obj)
        review = send_back(review=waiting, note=answers["note"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, f"Sent back: {review.note}")
        return f"Sent back to {review.asked_by}: {quote_words(str(obj))}."

    def respond(self, request, obj):
        link_next_review(self.model_admin, request)
        return super().respond(request, obj)


class WithdrawFromReview(Decision):
    """The withdrawal of one's own request for review."""

    name = "withdraw"
    label = "Withdraw from review…"
    title = "Withdraw from review"
    question = "Withdraw this {noun} from review?"
    submit_label = "Withdraw"

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.add_review")

    def is_open(self, request, obj) -> bool:
        review = waiting_review(obj) if obj.state == State.DRAFT else None
        return review is not None and review.asked_by_id == request.user.pk

    def get_lines(self, obj) -> list[str]:
        return [describe_progress(obj)]

    def decide(self, request, obj, answers) -> str:
        withdraw_review(review=require_waiting_review(obj), by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Withdrawn from review.")
        return f"Withdrawn from review: {quote_words(str(obj))}."


class DraftReview(Workflow):
    """Drafts on their way to a publisher. The drafts are claims or statements."""

    parts = (SubmitForReview(), SendDraftBack(), WithdrawFromReview())
    dependents = (Review,)

    @admin.display(description="on its way to readers")
    def review_standing(self, obj) -> str:
        """Say of a draft where it is; of a published claim how many drafts on it wait."""
        if obj.state == State.DRAFT:
            return describe_progress(obj)
        address = admin_url(Review._meta, "changelist", query={"statement__claim__id__exact": obj.pk})
        count = count_waiting_statements(obj)
        return format_html('<a href="{}">Draft statements waiting for review: {}</a>', address, count)

    def get_readonly_fields(self):
        return [self.review_standing]

    def arrange_fieldsets(self, fieldsets, obj):
        if obj.state != State.DRAFT and not count_waiting_statements(obj):
            return fieldsets
        return [
            (name, {**options, "fields": [self.review_standing, *options["fields"]]})
            if name == WHAT_READERS_SEE
            else (name, options)
            for name, options in fieldsets
        ]
