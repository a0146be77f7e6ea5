"""Every row of a database, for comparing it before and after an upgrade."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps

from core.history import get_event_model, has_history, read_events, tracked_fields

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Rows by table and primary key, each by column, with values as JSON has them."""

TABLES = """
SELECT c.relname, (SELECT string_agg(format('t.%I::text', a.attname), ' || ''/'' || ' ORDER BY a.attnum)
                   FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                   WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace = 'public'::regnamespace
  AND c.relname ~ '^(auth_user|sources|claims|subscriptions|api|pghistory)'
ORDER BY 1
"""

EVENTS = {get_event_model(model)._meta.db_table: model for model in apps.get_models() if has_history(model)}
"""The tables of events, and the models whose history they are."""


@dataclass(frozen=True)
class Expected:
    """What an upgrade is meant to change; everything else is a loss.

    tables   tables that are gone, each with what became of their rows
    rows     tables of which rows may go, with the reason
    columns  "table.column" that may go or hold other values, with the reason
    history  whether events are stored in another way: then what they tell is compared, in place of their rows
    """

    tables: Mapping[str, str]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    history: bool


def read_rows(url: str) -> Rows:
    """Read all rows of our tables, and of accounts."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = connection.execute(TABLES).fetchall()
        return {
            table: dict(connection.execute(f"SELECT {key}, to_jsonb(t) FROM {table} t").fetchall())
            for table, key in tables
            if key
        }


def find_lost_history(before: Rows) -> Iterator[str]:
    """Yield a sentence for each event that the history tells no more, or otherwise.

    For releases in which an event holds the row as it was afterwards: now it is what was before.
    """
    for table, model in EVENTS.items():
        told: dict[int, list[Row]] = {}
        for event in before.get(table, {}).values():
            told.setdefault(event["pgh_obj_id"], []).append(event)
        for pk, events in told.items():
            now = {_name_event(event.number, event.label): event for event in read_events(model, pk=pk)}
            for event in events:
                found = now.get(_name_event(event["pgh_id"], event["pgh_label"]))
                state = found and (found.before if event["pgh_label"] == "delete" else found.after)
                if state is None:
                    yield f"{table} tells no more of {event}"
                    continue
                for field in tracked_fields(model):
                    value = getattr(state, field.attname)
                    value = value.isoformat() if isinstance(value, datetime.date) else value
                    if field.column in event and event[field.column] != value:
                        yield f"{table} tells {field.column} = {value!r} of {event}"


def _name_event(number: int, label: str) -> tuple[int, str]:
    """Name an event of a row. Rows that were added together have one number now."""
    return (0 if label == "insert" else number), label


def find_losses(before: Rows, after: Rows, expected: Expected) -> Iterator[str]:
    """Yield a sentence for each table, row and value that is lost, and for what was expected in vain."""
    met = set()
    for table, rows in before.items():
        if expected.history and table in EVENTS:
            continue
        if table not in after:
            met.add(table)
            if table not in expected.tables:
                yield f"The table {table} is gone."
            continue
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                met.add(table)
                if table not in expected.rows:
                    yield f"{table} {key} is gone: {row}"
                continue
            for column, value in row.items():
                name = f"{table}.{column}"
                if column not in now or now[column] != value:
                    met.add(name)
                    if name not in expected.columns:
                        yield f"{name} of {key} was {value!r}, and is {now.get(column, 'gone')!r}."
    for name in {*expected.tables, *expected.rows, *expected.columns} - met:
        yield f"{name} was to change, and did not: it is expected in vain."
