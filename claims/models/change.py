from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.models import Article

from .claim import Claim, Correction, Status
from .statement import Statement
from .topic import Topic


class ChangeKind(models.TextChoices):
    NEW = "new", _("new claim")
    STATUS = "status", _("change of status")
    POSITION = "position", _("new position")
    REWORDED = "reworded", _("reworded claim")
    CORRECTION = "correction", _("correction")
    SOURCE = "source", _("corrected or retracted source")
    POSITION_RETRACTED = "taken_back", _("retracted position")
    RETRACTED = "retracted", _("retracted or merged claim")
    REPUBLISHED = "republished", _("claim published again")


class Change(models.Model):
    """Change that readers may want to know of: news, or a correction.

    Written by PostgreSQL alone, from two neighbouring versions of a claim
    (claims/migrations/0018_changes.py); a correction that is about no claim makes one too. It holds no
    words: those are read from the record, and text that is retracted later is gone from here at once.
    `statement` caused the change, where one can be named; `how_many` positions came or went with it.
    `article`: what its outlet has corrected or retracted.
    `by_rule`: no statement caused it, the rule for statuses was refined.
    """

    kind = models.CharField(max_length=11, choices=ChangeKind)
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="changes", db_index=False
    )
    version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of the claim's version."
    )
    made_at = models.DateTimeField()
    status_before = models.CharField(max_length=8, choices=Status, blank=True, default="")
    status_after = models.CharField(max_length=8, choices=Status, blank=True, default="")
    # A merge may remove the statement, and plain SQL the correction: neither waits for this table.
    statement = models.ForeignKey(
        Statement,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    correction = models.ForeignKey(
        Correction,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    article = models.ForeignKey(
        Article,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    how_many = models.PositiveIntegerField(default=0)
    by_rule = models.BooleanField(
        default=False, db_default=False, help_text="The status changed because the rule was refined."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_kind_is_known",
                condition=Q(kind__in=ChangeKind.values),
                violation_error_message="Choose a known kind of change.",
            ),
            models.CheckConstraint(
                name="change_is_of_a_version_or_a_correction",
                condition=Q(claim__isnull=False, version__isnull=False)
                | Q(claim__isnull=True, version__isnull=True, correction__isnull=False),
                violation_error_message="Choose the version of a claim, or a correction that is about none.",
            ),
        ]
        indexes = [
            # The list of changes and the front page, newest first; the second where one kind is asked for.
            models.Index(fields=["made_at", "id"], name="change_newest"),
            models.Index(fields=["kind", "-made_at", "-id"], name="change_newest_of_kind"),
            # The changes of a version that is made anew; and all of a claim that gets other topics.
            models.Index(fields=["claim", "version"], name="change_of_version"),
            # Whether a correction has its change already; one of no claim that is altered or deleted.
            models.Index(
                fields=["correction"], condition=Q(correction__isnull=False), name="change_of_correction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.made_at:%Y-%m-%d}"


class ChangeTopic(models.Model):
    """A change, filed under a topic of its claim.

    It makes the newest changes of a topic quick to find. Follows the claim's topics as they are today.
    Written by PostgreSQL alone.
    """

    change = models.ForeignKey(Change, models.CASCADE, related_name="filed", db_index=False)
    # Removing a topic waits for no list of changes.
    topic = models.ForeignKey(Topic, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=11, choices=ChangeKind)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="change_filed_once",
                fields=["change", "topic"],
                violation_error_message="This change is already filed under this topic.",
            )
        ]
        indexes = [
            # The list of changes of one topic, newest first; the second where one kind is asked for.
            models.Index(fields=["topic", "-made_at", "-change"], name="change_newest_in_topic"),
            models.Index(
                fields=["topic", "kind", "-made_at", "-change"], name="change_newest_in_topic_of_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change} / {self.topic}"


class ClaimVersion(models.Model):
    """What readers saw of a claim, as of one public change.

    Numbered from 1 for each claim. Written by PostgreSQL in the transaction of the change, however the
    change is made, and never altered afterwards. One transaction makes at most one version of a claim.
    `snapshot` is described where it is made (claims/migrations/0027_documents.py).
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_versions",
        db_index=False,
        help_text="Empty when the change was not made by a person who had signed in.",
    )
    reason = models.TextField(blank=True)
    snapshot = models.JSONField()
    made_in = models.BigIntegerField(help_text="PostgreSQL's number of the transaction.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="version_number_once_per_claim",
                fields=["claim", "number"],
                violation_error_message="This claim already has a version with this number.",
            ),
            models.CheckConstraint(
                name="version_numbers_begin_at_1",
                condition=Q(number__gte=1),
                violation_error_message="Versions are numbered from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}, version {self.number}"


class StampedThing(models.TextChoices):
    EPOCH = "epoch", "all that was known before"
    RECORD = "record", "anything"
    NAMES = "names", "names and sources"
    CLAIM = "claim", "claim"
    TOPIC = "topic", "topic"
    CLAIMANT = "claimant", "claimant"
    OUTLET = "outlet", "outlet"
    ARTICLE = "article", "article"


class Stamp(models.Model):
    """Part of a number that changes whenever a thing changes that readers' pages depend on.

    The number is the sum over all rows of the thing. Written by PostgreSQL alone
    (claims/migrations/0112_stamps.py, 0131_stamps_of_things.py); read by claims/versions/stamps.py.
    """

    thing = models.CharField(max_length=8, choices=StampedThing)
    thing_id = models.BigIntegerField(help_text="0 where there is one of the kind.")
    raised = models.BigIntegerField()
    is_sum = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # Every readers' page: what the rows of a few things add up to.
            models.Index(fields=["thing", "thing_id"], include=["raised"], name="stamp_of_thing"),
            # Each minute: what has gathered since the last time.
            models.Index(fields=["id"], condition=Q(is_sum=False), name="stamp_not_added_up"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.thing_id}"


class StoredPage(models.Model):
    """A readers' page as it was sent, or the right to make it; see claims/migrations/0122_pages_by_thing.py.

    Not part of the record: it can be emptied at any time. Written and read by PostgreSQL alone, for
    claims/versions/stored_pages.py. The columns are empty while the page is made for the first time.
    """

    address = models.BinaryField(primary_key=True)
    stamps = models.TextField(blank=True, default="", db_default="")
    turn = models.BigIntegerField(null=True, blank=True)
    tag = models.TextField(blank=True, default="", db_default="")
    head = models.TextField(blank=True, default="", db_default="")
    body = models.BinaryField(null=True, blank=True)
    url = models.TextField(blank=True, default="", db_default="")
    thing = models.TextField(default="record", db_default="record")
    thing_id = models.BigIntegerField(default=0, db_default=0)
    leased_turn = models.BigIntegerField()
    leased_until = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    place = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            # Whenever a page is stored: which ones readers asked for least lately.
            models.Index(fields=["place"], name="stored_page_by_place"),
        ]

    def __str__(self) -> str:
        return self.url or "being made"


class MirrorKind(models.TextChoices):
    CLAIM = "claim", "claim"
    STATEMENT = "statement", "statement"
    CITATION = "citation", "citation"
    FACT_CHECK = "fact-check", "fact-check"
    RELATION = "relation", "relation"
    CORRECTION = "correction", "correction"


class MirrorEntry(models.Model):
    """A row that copies of the record have to look at again.

    Of a claim: something that readers see of it has changed, whatever it is; copies read what it is now. Of a
    row below a claim: readers do not see it any more. Written by PostgreSQL alone, in the transaction of the
    change (claims/migrations/0113_mirror.py). Not what changed, nor when: that is in Change and ClaimVersion.

    `position` is given after the commit (claims/versions/mirror.py): positions become visible in their order,
    and then never change. `mark` tells two entries apart that had the same position, one of them before the
    database was restored from a backup.
    """

    kind = models.CharField(max_length=10, choices=MirrorKind)
    row_id = models.BigIntegerField(help_text="The id of the row, which may be gone.")
    key = models.TextField(help_text="The key of the row.")
    position = models.BigIntegerField(null=True, blank=True, help_text="Empty until it is given one.")
    mark = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mirror_kind_is_known",
                condition=Q(kind__in=MirrorKind.values),
                violation_error_message="Choose a known kind of row.",
            ),
            models.CheckConstraint(
                name="mirror_position_comes_with_its_mark",
                condition=Q(position__isnull=True, mark__isnull=True)
                | Q(position__isnull=False, mark__isnull=False),
                violation_error_message="A position needs its mark.",
            ),
            # Its index is what the API's list of changed claims reads.
            models.UniqueConstraint(
                name="mirror_position_once",
                fields=["position"],
                violation_error_message="There is an entry at this position already.",
            ),
        ]
        indexes = [
            # Every list of changed claims of the API: what waits for a position.
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="mirror_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_id}"
