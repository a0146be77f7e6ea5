"""Journal of changes to rows, exact enough to undo all of them.

Its entries are JSON, as PostgreSQL writes rows:

    steps   in their order; each has a `model` ("claims.statement") and what was `done`:
            "changed" with `ids`, `before` and `after` (column: value, the same for all of them);
            "removed" and "added" with the whole `row`
    left    by model, then id: a fingerprint of every row concerned, as the changes left it
    around  rows that hung on a row concerned when all was done: `model`, `column`, `of` (ids), `ids`

Columns that PostgreSQL derives are neither remembered nor compared.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models

DERIVED = {"claims.claim": {"status"}}
"""Columns that triggers derive, by model label; generated columns need no entry."""

WORK = {
    "claims.correctionproposal",
    "claims.lead",
    "claims.offeredchange",
    "claims.offeredcitation",
    "claims.probabledouble",
    "claims.report",
    "claims.review",
    "claims.vanishedexcerpt",
}
"""Models of the work on the record, which goes on after the changes.

Later changes to these rows do not prevent an undo.
"""


class Journal:
    """Changes to rows, with the data that is needed to undo them."""

    def __init__(self):
        self.steps: list[dict] = []
        self.touched: dict[str, set[int]] = defaultdict(set)
        self.around: list[dict] = []
        self.notes: list[str] = []

    def change(self, model, ids: Iterable[int], **values) -> None:
        """Set columns (by their name in the database) of these rows."""
        ids = sorted(ids)
        by_before = defaultdict(list)
        for row in read_rows(model, ids):
            by_before[json.dumps({name: row[name] for name in values}, sort_keys=True)].append(row["id"])
        fields = {_attribute_name(model, name): value for name, value in values.items()}
        model._base_manager.filter(pk__in=ids).update(**fields)
        after = {row["id"]: row for row in read_rows(model, ids)}
        for before, equal_ids in by_before.items():
            new_values = {name: after[equal_ids[0]][name] for name in values}
            self._add_step(
                model, "changed", equal_ids, ids=equal_ids, before=json.loads(before), after=new_values
            )

    def remove(self, model, pk: int) -> None:
        [row] = read_rows(model, [pk])
        _run("DELETE FROM {table} WHERE id = %s", model, pk)
        self._add_step(model, "removed", [], row=row)

    def add(self, model, **values) -> int:
        """Insert a row and return its id."""
        row = model._base_manager.create(**values)
        self.record_added(row)
        return row.pk

    def record_added(self, row: models.Model) -> None:
        """Record a row that other code has just inserted."""
        [columns] = read_rows(type(row), [row.pk])
        self._add_step(type(row), "added", [row.pk], row=columns)

    def watch(self, model, ids: Iterable[int]) -> None:
        """Prevent an undo if these rows have changed since."""
        self.touched[model._meta.label_lower].update(ids)

    def watch_referring_rows(self, model, column: str, targets: Iterable[int]) -> None:
        """Prevent an undo if rows that refer to these have changed since.

        That is so if one was added, removed or altered.
        """
        targets = sorted(targets)
        ids = find_referring_rows(model, column, targets)
        self.watch(model, ids)
        self.around.append({"model": model._meta.label_lower, "column": column, "of": targets, "ids": ids})

    def note(self, sentence: str) -> None:
        """Add a sentence for the person who asked for the changes."""
        self.notes.append(sentence)

    def as_json(self) -> dict[str, Any]:
        removed = {(s["model"], s["row"]["id"]) for s in self.steps if s["done"] == "removed"}
        left = {
            label: fingerprint_rows(apps.get_model(label), {pk for pk in ids if (label, pk) not in removed})
            for label, ids in sorted(self.touched.items())
            if label not in WORK
        }
        return {"steps": self.steps, "left": left, "around": self.around, "notes": self.notes}

    def _add_step(self, model, done: str, touched_ids, **details) -> None:
        self.touched[model._meta.label_lower].update(touched_ids)
        self.steps.append({"model": model._meta.label_lower, "done": done, **details})


def keep_notes(notes: list[str]) -> dict[str, Any]:
    """Return the journal of changes of which only the notes are known; they cannot be undone."""
    return {"steps": [], "left": {}, "around": [], "notes": notes, "together": [], "only_notes": True}


def undo_steps(steps: list[dict]) -> None:
    """Undo the steps, the last one first. The database refuses what cannot be."""
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        if step["done"] == "changed":
            _restore(model, step["ids"], step["before"])
        elif step["done"] == "removed":
            _insert(model, step["row"])
        else:
            _run("DELETE FROM {table} WHERE id = %s", model, step["row"]["id"])


def list_columns(model) -> list[str]:
    """List the columns of `model` that are written, without those that are derived."""
    derived = DERIVED.get(model._meta.label_lower, set())
    return [f.column for f in model._meta.concrete_fields if not f.generated and f.column not in derived]


def read_rows(model, ids: Iterable[int]) -> list[dict]:
    """Read these rows in order of id, each with its columns."""
    return read_rows_with(model, ["id"], ids)


def read_rows_with(model, columns: Iterable[str], values: Iterable[int]) -> list[dict]:
    """Read the rows of which one of `columns` has one of `values`, in order of id, each with its columns.

    Queries: 1 at most.
    """
    if not (values := list(values)):
        return []
    names, columns = list_columns(model), list(columns)
    found = " OR ".join(f"{quote_name(column)} = ANY (%s)" for column in columns)
    query = "SELECT to_jsonb(t)::text FROM {table} t WHERE {found} ORDER BY id"
    rows = [json.loads(row) for (row,) in _run(query, model, *([values] * len(columns)), found=found)]
    return [{name: row[name] for name in names} for row in rows]


def fingerprint_rows(model, ids: Iterable[int]) -> dict[str, str]:
    """Map the id of each row to a hash that changes with any of its columns.

    The hash has 32 digits. Rows that are gone are left out.
    """
    if not (ids := list(ids)):
        return {}
    fetched = _run(
        "SELECT id::text, md5((SELECT jsonb_object_agg(key, value)::text FROM jsonb_each(to_jsonb(t))"
        " WHERE key = ANY (%s))) FROM {table} t WHERE id = ANY (%s)",
        model,
        list_columns(model),
        ids,
    )
    return dict(fetched)


def find_referring_rows(model, column: str, targets: Iterable[int]) -> list[int]:
    """Find the ids of the rows whose `column` is one of `targets`."""
    query = "SELECT id FROM {table} WHERE {column} = ANY (%s) ORDER BY id"
    return [pk for (pk,) in _run(query, model, list(targets), column=quote_name(column))]


def _restore(model, ids: list[int], before: dict) -> None:
    statement = (
        "UPDATE {table} SET ({names}) = (SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s))"
        " WHERE id = ANY (%s)"
    )
    _run(statement, model, json.dumps(before), ids, names=_join_names(before))


def _insert(model, row: dict) -> None:
    statement = "INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s)"
    _run(statement, model, json.dumps(row), names=_join_names(list_columns(model)))


def _run(statement: str, model, *params, **names) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=quote_name(model._meta.db_table), **names), params)
        return cursor.fetchall() if cursor.description else []


def _join_names(names: Iterable[str]) -> str:
    return ", ".join(map(quote_name, names))


def quote_name(name: str) -> str:
    return connection.ops.quote_name(name)


def _attribute_name(model, column: str) -> str:
    return next(field.attname for field in model._meta.concrete_fields if field.column == column)
