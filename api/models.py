"""Personal tokens, by which a program acts for somebody who works here."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from knox.crypto import hash_token
from knox.models import AbstractAuthToken, AuthTokenManager
from knox.settings import CONSTANTS

from core.names import NameField
from core.validators import validate_is_visible, validate_no_bidi_controls

LONGEST_LIFE = datetime.timedelta(days=366)
EXPIRED_KEPT = datetime.timedelta(days=30)
"""How long a token that has expired is shown to its owner."""


class Scope(models.TextChoices):
    """What a token is for. It never lets its owner do more than they may themselves."""

    READ_DRAFTS = "read:drafts", "read drafts, as you see them here"
    WRITE_COVERAGE = "write:coverage", "add coverage and change drafts"
    IMPORT = "import", "import files, as drafts"


class TokenQuerySet(models.QuerySet):  # type: ignore[type-arg] # Django's takes none when it runs
    def find(self, secret: str, now: datetime.datetime) -> "PersonalToken | None":
        """Find the token that these characters are, with its owner.

        None if there is none, or it has expired, or its owner does not work here any more.
        """
        found = self.filter(digest=hash_token(secret), expiry__gt=now, user__is_active=True)
        token: PersonalToken | None = found.filter(user__is_staff=True).select_related("user").first()
        return token


class PersonalToken(AbstractAuthToken):
    """A secret by which one program acts for its owner, within scopes and for a time.

    Only a hash of it is stored; the first characters stand beside it, so that its owner recognises it. It is
    never changed: to revoke it is to delete it.
    """

    id = models.BigAutoField(primary_key=True)  # in the admin's addresses; knox has the digest there
    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True)
    name = NameField(
        max_length=60,
        validators=[validate_no_bidi_controls, validate_is_visible],
        help_text="Which program has it. The history of what it changes shows this name.",
    )
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name="what it is for")
    expiry = models.DateTimeField("valid until")
    last_used_at = models.DateTimeField("last used", null=True, blank=True)

    objects = AuthTokenManager.from_queryset(TokenQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="token_name_once",
                violation_error_message="You have a token of this name already. Choose another name.",
            ),
            models.CheckConstraint(
                name="token_has_name_and_scopes",
                condition=~Q(name="") & Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]),
                violation_error_message="A token needs a name, and something that it is for.",
            ),
            models.CheckConstraint(
                name="token_expires_within_a_year",
                condition=Q(expiry__lte=F("created") + LONGEST_LIFE),
                violation_error_message="A token is valid for a year at most.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def has_scope(self, scope: Scope) -> bool:
        return scope in self.scopes


KEPT = datetime.timedelta(hours=24)
"""How long answers are kept."""


class StoredAnswer(models.Model):
    """What a request that wrote something was answered, for the program that asks again with the same key.

    It was answered by the status of its address. A refusal is not kept.
    """

    token = models.ForeignKey(PersonalToken, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255, help_text="What the program calls its request.")
    fingerprint = models.CharField(max_length=64, help_text="The hash of the request.")
    answer = models.JSONField()
    answered_at = models.DateTimeField(db_index=True)  # for the nightly removal

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"],
                name="answer_once_for_a_key",
                violation_error_message="This request was answered already.",
            )
        ]

    def __str__(self) -> str:
        return self.key
