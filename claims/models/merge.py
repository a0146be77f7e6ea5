from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sources.models import Outlet

from .claim import Claim
from .claimant import Claimant


class PairKind(models.TextChoices):
    DOUBLE = "double", "may be the same claim"
    CONTRADICTION = "contradicts", "may contradict each other"
    CHANGE = "change", "may be a change of position"
    REPETITION = "repeats", "may be a repeated position"


class DoubleOutcome(models.TextChoices):
    WAITING = "", "waiting"
    MERGED = "merged", "merged"
    RELATED = "related", "related"
    DIFFERENT = "different", "not the same"


class ProbableDouble(models.Model):
    """Two claims that the nightly search found alike or opposite, and what an editor made of it.

    It is a proposal for editors alone: nothing on the pages for readers follows from it. Once settled, a pair
    is never proposed again. `claim` is always the older one.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="doubles_newer")
    other = models.ForeignKey(Claim, models.CASCADE, related_name="doubles_older")
    score = models.FloatField(help_text="How alike, from 0 to 1.")
    kind = models.CharField(
        "what it may be",
        max_length=11,
        choices=PairKind,
        default=PairKind.DOUBLE,
        help_text="By the wording of the two claims and by who holds both.",
    )
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=DoubleOutcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="doubles_settled"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "pair of similar claims"
        verbose_name_plural = "pairs of similar claims"
        constraints = [
            models.UniqueConstraint(
                name="double_once_per_pair",
                fields=["claim", "other"],
                violation_error_message="These two claims are already listed as probable doubles.",
            ),
            models.CheckConstraint(
                name="double_names_the_older_first",
                condition=Q(claim__lt=F("other")),
                violation_error_message="Choose two different claims, the older one first.",
            ),
            models.CheckConstraint(
                name="double_score_is_a_share",
                condition=Q(score__gte=0, score__lte=1),
                violation_error_message="The score must be between 0 and 1.",
            ),
            models.CheckConstraint(
                name="double_kind_is_known",
                condition=Q(kind__in=PairKind.values),
                violation_error_message="Choose what the two claims may be.",
            ),
            models.CheckConstraint(
                name="double_outcome_is_known",
                condition=Q(outcome__in=DoubleOutcome.values),
                violation_error_message="Choose waiting, merged, related or not the same.",
            ),
            models.CheckConstraint(
                name="double_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled double needs a person and a time, a waiting one neither.",
            ),
        ]
        indexes = [
            # The queues of similar claims, the most alike first: all of them, and those of one kind.
            models.Index(fields=["-score"], condition=Q(outcome=""), name="double_waiting"),
            models.Index(fields=["kind", "-score"], condition=Q(outcome=""), name="double_waiting_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} / {self.other}"


def _pair(noun: str) -> Q:
    """Return the condition that both ends are of this kind, and no other is given."""
    return Q(
        **{
            f"{name}_{end}__isnull": name != noun
            for name in ("claim", "claimant", "outlet")
            for end in ("from", "into")
        }
    )


class Merge(models.Model):
    """Merge of two rows that meant the same thing: `from` became part of `into`.

    The row that was merged away stays as a tombstone: its address leads to the other one for as
    long as the merge stands. `moved` holds the data that is needed to undo it.
    """

    claim_from = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="merges_from", db_index=False
    )
    claim_into = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="merges_into")
    claimant_from = models.ForeignKey(
        Claimant, models.PROTECT, null=True, blank=True, related_name="merges_from", db_index=False
    )
    claimant_into = models.ForeignKey(
        Claimant, models.PROTECT, null=True, blank=True, related_name="merges_into"
    )
    outlet_from = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="merges_from", db_index=False
    )
    outlet_into = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, related_name="merges_into")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="merges")
    reason = models.TextField(max_length=1000)
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="merges_undone"
    )

    class Meta:
        permissions = [
            ("merge_claim", "Can merge claims"),
            ("merge_claimant", "Can merge claimants"),
            ("merge_outlet", "Can merge outlets"),
        ]
        constraints = [
            models.CheckConstraint(
                name="merge_is_of_one_pair",
                condition=_pair("claim") | _pair("claimant") | _pair("outlet"),
                violation_error_message="Choose two claims, two claimants or two outlets.",
            ),
            models.CheckConstraint(
                name="merge_is_of_two",
                condition=~Q(claim_from=F("claim_into"))
                & ~Q(claimant_from=F("claimant_into"))
                & ~Q(outlet_from=F("outlet_into")),
                violation_error_message="Nothing can be merged into itself.",
            ),
            models.CheckConstraint(
                name="merge_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the two are the same.",
            ),
            models.CheckConstraint(
                name="merge_undone_says_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="An undone merge needs a person and a time.",
            ),
            *(
                # Also what the redirect of a merged address looks up.
                models.UniqueConstraint(
                    name=f"merge_of_{noun}_once",
                    fields=[f"{noun}_from"],
                    condition=Q(undone_at__isnull=True, **{f"{noun}_from__isnull": False}),
                    violation_error_message=f"This {noun} has already been merged into another one.",
                )
                for noun in ("claim", "claimant", "outlet")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.target}"

    @property
    def duplicate(self):
        """The row that was merged away."""
        return self.claim_from or self.claimant_from or self.outlet_from

    @property
    def target(self):
        """The row that it became part of."""
        return self.claim_into or self.claimant_into or self.outlet_into
