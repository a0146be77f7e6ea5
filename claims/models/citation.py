from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, F, Func, Q, UUIDField, Value, When
from django.db.models.functions import MD5, Cast, Length
from django.utils.translation import gettext_noop

from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.excerpts.normalisation import WHITE_SPACE
from sources.excerpts.search import EXCERPT_WORDS
from sources.models import Article, Capture, Outlet
from sources.text_search import index_words

from .claimant import Claimant
from .statement import Statement, readable_filter


class CitationKind(models.TextChoices):
    QUOTE = "quote", gettext_noop("quotation")
    PARAPHRASE = "paraphrase", gettext_noop("paraphrase")
    OWN_WORDS = "own_words", gettext_noop("the outlet's own words")


class Part(models.TextChoices):
    HEADLINE = "headline", gettext_noop("headline")
    SUMMARY = "summary", gettext_noop("summary")
    BODY = "body", gettext_noop("body")
    CAPTION = "caption", gettext_noop("caption")
    TEASER = "teaser", gettext_noop("teaser")


# Not \s and \S, whose meaning depends on the locale of the database.
SPACE, NO_SPACE = f"[{WHITE_SPACE}]", f"[^{WHITE_SPACE}]"


class CitationQuerySet(models.QuerySet["Citation"]):
    def published(self) -> Self:
        """Return the evidence that readers see.

        That is the evidence of published statements on published claims.
        """
        return self.filter(readable_filter("statement__"))

    def known_by(self, day: date | None) -> Self:
        """Return the citations whose article had appeared by the end of `day`.

        Without a day, all of them. An article without a date is taken to have appeared, as in the status
        rule.
        """
        if day is None:
            return self
        return self.filter(Q(article__published_on=None) | Q(article__published_on__lte=day))

    def with_mouthpiece(self) -> Self:
        """Tell which ones an outlet passes on for a party, as the status rule does."""
        read = ("article__outlet__voice__speaks_for_id", "statement__party_id", "kind", "capture_id")
        passes_on = Func(*read, function="claims_passes_on", output_field=models.BooleanField())
        return self.annotate(mouthpiece=passes_on)

    def for_article_page(self) -> Self:
        """Order as they follow one another in their article, those not located last.

        Selects the statements and the people that they show.
        """
        return (
            self.with_mouthpiece()
            .select_related(
                "statement__claim", "statement__claimant", "statement__party", "relayed_by", "capture"
            )
            .order_by(F("start").asc(nulls_last=True), "pk")
        )


CitationManager = KeyedManager.from_queryset(CitationQuerySet)


@keep_on_record(exclude=["relayer_is_party", "relayed_for_is_party"])
class Citation(KeyedModel):
    """The evidence that a statement was made: the exact words of one article.

    The excerpt holds the article's own characters. It is *proved* once it has been found in a
    capture, and then knows which one and where; editing it clears the proof.
    """

    mouthpiece = False
    """Whether its outlet speaks for another party, and passes the words on for it: see `with_mouthpiece`."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="citations", db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="citations")
    kind = models.CharField(max_length=10, choices=CitationKind)
    part = models.CharField(max_length=8, choices=Part, default=Part.BODY)
    relayed_by = models.ForeignKey(
        Claimant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relays",
        db_index=False,
        help_text="Second-hand: who passes the position on.",
    )
    relayed_for = models.ForeignKey(
        Claimant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relays_for",
        db_index=False,
        help_text="Second-hand: the party that this person speaks for.",
    )
    via = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transmitted",
        db_index=False,
        help_text="The agency that the article credits for the words.",
    )
    translated_by = NameField(max_length=120, blank=True)
    excerpt = models.CharField(
        max_length=400,
        help_text=f"Exactly as printed, at most {EXCERPT_WORDS} words: the shortest span that carries it.",
    )
    capture = models.ForeignKey(
        Capture, models.PROTECT, null=True, blank=True, related_name="citations", db_index=False
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    recurs = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="The text has these words more than once: a link to them needs those around.",
    )
    proved_at = models.DateTimeField(null=True, blank=True)
    relayer_is_party = models.GeneratedField(
        expression=Case(
            When(relayed_by__isnull=True, then=Value(None)),
            When(relayed_by=F("relayed_for"), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )
    relayed_for_is_party = models.GeneratedField(
        expression=Case(When(relayed_for__isnull=True, then=Value(None)), default=Value(True)),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects: ClassVar[CitationManager] = CitationManager()

    # Not a column: claims.positions.locate_citations says where it is read.
    url: str

    class Meta:
        indexes = [
            # The list of the admin, by words of an excerpt.
            index_words("excerpt", name="citation_excerpt_words"),
            # The queue of unverified excerpts on the admin's front page, and its list.
            models.Index(fields=["id"], condition=Q(proved_at__isnull=True), name="citation_unverified"),
            # What is second-hand, came through an agency or was proved: few have it. The versions and
            # the page of a claimant, the versions of an outlet; whether one of these, or a capture, may be
            # removed.
            *(
                models.Index(
                    fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"citation_{name}"
                )
                for name in ("relayed_by", "relayed_for", "via", "capture")
            ),
        ]
        constraints = [
            # 16 bytes stand for the excerpt: its text would make this the largest index of the record.
            models.UniqueConstraint(
                "statement",
                "article",
                Cast(MD5("excerpt"), UUIDField()),
                name="citation_once",
                violation_error_message="This statement already cites these words.",
            ),
            models.CheckConstraint(
                name="citation_kind_is_known",
                condition=Q(kind__in=CitationKind.values),
                violation_error_message="Choose quotation, paraphrase or own words.",
            ),
            models.CheckConstraint(
                name="citation_part_is_known",
                condition=Q(part__in=Part.values),
                violation_error_message="Choose the part of the article.",
            ),
            models.CheckConstraint(
                name="citation_excerpt_is_not_blank",
                condition=Q(excerpt__regex=NO_SPACE),
                violation_error_message="An excerpt cannot be empty.",
            ),
            models.CheckConstraint(
                name="citation_excerpt_is_short",
                condition=~Q(excerpt__regex=f"^{SPACE}*({NO_SPACE}+{SPACE}+){{{EXCERPT_WORDS}}}{NO_SPACE}"),
                violation_error_message=f"An excerpt can have at most {EXCERPT_WORDS} words. Choose "
                "the shortest span that carries the position.",
            ),
            models.CheckConstraint(
                name="citation_relay_says_for_whom",
                condition=Q(relayed_by__isnull=True, relayed_for__isnull=True)
                | Q(relayed_by__isnull=False, relayed_for__isnull=False),
                violation_error_message="Second-hand words: say both who passes them on and for which party.",
            ),
            models.CheckConstraint(
                name="citation_proof_is_whole",
                condition=Q(
                    capture__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                    proved_at__isnull=True,
                    prefix="",
                    suffix="",
                    recurs=False,
                )
                | Q(
                    capture__isnull=False,
                    start__isnull=False,
                    end__isnull=False,
                    proved_at__isnull=False,
                ),
                violation_error_message="A proof needs a capture, both offsets and a time.",
            ),
            models.CheckConstraint(
                name="citation_offsets_span_the_excerpt",
                condition=Q(start__isnull=True) | Q(end=F("start") + Length("excerpt")),
                violation_error_message="The offsets do not match the length of the excerpt.",
            ),
        ]

    def __str__(self) -> str:
        return self.excerpt

    @property
    def is_proved(self) -> bool:
        return self.proved_at is not None

    @property
    def is_second_hand(self) -> bool:
        return self.relayed_by_id is not None or self.mouthpiece
