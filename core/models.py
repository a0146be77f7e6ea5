"""What every row on the record has: a key that never changes, and a history."""

import pghistory
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Cast

key_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]*\Z",
    "A key has small letters, digits and hyphens, and begins with a letter or a digit.",
)


class KeyedManager(models.Manager):
    """Finds a row by its key, so that a fixture loaded twice meets its own rows again."""

    def get_by_natural_key(self, key: str):
        return self.get(key=key)


class KeyedModel(models.Model):
    """A row on the record, known from outside by a key that is given once and never altered.

    A fixture or an import names its rows by key. Names and wordings are edited; a key is not,
    so loading the same file again changes the same rows instead of adding doubles. Rows made
    in the admin get a random UUID.
    """

    key = models.CharField(
        max_length=80,
        unique=True,
        editable=False,
        validators=[key_validator],
        db_default=Cast(RandomUUID(), models.CharField(max_length=80)),
        help_text="Given once. Names this row in fixtures and imports.",
    )

    objects = KeyedManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)


def keep_on_record(**options):
    """Class decorator for a Keyed model: nothing about its rows is lost, and keys stay.

    Every insert, update and delete is kept, however it is made. The trackers are fresh for each
    model, because the library's defaults leave out deletes and break when they are shared.
    `options` go to `pghistory.track`.
    """

    def decorate(model):
        pgtrigger.register(_key_trigger())(model)
        return pghistory.track(
            pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
        )(model)

    return decorate


def _key_trigger() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="key_never_changes",
        operation=pgtrigger.UpdateOf("key"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__key__df=pgtrigger.F("new__key")),
        func="""
            RAISE EXCEPTION 'A key is given once and never altered.'
            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_key_is_immutable';
        """,
    )
