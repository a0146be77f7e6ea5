"""The base of every row on the record: a key that never changes, and a history."""

from collections.abc import Callable
from typing import Any, Self, TypeVar

import pghistory
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Cast

RowModel = TypeVar("RowModel", bound=type[models.Model])
Row = TypeVar("Row", bound=models.Model)

key_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]*\Z",
    "A key has small letters, digits and hyphens, and begins with a letter or a digit.",
)


class KeyedManager(models.Manager[Row]):
    """Manager that looks rows up by key.

    It makes loading a fixture twice update the same rows.
    """

    def get_by_natural_key(self, key: str) -> Row:
        return self.get(key=key)


class KeyedModel(models.Model):
    """A row on the record, identified from outside by a key.

    The key is given once and never altered. A fixture or an import names its rows by key. Names and
    wordings are edited; a key is not, so loading the same file again changes the same rows instead of
    adding duplicates. Rows made in the admin get a random UUID.
    """

    key = models.CharField(
        max_length=80,
        unique=True,
        editable=False,
        validators=[key_validator],
        db_default=Cast(RandomUUID(), models.CharField(max_length=80)),
        help_text="Given once. Names this row in fixtures and imports.",
    )

    objects = KeyedManager[Self]()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)


def keep_on_record(**options: Any) -> Callable[[RowModel], RowModel]:
    """Decorate a KeyedModel: its rows get a history, and their keys never change.

    The history has every version of a row: every insert, update and delete is recorded, however it is
    made. Each model gets trackers of its own, because the library's defaults leave out deletes and
    break when they are shared. `options` are passed to `pghistory.track`.
    """

    def decorate(model: RowModel) -> RowModel:
        pgtrigger.register(_key_trigger())(model)
        pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options)(
            model
        )
        return model

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
