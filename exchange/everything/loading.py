"""A whole export into an empty database, in one transaction.

Every trigger is on: statuses, search rows, queues and history follow as from other writes. Ids are given in
the order of names, so that what is sorted by id is sorted as in the files. Versions come as they are in the
files; at the end PostgreSQL compares the last of each claim with what readers see now, and makes a new one
only where the two differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson
import pghistory
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import JSONField, Model

from claims.actions.merging.journal import keep_notes
from claims.models import Claim, ClaimVersion, Merge, OriginRow
from claims.synthetic.store import is_empty, lock_record
from core.bulk_copy import copy_rows
from core.errors import check_deferred_constraints
from core.history import tracked_fields
from core.models import get_event_model

from .documents import NAME_OF_ROW, list_rows, write_ids
from .reading import NotLoaded, WholeExport
from .tables import ACCOUNTS, NAME, TABLES, RecordTable
from .writing import Row, cut

ROWS_AT_ONCE = 5_000
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL synchronous_commit = off"
REASON = "Loaded from an export of {created}."
NAMES = """
CREATE TEMPORARY TABLE loaded_names (model text, name text COLLATE "C", id bigint) ON COMMIT DROP
"""
FIND = """
SELECT asked.model, asked.name, n.id FROM unnest(%s::text[], %s::text[]) AS asked (model, name)
JOIN loaded_names n ON n.name = asked.name AND n.model = asked.model
"""
TAKE_IDS = """
SELECT setval(pg_get_serial_sequence(%s, 'id'), nextval(pg_get_serial_sequence(%s, 'id')) + %s - 1)
"""
FILE_CHANGES = """
INSERT INTO claims_changetopic (change_id, topic_id, kind, made_at)
SELECT c.id, t.topic_id, c.kind, c.made_at
FROM claims_change c JOIN claims_claim_topics t ON t.claim_id = c.claim_id
"""
WORDINGS = """
INSERT INTO {events} (pgh_label, pgh_obj_id, pgh_created_at, pgh_context, text, {columns})
SELECT 'update', id, ended, %s::jsonb, wording, {columns} FROM (
    SELECT c.*, v.made_at AS ended, v.wording, lead_wording FROM (
        SELECT claim_id, snapshot ->> 'proposition' AS lead_wording, made_at,
            lag(snapshot ->> 'proposition') OVER (PARTITION BY claim_id ORDER BY number) AS wording
        FROM claims_claimversion
        WHERE snapshot ? 'proposition' AND claim_id IN (
            SELECT claim_id FROM claims_claimversion WHERE number > 1)
    ) v JOIN claims_claim c ON c.id = v.claim_id
) known WHERE wording <> lead_wording ORDER BY id, ended
"""
"""The history of the claims that were reworded: what a version says depends on it (claims_reworded)."""
MADE_NOW = """
SELECT c.key FROM claims_claimversion v JOIN claims_claim c ON c.id = v.claim_id
WHERE v.made_at = now() ORDER BY c.key COLLATE "C"
"""

MODELS_BY_LABEL = {table.label: table.model for table in TABLES}


@dataclass
class LoadResult:
    """What came of a load. `statuses`: by key of the claim, that of the file and what the rule says now."""

    rows: int = 0
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    """Keys of the claims of which readers see something else than their last version says."""


def load_everything(export: WholeExport, show: Callable[[int], None] = lambda done: None) -> LoadResult:
    """Load `export`; all of it, or nothing. Raises NotLoaded, also if the database is not empty.

    `show` is told how many rows are done.
    """
    result = LoadResult()
    reason = REASON.format(created=export.created)
    with pghistory.context(reason=reason), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        lock_record()
        if not is_empty():
            raise NotLoaded("This database holds, or held, a record: load into an empty one, just migrated.")
        loader = _Loader(export, result, show)
        loader.take_names()
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # also tells the triggers who writes
        for table in TABLES:
            loader.load(table)
            if table.model is ClaimVersion:
                # Those that followed from the versions: the next file has them as they were.
                cursor.execute("DELETE FROM claims_changetopic")
                cursor.execute("DELETE FROM claims_change")
                _write_wordings(reason)
        cursor.execute(FILE_CHANGES)
        check_deferred_constraints()
        cursor.execute(MADE_NOW)
        result.changed = [key for (key,) in cursor.fetchall()]
    return result


def _write_wordings(reason: str) -> None:
    quote = connection.ops.quote_name
    quoted = ", ".join(quote(each.column or "") for each in tracked_fields(Claim) if each.name != "text")
    events = quote(get_event_model(Claim)._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            WORDINGS.format(events=events, columns=quoted), [orjson.dumps({"reason": reason}).decode()]
        )


class _Loader:
    """Loads table by table. First every row that has a name is given its id."""

    def __init__(self, export: WholeExport, result: LoadResult, show: Callable[[int], None]) -> None:
        self.export, self.result, self.show = export, result, show
        self.first_ids: dict[str, int] = {}
        self.found: dict[tuple[str, str], int] = {}

    def take_names(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(NAMES)
            for table in TABLES:
                if table.has_name:
                    self._take_names(table)
            self._find_accounts()
            cursor.execute("CREATE INDEX ON loaded_names (name, model)")
            cursor.execute("ANALYZE loaded_names")

    def _take_names(self, table: RecordTable) -> None:
        first = self._take_ids(table, self.export.files[table.file_name]["rows"])
        last = ""
        with connection.cursor() as cursor, cursor.copy("COPY loaded_names FROM STDIN") as copy:
            for pk, row in enumerate(self.export.read(table), start=first):
                name = row.get(NAME, "")
                if name <= last:
                    raise NotLoaded(f"{table.file_name}: a row has no key, or not the next: {name}.")
                last = name
                copy.write_row((table.label, name, pk))

    def _take_ids(self, table: RecordTable, rows: int) -> int:
        """Take so many ids of a table, and return the first."""
        name = table.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(TAKE_IDS, [name, name, max(rows, 1)])
            [last] = cursor.fetchone()
        self.first_ids[table.label] = last - max(rows, 1) + 1
        return self.first_ids[table.label]

    def _find_accounts(self) -> None:
        """Find the accounts, by name, and make those that are not there, without password and rights."""
        for row in self.export.read(ACCOUNTS):
            username = row.pop(NAME)
            user, is_new = User.objects.get_or_create(username=username, defaults=row)
            if is_new:
                user.set_unusable_password()
                user.save(update_fields=["password"])
            with connection.cursor() as cursor:
                name = (ACCOUNTS.label, username, user.pk)
                cursor.execute("INSERT INTO loaded_names VALUES (%s, %s, %s)", name)

    def load(self, table: RecordTable) -> None:
        has_id = any(field.name == "id" for field in table.model._meta.concrete_fields)
        if has_id and not table.has_name:
            self._take_ids(table, self.export.files[table.file_name]["rows"])
        done = 0
        for batch in cut(self.export.read(table), ROWS_AT_ONCE):
            self._look_up(table, batch)
            rows = [self._convert(table, row) for row in batch]
            names = list(rows[0])
            if has_id:
                first = self.first_ids[table.label] + done
                numbered = [(first + at, *row.values()) for at, row in enumerate(rows)]
                copy_rows(table.model, ["id", *names], numbered)
            else:
                copy_rows(table.model, names, [tuple(row.values()) for row in rows])
            if table.model is Claim:
                self._compare_statuses(batch)
            done += len(batch)
            self.result.rows += len(batch)
            self.show(self.result.rows)
        if done:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table.model._meta.db_table)}")

    def _convert(self, table: RecordTable, row: Row) -> dict[str, Any]:
        """Return the columns of a row: ids for names, and JSON as text."""
        columns: dict[str, Any] = {}
        if table.has_name and any(field.name == NAME for field in table.model._meta.concrete_fields):
            columns[NAME] = row[NAME]
        for each in table.fields:
            value = row[each.name]
            if table.model is Claim and each.name == "status":
                continue  # the rule says it
            if each.is_relation and value is not None:
                value = self._find(each.related_model, value)
            elif table.model is OriginRow and each.name == "row_id":
                value = self._find(MODELS_BY_LABEL[row["model"]], value)
            elif table.model is Merge and each.name == "moved":
                value = orjson.dumps(keep_notes(value)).decode()
            elif each.name == "snapshot":
                value = orjson.dumps(write_ids(value, self._find)).decode()
            elif isinstance(each, JSONField):
                value = orjson.dumps(value).decode()
            columns[each.column] = value
        if table.model is ClaimVersion:
            columns["made_in"] = self._transaction
        return columns

    def _compare_statuses(self, rows: Iterable[Row]) -> None:
        told = {row[NAME]: row["status"] for row in rows}
        for key, status in Claim.objects.filter(key__in=told).values_list("key", "status"):
            if status != told[key]:
                self.result.statuses[key] = told[key], status

    @cached_property
    def _transaction(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            [number] = cursor.fetchone()
        return int(number)

    def _look_up(self, table: RecordTable, rows: Iterable[Row]) -> None:
        """Look up the ids of the rows that these name. Queries: 1."""
        asked: set[tuple[str, str]] = set()
        for each in table.fields:
            if each.is_relation:
                label = each.related_model._meta.label_lower
                asked.update((label, row[each.name]) for row in rows if row[each.name] is not None)
        if table.model is OriginRow:
            asked.update((row["model"], row["row_id"]) for row in rows if row["row_id"] is not None)
        if table.model is ClaimVersion:
            for model, keys in list_rows((row["snapshot"] for row in rows), NAME_OF_ROW).items():
                asked.update((model._meta.label_lower, key) for key in keys)
        labels, names = [label for label, _name in asked], [name for _label, name in asked]
        with connection.cursor() as cursor:
            cursor.execute(FIND, [labels, names])
            self.found = {(label, name): pk for label, name, pk in cursor.fetchall()}

    def _find(self, model: type[Model], name: str | None) -> int:
        """Return the id of the row with this name; of one that is gone, an id that no row has."""
        if name is None:
            return self._take_id_of_none(model)
        try:
            return self.found[model._meta.label_lower, name]
        except KeyError:
            there_is_no = f"There is no {model._meta.verbose_name} {name}"
            raise NotLoaded(f"{there_is_no}, which another row names.") from None

    @staticmethod
    def _take_id_of_none(model: type[Model]) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            [pk] = cursor.fetchone()
        return int(pk)
