"""Articles."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.text_search import index_words

from .dates import not_in_the_future
from .outlet import Outlet

LANGUAGE_LENGTH = 35
"""Characters of the longest BCP 47 tag that is in use."""

language_validator = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
    'Use a language tag such as "en", "ru" or "pt-BR".',
)


def is_language_tag(text: str) -> bool:
    """Tell whether a field for a language takes this text."""
    try:
        language_validator(text)
    except ValidationError:
        return False
    return len(text) <= LANGUAGE_LENGTH


class PageStem(models.Func):
    """What all spellings of an address have in common: what make_page_key tells apart may share it."""

    function = "sources_page_stem"
    output_field = models.TextField()


class ArticleQuerySet(models.QuerySet["Article"]):
    def newest(self):
        """Order by date, newest first; articles without a date come last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-pk")

    def in_order_of_publication(self):
        """Order by date, oldest first; articles without a date come last."""
        return self.order_by(F("published_on").asc(nulls_last=True), "pk")

    def mark_read_in_full(self, *, by, now: datetime.datetime) -> int:
        """Record who has been through all of these articles, except those read before.

        Returns the number of articles marked.
        """
        return self.filter(read_in_full_at=None).update(read_in_full_at=now, read_in_full_by=by)


def _after_publication(verb: str) -> models.CheckConstraint:
    """Return the constraint that an article is published before it is "corrected" or "retracted"."""
    date = f"{verb}_on"
    return models.CheckConstraint(
        name=f"article_{verb}_after_publication",
        condition=Q(**{f"{date}__isnull": True})
        | Q(published_on__isnull=True)
        | Q(**{f"{date}__gte": F("published_on")}),
        violation_error_message=f"The article cannot have been {verb} before it was published."
        " Check both dates.",
    )


ArticleManager = KeyedManager.from_queryset(ArticleQuerySet)


@keep_on_record()
class Article(KeyedModel):
    """One published piece of one outlet.

    Its text is not here: what it said at a given moment is a Capture. Unknown fields stay empty; an
    address or a date is never guessed.
    """

    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="articles", db_index=False)
    title = models.CharField(max_length=300)
    byline = NameField(max_length=200, blank=True, help_text="As printed. Empty: none.")
    published_on = models.DateField(null=True, blank=True, validators=[not_in_the_future])
    published_on_note = models.CharField(
        "how the date is known",
        max_length=200,
        blank=True,
        help_text='When the article prints no date: what it was inferred from, e.g. "Wednesday".',
    )
    language = models.CharField(
        max_length=LANGUAGE_LENGTH,
        default="en",
        validators=[language_validator],
        help_text='A BCP 47 tag: "en", "ru".',
    )
    canonical_url = models.URLField(
        "address", max_length=1000, blank=True, help_text="Where it was published, if known."
    )
    archive_url = models.URLField(
        "archived copy",
        max_length=1000,
        blank=True,
        help_text="A copy that stays, if there is one.",
    )
    text_from = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="texts_elsewhere",
        db_index=False,
        verbose_name="text of",
        help_text="The agency or outlet whose text this is, nearly word for word. The two then count as one "
        "report. Proposed when the first text comes in. Empty: its outlet's own.",
    )
    read_in_full_at = models.DateTimeField(null=True, blank=True)
    read_in_full_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles_read_in_full",
        help_text="Who has been through all of it. Only then does silence mean anything.",
    )
    corrected_on = models.DateField(
        "corrected by the outlet on", null=True, blank=True, validators=[not_in_the_future]
    )
    retracted_on = models.DateField(
        "retracted by the outlet on", null=True, blank=True, validators=[not_in_the_future]
    )

    objects: ClassVar[ArticleManager] = ArticleManager()

    is_address_broken = False
    """Whether the last check of its address failed; looked up by pages that link there."""

    class Meta:
        indexes = [
            # The list and the fields of the admin, by words.
            index_words("title", name="article_title_words"),
            index_words("byline", name="article_byline_words"),
            index_words("canonical_url", name="article_address_words"),
            # An import: whether the record has the articles at these addresses.
            HashIndex(PageStem("canonical_url"), condition=~Q(canonical_url=""), name="article_page_stem"),
            # The outlet's page: its articles, newest first.
            models.Index(fields=["outlet", "-published_on"], name="article_outlet_newest"),
            # Merging or deleting an outlet: whose text is its?
            models.Index(
                fields=["text_from"], condition=Q(text_from__isnull=False), name="article_text_from"
            ),
            # The admin's drill-down by date.
            models.Index(fields=["published_on"], name="article_published_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="article_address_once",
                fields=["canonical_url"],
                condition=~Q(canonical_url=""),
                violation_error_message="An article with this address is already on the record.",
            ),
            models.CheckConstraint(
                name="article_has_a_title",
                condition=~Q(title=""),
                violation_error_message="An article needs a title.",
            ),
            models.CheckConstraint(
                name="article_read_in_full_says_who_and_when",
                condition=Q(read_in_full_at__isnull=True, read_in_full_by__isnull=True)
                | Q(read_in_full_at__isnull=False, read_in_full_by__isnull=False),
                violation_error_message="Say both who read it in full and when.",
            ),
            models.CheckConstraint(
                name="article_text_is_from_another_outlet",
                condition=Q(text_from__isnull=True) | ~Q(text_from=F("outlet")),
                violation_error_message="The text of the article's own outlet is no copy: leave that empty.",
            ),
            _after_publication("corrected"),
            _after_publication("retracted"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.pk])
