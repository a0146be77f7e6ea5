"""Storage of the rows of a batch, with every rule checked."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from claims.actions.locks import lock_claims
from claims.models import ChangeOutcome, Claim, ImportRun, OfferedChange, State, Statement
from core.bulk_copy import copy_rows
from core.errors import check_deferred_constraints, describe_refusal

from ..problems import Problem
from ..rows import ImportRow
from .known import find_edited, load_known_rows
from .plan import COLUMNS, Plan, RowOutcome, RowResult

IDS_AT_ONCE = 1_000
NEXT_IDS = """
SELECT nextval(ids) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS ids OFFSET 0) named,
    generate_series(1, %s)
"""
CHANGED: dict[type[Model], list[str]] = {
    Claim: ["text", "nature", "context"],
    Statement: [
        *("claimant", "party", "capacity", "stance", "hedged"),
        *("said_on", "said_on_precision", "said_on_note", "place"),
    ],
}
"""The fields of drafts that a changed row changes."""
ONE_AT_A_TIME = 4_701_202
"""The number of the lock that imports take: two of them would each make the same new claimant."""


@dataclass
class BatchWriter:
    """Stores batches of rows for one run.

    `made` counts the rows of the record that were made, by model.
    """

    run: ImportRun
    dataset: str
    now: datetime.datetime
    made: Counter[str] = field(default_factory=Counter)
    _ids: dict[str, list[int]] = field(default_factory=dict)

    def store(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """Store what can be stored of `rows`, and tell what became of each.

        Runs inside a transaction of the caller's. If the database refuses the batch, it is halved until the
        rows at fault are alone.
        """
        if not rows:
            return []
        try:
            with transaction.atomic():
                return self._store_all(rows)
        except IntegrityError as error:
            if len(rows) == 1:
                return [RowResult(rows[0], RowOutcome.REFUSED, Problem(describe_refusal(error)))]
        middle = len(rows) // 2
        return [*self.store(rows[:middle]), *self.store(rows[middle:])]

    def _store_all(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # also tells the triggers who writes
        plan = self._make_plan(rows)
        while not self._lock_changed(plan):
            plan = self._make_plan(rows)
        self._supersede_offers(plan)
        for label, names in COLUMNS.items():
            if sheet := plan.sheets.get(label):
                copy_rows(apps.get_model(label), names.split(), sheet)
        for model, fields in CHANGED.items():
            model._default_manager.bulk_update(
                [row for row in plan.changed if isinstance(row, model)], fields, batch_size=500
            )
        check_deferred_constraints()
        self.made.update({label: len(sheet) for label, sheet in plan.sheets.items()})
        return plan.results

    def _make_plan(self, rows: Sequence[ImportRow]) -> Plan:
        plan = Plan(self.run, self.dataset, self.now, load_known_rows(rows), self._next_id)
        for row in rows:
            plan.add(row)
        return plan

    @staticmethod
    def _lock_changed(plan: Plan) -> bool:
        """Lock the drafts that the plan changes. Returns whether they still are drafts as imported.

        Else somebody published or edited one while it was planned, and it would be overwritten unseen.
        Queries: 6, or none where nothing is changed.
        """
        if not plan.changed:
            return True
        lock_claims({row.claim_id if isinstance(row, Statement) else row.pk for row in plan.changed})
        for model in CHANGED:
            ids = [row.pk for row in plan.changed if isinstance(row, model)]
            rows = model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
            states = dict(rows.values_list("pk", "state")) if ids else {}
            if any(states.get(pk) != State.DRAFT for pk in ids) or (ids and find_edited(model, ids)):
                return False
        return True

    def analyse_tables(self) -> None:
        """Update the statistics of the tables that grow: plans that are kept for triggers follow them."""
        tables = [apps.get_model(label)._meta.db_table for label in self.made]
        if tables:
            with connection.cursor() as cursor:
                cursor.execute("SELECT claims_analyse(%s)", [tables])

    def _supersede_offers(self, plan: Plan) -> None:
        """Settle what rows offered before that say something else now."""
        waiting = OfferedChange.objects.filter(
            outcome=ChangeOutcome.WAITING, origin__identity__in=plan.changed_rows
        )
        if plan.changed_rows:
            waiting.update(
                outcome=ChangeOutcome.SUPERSEDED, settled_at=self.now, settled_by=self.run.begun_by
            )

    def _next_id(self, label: str) -> int:
        ids = self._ids.setdefault(label, [])
        if not ids:
            table = apps.get_model(label)._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(NEXT_IDS, [table, IDS_AT_ONCE])
                ids.extend(pk for (pk,) in reversed(cursor.fetchall()))
        return ids.pop()
