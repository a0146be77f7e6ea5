from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.names import NameField
from core.validators import validate_no_bidi_controls
from sources.models import Article, Capture

from .citation import Citation
from .claim import Claim
from .report import Report


class CoverageQuerySet(models.QuerySet):
    def unfinished_of(self, editor):
        """Return what `editor` can go on with, latest first; nobody sees another's work."""
        return (
            self.filter(editor=editor, finished_at__isnull=True)
            .select_related("article__outlet")
            .order_by("-changed_at", "-pk")
        )


class Coverage(models.Model):
    """An editor's work on one article, from bringing it in to saving its statements.

    Stored while it is half done: the same editor can go on elsewhere. `intake` is the input of the first
    step with its corrections; `rows` are the proposed citations as last typed, valid
    or not. The record itself is written only when it is saved.
    """

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="coverages")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(
        default=1,
        db_column="edition",
        help_text="Goes up with each save, so that an older copy does not overwrite it.",
    )
    last_send = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="What the window that stored this revision calls its request; empty if it gave no name.",
    )
    intake = models.JSONField(default=dict, db_column="brought")
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="coverages")
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, blank=True, related_name="coverages")
    report = models.ForeignKey(
        Report,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coverages",
        help_text="The reader's report that it began with.",
    )
    rows = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, help_text="What was added, once it is finished.")

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coverage_capture_comes_with_its_article",
                condition=Q(capture__isnull=True) | Q(article__isnull=False),
                violation_error_message="Choose the article that the capture is of.",
            ),
        ]
        indexes = [
            # The desk's first page and the admin's front page: work to go on with, latest first.
            models.Index(
                fields=["editor", "-changed_at"],
                condition=Q(finished_at__isnull=True),
                name="coverage_unfinished",
            )
        ]

    def __str__(self) -> str:
        return str(self.article or self.intake.get("title") or "New coverage")


class OpenFormQuerySet(models.QuerySet):
    def of(self, row):
        """Return who has opened the form of `row`, a row of any model."""
        return self.filter(model=row._meta.label_lower, row_id=row.pk)

    def open(self, row, *, editor, now):
        """Note that `editor` has the form of `row` open now, perhaps still. Queries: 1."""
        form = self.model(model=row._meta.label_lower, row_id=row.pk, editor=editor, opened_at=now)
        self.bulk_create(
            [form],
            update_conflicts=True,
            unique_fields=["model", "row_id", "editor"],
            update_fields=["opened_at"],
        )


class OpenForm(models.Model):
    """An editor has the form of a row open, has not saved it and, as far as is known, not left it.

    Only for a notice to others who open it: it blocks nobody, and is soon deleted. It names its row without a
    foreign key, because that may be of any model and may be gone.
    """

    model = models.CharField(max_length=100, help_text="As in claims.statement.")
    row_id = models.BigIntegerField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_forms")
    opened_at = models.DateTimeField()

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also the index by which the form of a row finds them.
            models.UniqueConstraint(
                name="open_form_once_per_row_and_editor",
                fields=["model", "row_id", "editor"],
                violation_error_message="It is noted already that you opened this.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"


MAX_VIEW_PARAMETERS = 2000


class SavedViewQuerySet(models.QuerySet):
    def of(self, editor, model: str):
        """Return the views that `editor` saved of the list of `model`, by name; nobody sees another's."""
        return self.filter(editor=editor, model=model).order_by(Lower("name"), "pk")


class SavedView(models.Model):
    """A list of the admin as an editor likes to see it: filtered, searched, sorted, under a name.

    It holds nothing but the parameters of the list's own address, so a view can be sent to a colleague as
    that address. It is an editor's own, no part of the record.
    """

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    model = models.CharField(max_length=100, help_text="Of the list's rows, as in claims.statement.")
    name = NameField(max_length=60, validators=[validate_no_bidi_controls])
    parameters = models.CharField(
        max_length=MAX_VIEW_PARAMETERS, help_text="As in the list's address: o=-1&status__exact=disputed."
    )
    saved_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also the index by which a list finds them.
            models.UniqueConstraint(
                "editor",
                "model",
                Lower("name"),
                name="saved_view_name_once",
                violation_error_message="You have a view of this name already. Choose another name, or "
                "replace it.",
            ),
            models.CheckConstraint(
                name="saved_view_has_name_and_parameters",
                condition=~Q(name="") & ~Q(parameters=""),
                violation_error_message="Give the view a name, and filter, search or sort the list first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VanishedOutcome(models.TextChoices):
    WAITING = "", "waiting"
    BACK = "back", "the words are back"
    SETTLED = "settled", "looked into"


class VanishedExcerpt(models.Model):
    """A cited excerpt that a later capture of the article no longer holds.

    The citation still stands, proved against the earlier capture; readers may need to know
    that the outlet has changed its article.
    """

    citation = models.ForeignKey(Citation, models.CASCADE, related_name="vanishings")
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="vanished_excerpts")
    noticed_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=VanishedOutcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vanished_excerpts_settled",
        help_text="Empty when a later capture has the words again.",
    )
    note = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vanished_once_per_capture",
                fields=["citation", "capture"],
                violation_error_message="This has already been noticed.",
            ),
            models.CheckConstraint(
                name="vanished_outcome_is_known",
                condition=Q(outcome__in=VanishedOutcome.values),
                violation_error_message="Choose waiting, back or looked into.",
            ),
            models.CheckConstraint(
                name="vanished_outcome_says_when_and_why",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome="back", settled_at__isnull=False)
                | Q(outcome="settled", settled_at__isnull=False, settled_by__isnull=False) & ~Q(note=""),
                violation_error_message="Say who looked into it, when, and what came of it.",
            ),
        ]
        indexes = [
            # The queue "excerpts that vanished from the live article", latest first.
            models.Index(fields=["-noticed_at"], condition=Q(outcome=""), name="vanished_waiting")
        ]

    def __str__(self) -> str:
        return str(self.citation)


