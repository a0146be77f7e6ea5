from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .claim import Claim, Correction
from .statement import Statement


class ReviewOutcome(models.TextChoices):
    WAITING = "", "waiting"
    PUBLISHED = "published", "published"
    SENT_BACK = "sent_back", "sent back"
    WITHDRAWN = "withdrawn", "withdrawn by the editor"


class Review(models.Model):
    """An editor's request that a publisher let a draft through, and how it ended.

    Of a claim with all its draft statements, or of one statement on a claim that is published
    already. Not a verdict on the claim: only whether the record is fit to be read.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="reviews")
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="reviews")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_asked")
    outcome = models.CharField(max_length=9, choices=ReviewOutcome, blank=True, default=ReviewOutcome.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reviews_settled"
    )
    note = models.TextField(blank=True, max_length=1000, help_text="What has to be mended, for the editor.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_is_of_one_thing",
                condition=Q(claim__isnull=False, statement__isnull=True)
                | Q(claim__isnull=True, statement__isnull=False),
                violation_error_message="Choose either a claim or a statement.",
            ),
            models.CheckConstraint(
                name="review_outcome_is_known",
                condition=Q(outcome__in=ReviewOutcome.values),
                violation_error_message="Choose waiting, published, sent back or withdrawn.",
            ),
            models.CheckConstraint(
                name="review_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled review needs a person and a time, a waiting one neither.",
            ),
            models.CheckConstraint(
                name="review_sent_back_says_why",
                condition=~Q(outcome="sent_back") | ~Q(note=""),
                violation_error_message="Say what has to be mended.",
            ),
            models.UniqueConstraint(
                name="review_of_claim_waits_once",
                fields=["claim"],
                condition=Q(outcome="", claim__isnull=False),
                violation_error_message="This claim is already waiting for review.",
            ),
            models.UniqueConstraint(
                name="review_of_statement_waits_once",
                fields=["statement"],
                condition=Q(outcome="", statement__isnull=False),
                violation_error_message="This statement is already waiting for review.",
            ),
        ]
        indexes = [
            # The queue "waiting for review", the longest wait first.
            models.Index(fields=["asked_at"], condition=Q(outcome=""), name="review_waiting")
        ]

    def __str__(self) -> str:
        return f"Review of {self.claim or self.statement}"


class Publication(models.Model):
    """One decision of a publisher to let drafts through, all at once.

    It is kept so that it can be undone within minutes. `claims` and `statements` are the ids of what was
    published. Not what readers saw: that is in ClaimVersion.
    """

    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="publications")
    claims = ArrayField(models.BigIntegerField(), default=list)
    statements = ArrayField(models.BigIntegerField(), default=list)
    reviews = ArrayField(models.BigIntegerField(), default=list, help_text="The requests that it settled.")
    versions = models.JSONField(
        default=dict, help_text="The number of the last version before it, by the claim's id."
    )
    last_ids = models.JSONField(
        default=dict,
        help_text="By table, the last id given out before its end: a greater one belongs to something later.",
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="publications_undone"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publication_is_of_something",
                condition=~Q(claims=[], statements=[]),
                violation_error_message="Choose what is published.",
            ),
            models.CheckConstraint(
                name="publication_undone_says_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Say who undid it and when, or neither.",
            ),
        ]
        indexes = [
            # The list of what can still be undone, newest first.
            models.Index(fields=["-published_at"], name="publication_newest"),
            # The list of changes: whether a claim was taken back since its last version.
            models.Index(
                fields=["undone_at"], condition=Q(undone_at__isnull=False), name="publication_undone"
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.statements)} positions, {self.published_at:%Y-%m-%d %H:%M}"


class ProposalOutcome(models.TextChoices):
    WAITING = "", "waiting to be worded"
    WORDED = "worded", "published as a correction"
    WAIVED = "waived", "readers need not be told"


class CorrectionProposal(models.Model):
    """Proposal to tell readers that something they had seen was altered or removed.

    Made with the change itself. A publisher words it as a Correction, or says why none is
    needed (a comma). A new statement that changes a status is news, and proposes nothing.
    """

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction_proposals",
        help_text="Empty when it is about what several claims share.",
    )
    change = models.TextField(help_text="What was altered: each field, before and after.")
    reason = models.TextField(blank=True, help_text="The editor's reason for the change.")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="corrections_proposed"
    )
    outcome = models.CharField(max_length=6, choices=ProposalOutcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposals_settled"
    )
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="proposal"
    )
    note = models.TextField(blank=True, max_length=1000, help_text="Why readers need not be told.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_says_what_was_altered",
                condition=~Q(change=""),
                violation_error_message="Say what was altered.",
            ),
            models.CheckConstraint(
                name="proposal_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled proposal needs a person and a time, "
                "a waiting one neither.",
            ),
            models.CheckConstraint(
                name="proposal_ends_in_a_correction_or_a_reason",
                condition=Q(outcome="", correction__isnull=True)
                | Q(outcome="worded", correction__isnull=False)
                | Q(outcome="waived", correction__isnull=True) & ~Q(note=""),
                violation_error_message="Word the correction, or say why readers need not be told.",
            ),
        ]
        indexes = [
            # The queue "corrections to word", oldest first.
            models.Index(fields=["proposed_at"], condition=Q(outcome=""), name="proposal_waiting")
        ]

    def __str__(self) -> str:
        return self.change[:80]
