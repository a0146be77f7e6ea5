"""Storage of a synthetic record's rows in PostgreSQL, by COPY, and their removal.

Nothing is switched off: history, statuses and rules are kept by the same triggers as always.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from claims.models import Stamp
from core.bulk_copy import copy_rows
from sources.models import HistoryBacklog, HistoryLeaves, HistorySeal, HistoryShape

from .sheets import PREFIX

USERNAME = f"{PREFIX}editor"
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL synchronous_commit = off"
CHAIN = (HistoryBacklog, HistoryLeaves, HistorySeal, HistoryShape)


def list_record_models() -> list[type[models.Model]]:
    """List the models of all tables of the record, and of its history.

    Stamps are no part of it: that it was emptied is known by them.
    """
    labels = ("sources", "claims")
    all_models = chain.from_iterable(
        apps.get_app_config(label).get_models(include_auto_created=True) for label in labels
    )
    return [model for model in all_models if not model._meta.proxy and model is not Stamp]


def find_real_row() -> str | None:
    """Name one row, present or past, that the generator did not make.

    Returns None if there is none. Every row on the record has a key, and so has its history. Rows
    without a key (a claim under a topic, the text of a capture) belong to rows that have one.
    """
    for model in list_record_models():
        if any(field.name == "key" for field in model._meta.concrete_fields):
            key = model._default_manager.exclude(key__startswith=PREFIX).values_list("key", flat=True).first()
            if key is not None:
                return f"{model._meta.verbose_name} {key}"
    return None


def is_empty() -> bool:
    """Whether there is nothing on the record and nothing ever was."""
    return not any(model._default_manager.exists() for model in list_record_models())


def lock_record() -> None:
    """Lock the record against writes by others until the end of the transaction."""
    # The worker seals meanwhile, and what it holds are no rows of the record.
    models_to_lock = [model for model in list_record_models() if model not in CHAIN]
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {_quote_tables(models_to_lock)} IN SHARE ROW EXCLUSIVE MODE")


def empty_record() -> None:
    """Remove every row and its history, and begin the ids anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_quote_tables(list_record_models())} RESTART IDENTITY")


def make_user() -> int:
    """Make the account that publishes synthetic rows. Nobody can sign in with it."""
    user, created = get_user_model().objects.get_or_create(username=USERNAME, defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save()
    return user.pk


def store_rows(rows: dict[str, list[tuple]], columns: dict[str, str]) -> None:
    """Write `rows` (by model label) in one transaction, with every rule checked.

    `columns`: for each label the names of the columns of its rows, in their order, separated by spaces.
    All rows are stored, or none.
    """
    with (
        pghistory.context(why="synthetic record"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(SETTINGS)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for label, names in columns.items():
            if rows.get(label):
                copy_rows(apps.get_model(label), names.split(), rows[label])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def store_chunks(
    chunks: Iterable[dict[str, list[tuple]]], columns: dict[str, str], writers: int
) -> Iterator[int]:
    """Store chunks that do not refer to each other.

    Yields the number of chunks stored, after each. With several writers each has a connection of its
    own and sees only committed rows; with one, everything goes through the caller's connection.
    """
    if writers == 1:
        for stored, rows in enumerate(chunks, start=1):
            reserve_ids(rows)
            store_rows(rows, columns)
            yield stored
        return
    waiting: deque = deque()
    stored = 0
    with ThreadPoolExecutor(writers) as pool:
        for rows in chunks:
            reserve_ids(rows)
            waiting.append(pool.submit(_store_on_own_connection, rows, columns))
            if len(waiting) > writers:  # one lies ready: more would only fill the memory
                waiting.popleft().result()
                yield (stored := stored + 1)
        while waiting:
            waiting.popleft().result()
            yield (stored := stored + 1)


def reserve_ids(rows: dict[str, list[tuple]]) -> None:
    """Move the sequences past the ids of these rows.

    Even after an interrupted run more rows can then be added.
    """
    with connection.cursor() as cursor:
        for label, label_rows in rows.items():
            table = connection.ops.quote_name(apps.get_model(label)._meta.db_table)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, label_rows[-1][0]])


def _store_on_own_connection(rows: dict[str, list[tuple]], columns: dict[str, str]) -> None:
    try:
        store_rows(rows, columns)
    finally:
        connection.close()


def analyse_tables() -> None:
    """Update the statistics by which PostgreSQL plans its queries."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {_quote_tables(list_record_models())}")


def _quote_tables(record_models: list[type[models.Model]]) -> str:
    return ", ".join(connection.ops.quote_name(model._meta.db_table) for model in record_models)
