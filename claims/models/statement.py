from datetime import date
from typing import ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, Value, When

from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.models import not_in_the_future

from .claim import Claim
from .claimant import Claimant
from .publication import Publishable, State, publishable_constraints


class Stance(models.TextChoices):
    AFFIRMS = "affirms", "affirms"
    DENIES = "denies", "denies"
    QUESTIONS = "questions", "questions"
    WITHDRAWS = "withdraws", "withdraws"


class Precision(models.TextChoices):
    DAY = "day", "on that day"
    MONTH = "month", "in that month"
    YEAR = "year", "in that year"
    BY = "by", "by that day"


class KnownOn(Func):
    """The last day of the time that a statement's date stands for.

    In Python it is claims.as_of.last_day.
    """

    function = "claims_known_on"
    output_field = DateField()


def readable_filter(prefix: str) -> Q:
    """Return the condition that the statement at `prefix` is visible to readers.

    It is published, and so is its claim.
    """
    return Q(**{f"{prefix}state": State.PUBLISHED, f"{prefix}claim__state": State.PUBLISHED})


class StatementQuerySet(models.QuerySet["Statement"]):
    def published(self) -> Self:
        """Return the statements that readers see.

        They are published themselves, on a published claim.
        """
        return self.filter(readable_filter(""))

    def ready(self) -> Self:
        """Return the drafts that can be published: those with a citation."""
        cited = apps.get_model("claims.Citation").objects.filter(statement=OuterRef("pk"))
        return self.filter(Exists(cited), state=State.DRAFT)

    def said_by(self, day: date) -> Self:
        """Return the statements made by the end of `day`.

        Of a month or a year the last day counts.
        """
        # The first condition follows from the second; it lets PostgreSQL use an index.
        known_on = KnownOn("said_on", "said_on_precision")
        return self.filter(said_on__lte=day).alias(known_on=known_on).filter(known_on__lte=day)

    def positions_of(self, claimant: Claimant) -> Self:
        """Return what `claimant` said, and for a party also what was said for it."""
        return self.filter(party=claimant) if claimant.is_party else self.filter(claimant=claimant)


StatementManager = KeyedManager.from_queryset(StatementQuerySet)


@keep_on_record(exclude=["party_is_party", "speaks_for_itself"])
class Statement(KeyedModel, Publishable):
    """One claimant's dated position on one claim, and for which party it was taken.

    The same remark in several articles is one statement with several citations. Party and
    capacity are stored here, because offices change and what was said in them does not.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="statements")
    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="statements", db_index=False)
    party = models.ForeignKey(
        Claimant,
        models.PROTECT,
        related_name="statements_for",
        db_index=False,
        help_text="For whom it was said. A party speaks for itself.",
    )
    capacity = NameField(max_length=200, help_text='In which role it was said: "Foreign Minister".')
    stance = models.CharField(max_length=9, choices=Stance)
    hedged = models.BooleanField(
        default=False, help_text='Said with a reservation: "may be", "perhaps", "likely".'
    )
    said_on = models.DateField(
        validators=[not_in_the_future],
        help_text="For a month or a year: its first day. For “by that day”: the day by which it was said.",
    )
    said_on_precision = models.CharField("precision", max_length=5, choices=Precision, default=Precision.DAY)
    said_on_note = models.CharField(
        "how the date is known",
        max_length=200,
        blank=True,
        help_text='E.g. "Inferred from Wednesday".',
    )
    place = NameField("where", max_length=200, blank=True, help_text='"Joint news conference, Moscow".')
    party_is_party = models.GeneratedField(
        expression=Value(True),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    speaks_for_itself = models.GeneratedField(
        expression=Case(When(claimant=F("party"), then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects: ClassVar[StatementManager] = StatementManager()

    class Meta:
        permissions = [
            ("publish_statement", "Can publish statements"),
            ("retract_statement", "Can retract statements"),
        ]
        indexes = [
            # The claimant's page: positions, newest first. A party's page uses the second.
            models.Index(fields=["claimant", "-said_on", "-id"], name="statement_of_claimant"),
            models.Index(fields=["party", "-said_on", "-id"], name="statement_for_party"),
            # The admin's drill-down by date.
            models.Index(fields=["said_on"], name="statement_said_on"),
        ]
        constraints = [
            *publishable_constraints("statement"),
            models.UniqueConstraint(
                name="statement_once",
                fields=["claim", "claimant", "party", "stance", "said_on", "said_on_precision"],
                condition=~Q(state=State.RETRACTED),
                violation_error_message="This position is already on the record. Add a citation "
                "to the existing statement instead.",
            ),
            models.CheckConstraint(
                name="statement_has_a_capacity",
                condition=~Q(capacity=""),
                violation_error_message="Say in which capacity it was said.",
            ),
            models.CheckConstraint(
                name="statement_stance_is_known",
                condition=Q(stance__in=Stance.values),
                violation_error_message="Choose a stance.",
            ),
            models.CheckConstraint(
                name="statement_date_fits_its_precision",
                condition=Q(said_on_precision__in=["day", "by"])
                | Q(said_on_precision="month", said_on__day=1)
                | Q(said_on_precision="year", said_on__day=1, said_on__month=1),
                violation_error_message="For a month give its first day, for a year 1 January.",
            ),
        ]

    def __str__(self) -> str:
        hedged = " (hedged)" if self.hedged else ""
        return f"{self.claimant} {self.get_stance_display()}{hedged}: {self.claim}"

    def get_absolute_url(self) -> str:
        return f"{self.claim.get_absolute_url()}#statement-{self.pk}"