class LeadKind(models.TextChoices):
    APPEARANCE = "appearance", "it appeared there"
    FIRST_APPEARANCE = "first", "it first appeared there"
    DATA_SET = "data_set", "a data set names the address"


class LeadOutcome(models.TextChoices):
    WAITING = "", "to be read"
    TAKEN_UP = "taken_up", "taken up"
    NOT_THERE = "not_there", "not there"


class Lead(models.Model):
    """An address at which somebody says that a claim can be found, without the words.

    It is no evidence: it counts towards no status, and no reader sees it. An editor reads the page; adding
    its coverage takes the lead up. `url` is written as normalise_url writes it.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="leads", db_index=False)
    url = models.URLField("address", max_length=1000)
    kind = models.CharField(max_length=10, choices=LeadKind)
    title = models.CharField(max_length=300, blank=True)
    outlet_name = NameField("outlet", max_length=200, blank=True, help_text="As the source names it.")
    source = NameField("who says so", max_length=200, help_text="A reviewer, a data set.")
    noted_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=LeadOutcome, blank=True, default=LeadOutcome.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="leads_settled"
    )
    note = models.TextField(max_length=1000, blank=True, help_text="Why it is not there.")
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The coverage that came of it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="lead_once_per_claim_and_address",
                fields=["claim", "url"],
                violation_error_message="This address is already noted for the claim.",
            ),
            models.CheckConstraint(
                name="lead_kind_is_known",
                condition=Q(kind__in=LeadKind.values),
                violation_error_message="Choose what is said of the address.",
            ),
            models.CheckConstraint(
                name="lead_says_where_and_who_says_so",
                condition=~Q(url="") & ~Q(source=""),
                violation_error_message="A lead needs an address, and who names it.",
            ),
            models.CheckConstraint(
                name="lead_outcome_is_known",
                condition=Q(outcome__in=LeadOutcome.values),
                violation_error_message="Choose to be read, taken up or not there.",
            ),
            models.CheckConstraint(
                name="lead_outcome_says_who_and_when",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message="A settled lead needs a person and a time, a waiting one neither.",
            ),
            models.CheckConstraint(
                name="lead_taken_up_names_its_article",
                condition=Q(outcome="taken_up", article__isnull=False)
                | ~Q(outcome="taken_up") & Q(article__isnull=True),
                violation_error_message="Only a lead that was taken up has an article, and it needs it.",
            ),
        ]
        indexes = [
            # The queue "addresses to read", the longest wait first.
            models.Index(fields=["noted_at", "id"], condition=Q(outcome=""), name="lead_waiting"),
            # Saving coverage takes up the leads to its article.
            HashIndex(fields=["url"], condition=Q(outcome=""), name="lead_waiting_address"),
        ]

    def __str__(self) -> str:
        return self.title or self.url
