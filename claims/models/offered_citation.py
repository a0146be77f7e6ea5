from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from core.names import NameField
from sources.models import Article, Capture, Outlet

from .citation import Citation, CitationKind, Part
from .claimant import Claimant
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
