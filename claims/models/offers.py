"""What waits for a publisher: citations and changes that are offered, because readers would see them."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.functional import cached_property

from core.names import NameField
from sources.models import Article, Capture, Outlet

from .citation import Citation, CitationKind, Part
from .claim import Claim
from .claimant import Claimant
from .imports import Origin
from .statement import Statement


class OfferOutcome(models.TextChoices):
    WAITING = "", "waiting"
    ACCEPTED = "accepted", "let through"
    SENT_BACK = "sent_back", "sent back"
    WITHDRAWN = "withdrawn", "withdrawn by the editor"


class OfferedCitation(models.Model):
    """A citation that an editor offers for a published statement.

    It becomes a Citation when a publisher lets it through. Citations have no drafts: readers see them with
    their statement. Until it is let through this is no evidence, counts towards no status, and no reader
    sees it. The words were found in the capture when they were offered; the other fields mean what they
    mean on a Citation.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="offered_citations")
    article = models.ForeignKey(Article, models.PROTECT, related_name="offered_citations")
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="offered_citations")
    kind = models.CharField(max_length=10, choices=CitationKind)
    part = models.CharField(max_length=8, choices=Part, default=Part.BODY)
    excerpt = models.CharField(max_length=400)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    relayed_by = models.ForeignKey(
        Claimant, models.PROTECT, null=True, blank=True, related_name="offered_relays"
    )
    relayed_for = models.ForeignKey(
        Claimant, models.PROTECT, null=True, blank=True, related_name="offered_relays_for"
    )
    via = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, related_name="offered_transmitted")
    translated_by = NameField(max_length=120, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="citations_offered")
    outcome = models.CharField(max_length=9, choices=OfferOutcome, blank=True, default=OfferOutcome.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="offers_settled"
    )
    note = models.TextField(max_length=1000, blank=True, help_text="Why it was sent back, for the editor.")
    citation = models.OneToOneField(
        Citation, models.CASCADE, null=True, blank=True, related_name="offer", help_text="What it became."
    )

    class Meta:
        verbose_name = "offered citation"
        verbose_name_plural = "evidence waiting"
        constraints = [
            models.CheckConstraint(
                name="offered_outcome_is_known",
                condition=Q(outcome__in=OfferOutcome.values),
                violation_error_message="Choose waiting, let through, sent back or withdrawn.",
            ),
            models.CheckConstraint(
                name="offered_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled offer needs a person and a time, a waiting one neither.",
            ),
            models.CheckConstraint(
                name="offered_accepted_has_its_citation",
                condition=Q(outcome="accepted", citation__isnull=False)
                | ~Q(outcome="accepted") & Q(citation__isnull=True),
                violation_error_message="Only an offer that was let through has a citation, and it needs it.",
            ),
            models.CheckConstraint(
                name="offered_sent_back_says_why",
                condition=~Q(outcome="sent_back") | ~Q(note=""),
                violation_error_message="Say why these words are sent back.",
            ),
            models.CheckConstraint(
                name="offered_offsets_span_the_excerpt",
                condition=Q(end=F("start") + Length("excerpt")),
                violation_error_message="The offsets do not match the length of the excerpt.",
            ),
            models.UniqueConstraint(
                name="offered_waits_once",
                fields=["statement", "article", "excerpt"],
                condition=Q(outcome=""),
                violation_error_message="These words are already offered for this statement.",
            ),
        ]
        indexes = [
            # The queue "evidence to let through", the longest wait first.
            models.Index(fields=["offered_at"], condition=Q(outcome=""), name="offered_waiting")
        ]

    def __str__(self) -> str:
        return self.excerpt


class ChangeOutcome(models.TextChoices):
    WAITING = "", "waiting"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused"
    SUPERSEDED = "superseded", "superseded by a later import"
    WITHDRAWN = "withdrawn", "withdrawn by the editor"


class OfferedChange(models.Model):
    """A change that waits for a publisher: readers see the row, or somebody edited it since its import.

    An editor offers it by saving a form, an import by a row of its file. What would change is the claim or
    the statement; a row of any other kind is named by `model` and `row_id`, without a foreign key, because it
    may be gone by then. `changes` has, by column, what was there when it was offered and what would be:
    [before, after]. Of a row that would be new, `before` is None. Nothing changes until a publisher accepts.
    """

    origin = models.ForeignKey(
        Origin,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offered_changes",
        help_text="The row of a file that says so; empty if an editor offers it.",
    )
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="offered_changes")
    statement = models.ForeignKey(
        Statement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="offered_changes",
        help_text="The position that would change; empty if it is the claim.",
    )
    model = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="As in sources.article.",
    )
    row_id = models.BigIntegerField(null=True, blank=True, help_text="Of that row; empty if it would be new.")
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why, in the words of who offers it."
    )
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="changes_offered")
    outcome = models.CharField(
        max_length=10, choices=ChangeOutcome, blank=True, default=ChangeOutcome.WAITING
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="changes_settled"
    )
    note = models.TextField(max_length=1000, blank=True, help_text="Why it was refused.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offered_change_outcome_is_known",
                condition=Q(outcome__in=ChangeOutcome.values),
                violation_error_message="Choose waiting, accepted, refused, superseded or withdrawn.",
            ),
            models.CheckConstraint(
                name="offered_change_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled change needs a person and a time, a waiting one neither.",
            ),
            models.CheckConstraint(
                name="offered_change_refused_says_why",
                condition=~Q(outcome="refused") | ~Q(note=""),
                violation_error_message="Say why this change is refused.",
            ),
            models.CheckConstraint(
                name="offered_change_is_of_one_row",
                condition=Q(claim__isnull=False, model="", row_id__isnull=True)
                | Q(claim__isnull=True, statement__isnull=True) & ~Q(model=""),
                violation_error_message="A change is of a claim, of a statement or of a row of another kind.",
            ),
        ]
        indexes = [
            # The queue of offered changes, the longest wait first.
            models.Index(fields=["offered_at", "id"], condition=Q(outcome=""), name="offered_change_waiting"),
            # The page of a row: which changes of it wait.
            models.Index(
                fields=["model", "row_id"],
                condition=Q(outcome="") & ~Q(model=""),
                name="offered_change_of_row",
            ),
        ]

    def __str__(self) -> str:
        if self.target is not None:
            return str(self.target)
        names = (after for column, (_before, after) in self.changes.items() if column in NAMES_OF_ROWS)
        name = next(names, None) or self.row_id or "new"
        return f"{apps.get_model(self.model)._meta.verbose_name} {name}"

    @cached_property
    def target(self) -> Any:
        """Return the row that would change; None where it would be new, or is gone. Queries: 1 at most."""
        if not self.model:
            return self.statement or self.claim
        if self.row_id is None:
            return None
        return apps.get_model(self.model)._base_manager.filter(pk=self.row_id).first()


NAMES_OF_ROWS = ("name", "title", "role")
"""Columns that name a row of some kind."""
