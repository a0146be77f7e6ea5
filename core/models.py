"""The base of every row on the record: a key that never changes, and a history."""

import hashlib
import re
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


_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def mask_key(key: str) -> str:
    """Return what may be shown of the key of something that is gone: a UUID, else its SHA-256.

    A key that was imported may hold words of what is gone.
    """
    return key if _UUID.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()


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

    The database keeps it unique by an index of hashes, which is half as large as one of texts: a migration
    that makes a table with a key runs what is in claims/migrations/0034_keys_by_hash.py.
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

    `options` are passed to `pghistory.track`.
    """

    def decorate(model: RowModel) -> RowModel:
        pgtrigger.register(_key_trigger())(model)
        return keep_history(**options)(model)

    return decorate


def keep_history(**options: Any) -> Callable[[RowModel], RowModel]:
    """Decorate a model: every state of its rows can be told, with who, when and why.

    The event table keeps each row as it was before it was changed or removed, and Addition who added it;
    how it is now, the row itself says. All is recorded however rows are written; core/history.py reads it.
    The id is what holds a history together, so it never changes.
    Each model gets trackers of its own, because the library's defaults break when they are shared.
    """

    def decorate(model: RowModel) -> RowModel:
        pghistory.track(pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent(), **options)(model)
        events = get_event_model(model)._meta.db_table
        pgtrigger.register(_addition_trigger(events), _id_trigger())(model)
        return model

    return decorate


def get_event_model(model: type[models.Model]) -> type[Any]:
    """Return the event table of `model`.

    Typed as Any: pghistory makes these classes, with fields that no type checker can see.
    """
    tracked_model: Any = model
    event_model: type[Any] = tracked_model.pgh_event_model
    return event_model


def _addition_trigger(events: str) -> pgtrigger.Trigger:
    """Make the trigger that records who adds rows, with a number from the table of their `events`."""
    return pgtrigger.Trigger(
        name="addition",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="new_values"),
        func=f"""
            INSERT INTO sources_addition
                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)
            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('{events}', 'pgh_id')), now(),
                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,
                NULLIF(current_setting('pghistory.context_id', true), '')::uuid
            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;
            RETURN NULL;
        """,  # noqa: S608 - a table of ours
    )


def _id_trigger() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="id_never_changes",
        operation=pgtrigger.UpdateOf("id"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__id__df=pgtrigger.F("new__id")),
        func="""
            RAISE EXCEPTION 'An id is given once and never altered.'
            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';
        """,
    )


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
