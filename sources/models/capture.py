"""Captures of articles, with their texts."""

import hashlib
from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.errors import CONSTRAINT_MESSAGES
from core.models import KeyedManager, KeyedModel, keep_on_record

from .article import Article
from .dates import not_in_the_future
from .fingerprint import TextFingerprint

CONSTRAINT_MESSAGES.update(
    capture_is_immutable="A capture is never altered. Add a new capture instead.",
    capture_text_matches_hash="This text is not the one that was captured.",
    capture_text_stays_removed="This text was removed, and stays removed: only its fingerprint is kept.",
)

REFUSE_CHANGE = """
                    RAISE EXCEPTION 'A capture is never altered. Add a new capture instead.'
                    USING ERRCODE = '23514', CONSTRAINT = 'capture_is_immutable';
                """


REMOVAL = ("text_removed_at", "text_removed_by", "text_removal_reason")
"""What a capture says of the removal of its text."""


class Obtained(models.TextChoices):
    FETCHED = "fetched", "fetched from its address"
    PASTED = "pasted", "pasted by an editor"
    FILE = "file", "read from a file"


class CaptureManager(KeyedManager["Capture"]):
    def keep(self, *, article: Article, text: str, captured_at: datetime, obtained: str) -> "Capture":
        """Record the text of `article` as a capture.

        Recording the same text again returns the existing capture. The text is stored exactly as
        given: its hash and the offsets of citations depend on it.
        """
        capture, _ = self.get_or_create(
            article=article,
            sha256=text_sha256(text),
            defaults={
                "length": len(text),
                "words": count_words(text),
                "captured_at": captured_at,
                "obtained": obtained,
            },
        )
        CaptureText.objects.attach(capture, text)
        return capture


def count_words(text: str) -> int:
    """Count the words of a text: what stands between white space."""
    return len(text.split())


def text_sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes (FIPS 180-4).

    As 64 lowercase hexadecimal digits.
    """
    return hashlib.sha256(text.encode()).hexdigest()


@keep_on_record()
class Capture(KeyedModel):
    """The text of an article as it was at one moment.

    A capture holds its hash and length, not the text itself.

    Never altered, but for words that are counted later: a later text is a new capture. The text may be
    attached in CaptureText, and removed again on a take-down, for good: hash and length still prove which one
    it was, and the capture says when it was removed, by whom and why. A capture from which words were ever
    cited is never deleted (claims/migrations/0124_cited_captures_stay.py).
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="captures", db_index=False)
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        validators=[RegexValidator(r"^[0-9a-f]{64}\Z", "64 hexadecimal digits.")],
        help_text="Of the text in UTF-8, exactly as stored.",
    )
    length = models.PositiveIntegerField(help_text="In code points; offsets count the same.")
    words = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="How many words it has, so that readers know how much was read. Empty: not counted.",
    )
    captured_at = models.DateTimeField(validators=[not_in_the_future])
    obtained = models.CharField(max_length=8, choices=Obtained)

    text_removed_at = models.DateTimeField("text removed", null=True, blank=True)
    text_removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="texts_removed",
        db_index=False,
    )
    text_removal_reason = models.CharField(
        "why the text was removed",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="For editors. Readers see only that it was removed, and when.",
    )

    objects: ClassVar[CaptureManager] = CaptureManager()

    class Meta:
        indexes = [
            # Bringing an article in: is this very text on the record already?
            models.Index(fields=["sha256"], name="capture_sha256"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="capture_once_per_article",
                fields=["article", "sha256"],
                violation_error_message="This article already has a capture of exactly this text.",
            ),
            # Target of the citations' foreign key: a citation's capture belongs to its article.
            models.UniqueConstraint(name="capture_with_article", fields=["id", "article"]),
            models.CheckConstraint(
                name="capture_sha256_is_64_hex_digits",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="A SHA-256 has 64 hexadecimal digits.",
            ),
            models.CheckConstraint(
                name="capture_has_text",
                condition=Q(length__gt=0),
                violation_error_message="A capture cannot be of an empty text.",
            ),
            models.CheckConstraint(
                name="capture_text_removal_says_who_when_and_why",
                condition=Q(
                    text_removed_at__isnull=True, text_removed_by__isnull=True, text_removal_reason=""
                )
                | Q(text_removed_at__isnull=False, text_removed_by__isnull=False)
                & ~Q(text_removal_reason=""),
                violation_error_message="The removal of a text needs a person, a time and a reason.",
            ),
            models.CheckConstraint(
                name="capture_obtained_in_a_known_way",
                condition=Q(obtained__in=Obtained.values),
                violation_error_message="Say how the text was obtained.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="immutable",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["words", *REMOVAL]),
                func=REFUSE_CHANGE,
            ),
            pgtrigger.Trigger(
                name="words_counted_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__words__isnull=False, old__words__df=pgtrigger.F("new__words")),
                func=REFUSE_CHANGE,
            ),
            pgtrigger.Trigger(
                name="text_removed_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.text_removed_at IS NOT NULL AND (OLD.text_removed_at, OLD.text_removed_by_id,"
                    " OLD.text_removal_reason) IS DISTINCT FROM (NEW.text_removed_at, NEW.text_removed_by_id,"
                    " NEW.text_removal_reason)"
                ),
                func=REFUSE_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.captured_at:%-d %B %Y}, {self.sha256[:8]})"


class CaptureTextManager(models.Manager["CaptureText"]):
    def attach(self, capture: Capture, text: str) -> "CaptureText | None":
        """Store the text of `capture` and its fingerprint. A second call changes nothing.

        A text that was removed stays removed: then nothing is stored.
        """
        if capture.text_removed_at is not None:
            return None
        attached, _ = self.get_or_create(capture=capture, defaults={"text": text})
        TextFingerprint.objects.store(capture, text)
        return attached


class CaptureText(models.Model):
    """The words behind a capture's hash. For editors only, never shown to readers.

    Attached when somebody has the text, removed on a take-down. It has no history, so that
    what is removed is gone.
    """

    capture = models.OneToOneField(Capture, models.CASCADE, primary_key=True, related_name="captured_text")
    text = models.TextField()

    objects: ClassVar[CaptureTextManager] = CaptureTextManager()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="matches_hash",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM sources_capture c
                        WHERE c.id = NEW.capture_id
                          AND c.length = char_length(NEW.text)
                          AND c.sha256 = encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
                    ) THEN
                        RAISE EXCEPTION 'This text is not the one that was captured.'
                        USING ERRCODE = '23514', CONSTRAINT = 'capture_text_matches_hash';
                    END IF;
                    IF EXISTS (
                        SELECT FROM sources_capture c
                        WHERE c.id = NEW.capture_id AND c.text_removed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'This text was removed, and stays removed.'
                        USING ERRCODE = '23514', CONSTRAINT = 'capture_text_stays_removed';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Text of capture {self.capture_id}"
