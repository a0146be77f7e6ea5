"""The history of rows: every state that a row has had, with who made it, when and why.

An event table keeps each row as it was before it was changed or removed (see core/models.py). So the state
that an event led to is told by the next event of its row, and if there is none by the row itself. Who
added a row is in Addition.

Queries are put together from SQL that selects the `id` of the rows that are asked for.
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.apps import apps
from django.db import connection, models

from .models import get_event_model

WRITTEN_BY_TRIGGERS = {"pghistory_context"}
"""The tables besides the event tables that triggers write, and nobody else: each package adds its own.

The role that serves the site may read them, and nothing more (project/database/privileges.py).
"""

ONE_ROW = "SELECT %(pk)s::bigint AS id"
"""The row whose id is given as `pk`."""

# Row by row (OFFSET 0): PostgreSQL takes every two hundredth range to hold an id, and would read them all.
ADDITIONS = "(SELECT * FROM sources_addition WHERE ids @> r.id AND table_name = '{name}' OFFSET 0)"
RELATED_ROWS = """
SELECT id FROM {table} WHERE {column} IN ({parents})
UNION SELECT pgh_obj_id FROM {events} WHERE {column} IN ({parents})
"""
EVENTS = """
SELECT pgh_obj_id AS id, pgh_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id
FROM {events} WHERE pgh_obj_id IN ({rows})
UNION ALL
SELECT r.id, a.pgh_id, 'insert', a.pgh_created_at, a.pgh_context, a.pgh_context_id
FROM ({rows}) r CROSS JOIN LATERAL {additions} a
"""
STATES = """
WITH rows AS MATERIALIZED (SELECT DISTINCT id FROM ({rows}) given)
SELECT {columns}, pgh_obj_id, pgh_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id
FROM {events} WHERE pgh_obj_id IN (SELECT id FROM rows)
UNION ALL
SELECT {nulls}, r.id, a.pgh_id, 'insert', a.pgh_created_at, a.pgh_context, a.pgh_context_id
FROM rows r CROSS JOIN LATERAL {additions} a
UNION ALL
SELECT {columns}, id, NULL, '', NULL, NULL, NULL FROM {table} WHERE id IN (SELECT id FROM rows)
ORDER BY pgh_obj_id, pgh_id NULLS LAST
"""
# Columns that differ between a state in the event table and the same state in the row's own table.
EVENT_COLUMNS = "{pgh_id,pgh_created_at,pgh_label,pgh_context,pgh_context_id,pgh_obj_id}"
EDITS = """
SELECT e.id, e.pgh_created_at, e.pgh_id, e.pgh_context ->> 'user' AS who FROM ({of_rows}) e
WHERE e.pgh_context ->> 'user' IS NOT NULL AND (e.pgh_label <> 'update' OR (
    SELECT to_jsonb(this) - {ignored} IS DISTINCT FROM COALESCE(
        (SELECT to_jsonb(next) - {ignored} FROM {events} next
         WHERE next.pgh_obj_id = this.pgh_obj_id AND next.pgh_id > this.pgh_id
         ORDER BY next.pgh_id LIMIT 1),
        (SELECT to_jsonb(now) - {ignored} FROM {table} now WHERE now.id = this.pgh_obj_id))
    FROM {events} this WHERE this.pgh_id = e.pgh_id))
"""
LAST_CHANGE = "SELECT pgh_context ->> 'user', pgh_created_at FROM ({of_row}) e ORDER BY pgh_id DESC LIMIT 1"


@dataclass(frozen=True)
class RowEvent:
    """One event of one row, with the row as it was before and after it.

    `before` is None if the row was added, `after` if it was removed. `label` is insert, update or delete;
    `number` orders the events of one table.
    """

    row_id: int
    number: int
    label: str
    at: datetime.datetime
    context: dict[str, Any] | None
    context_id: uuid.UUID | None
    before: Any
    after: Any


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_event_model")


def list_history_tables() -> set[str]:
    """Return the names of the tables that only triggers write."""
    tracked = [model for model in apps.get_models(include_auto_created=True) if has_history(model)]
    return {get_event_model(model)._meta.db_table for model in tracked} | WRITTEN_BY_TRIGGERS


def tracked_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the fields whose values the history keeps, the id among them."""
    in_events = {f.name for f in get_event_model(model)._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if f.name in in_events]


def select_related_rows(model: type[models.Model], field: str, parents: str) -> str:
    """Select the rows of `model` whose `field` points at one of `parents`, or once did."""
    names = _quote_tables(model) | {"column": _quote_column(model._meta.get_field(field)), "parents": parents}
    return RELATED_ROWS.format(**names)


def select_events(model: type[models.Model], rows: str) -> str:
    """Select all events of these rows of `model`, without any state. `rows` selects each id once."""
    return EVENTS.format(rows=rows, **_quote_tables(model))


def select_edits(model: type[models.Model], rows: str) -> str:
    """Select when and by whom these rows were changed in more than the columns `ignored`, a parameter.

    Additions, removals and the changes of other columns by users: id of the row, pgh_created_at, pgh_id, who.
    """
    ignored = f"(%(ignored)s::text[] || '{EVENT_COLUMNS}'::text[])"
    return EDITS.format(of_rows=select_events(model, rows), ignored=ignored, **_quote_tables(model))


def read_last_change(model: type[models.Model], pk: int) -> tuple[str | None, datetime.datetime] | None:
    """Return the id of the user who last changed a row, if any, and when. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_CHANGE.format(of_row=select_events(model, ONE_ROW)), {"pk": pk})
        change: tuple[str | None, datetime.datetime] | None = cursor.fetchone()
        return change


def read_events(model: type[models.Model], rows: str = ONE_ROW, **params: Any) -> list[RowEvent]:
    """Return all events of these rows of `model`, by row and the oldest first. Queries: 1."""
    columns = [_quote_column(f) for f in tracked_fields(model)]
    query = STATES.format(
        rows=rows,
        columns=", ".join(columns),
        nulls=", ".join("NULL" for _ in columns),
        **_quote_tables(model),
    )
    fetched = get_event_model(model)._base_manager.raw(query, params)
    return [
        event
        for _, states in groupby(fetched, key=lambda state: state.pgh_obj_id)
        for event in _pair_states(list(states))
    ]


def _pair_states(states: list[Any]) -> Iterator[RowEvent]:
    """Yield the events of one row; what follows the last of them, if anything, is the row itself."""
    for event, following in pairwise([*states, None]):
        if event.pgh_id is not None:
            yield RowEvent(
                row_id=event.pgh_obj_id,
                number=event.pgh_id,
                label=event.pgh_label,
                at=event.pgh_created_at,
                context=event.pgh_context,
                context_id=event.pgh_context_id,
                before=None if event.pgh_label == "insert" else event,
                after=None if event.pgh_label == "delete" else following,
            )


def _quote_tables(model: type[models.Model]) -> dict[str, str]:
    name = model._meta.db_table
    events = get_event_model(model)._meta.db_table
    quote = connection.ops.quote_name
    return {"table": quote(name), "events": quote(events), "additions": ADDITIONS.format(name=name)}


def _quote_column(field: Any) -> str:
    return connection.ops.quote_name(field.column)
