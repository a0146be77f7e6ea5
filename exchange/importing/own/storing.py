"""Storage of the records of our own files, as drafts, and their publication where that is asked for."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils.dateparse import parse_datetime

from claims.actions.publishing import publish_new_claims
from claims.models import Claim, ImportRun
from core.bulk_copy import copy_rows
from core.errors import check_deferred_constraints

from ..problems import Problem, RowRefused, Unclear, escape_value
from ..run import FileImport, ImportOptions
from ..storing.plan import RowResult
from ..storing.writing import ONE_AT_A_TIME, BatchWriter
from .new_rows import list_columns
from .plan import ORDER, OwnPlan, OwnRow
from .shapes import read_part
from .source import open_own_source

STATUS = "the status by the rule is another one than in the file"
NOT_PUBLISHED = "not published"
STATUS_IS_GIVEN = "SET LOCAL claims.status_is_given = on"
"""Has the database compare the statuses of new claims with the rule together, not work out each alone."""
OWN_FORMAT = "export"
"""What says, in place of a mapping, that a file is one of our own."""
OWN_DATASET = "export"
"""The name of the data set, if none is given."""


@dataclass(frozen=True)
class OwnMapping:
    """What there is in place of a mapping: the name of the data set."""

    dataset: str
    source_columns: tuple[str, ...] = ()

    def as_json(self) -> dict[str, str]:
        return {"dataset": self.dataset, "format": OWN_FORMAT}


@dataclass
class OwnWriter(BatchWriter):
    """Stores records of our own files. `publisher`: in whose name they are published, if they are."""

    publisher: User | None = None

    def _store_all(self, rows: Sequence[Any]) -> list[RowResult]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # also tells the triggers who writes
        if self.publisher and self.publisher.pk != self.run.begun_by_id:
            # Rows that are in order are published as they are written: what follows is then worked out once.
            with suppress(IntegrityError), transaction.atomic():
                return self._store_published(rows, self.publisher)
        plan = self._store_plan(rows)
        check_deferred_constraints()
        self._count(plan)
        return self._publish(plan, self.publisher) if self.publisher else plan.results

    def _store_published(self, rows: Sequence[Any], publisher: User) -> list[RowResult]:
        """Store rows as published by a second person. Raises IntegrityError if a rule forbids any."""
        with connection.cursor() as cursor:
            cursor.execute(STATUS_IS_GIVEN)
        plan = self._store_plan(rows, publisher)
        with self._act_as(publisher):
            check_deferred_constraints()
        self._count(plan)
        return self._tell_statuses(plan, {})

    def _store_plan(self, rows: Sequence[Any], publisher: User | None = None) -> OwnPlan:
        plan = OwnPlan(self.run, rows, self._next_id, publisher)
        for row in rows:
            plan.add(row)
        for model in ORDER:
            if sheet := plan.sheets.get(model):
                copy_rows(model, list_columns(model), sheet)
        return plan

    def _count(self, plan: OwnPlan) -> None:
        self.made.update({model._meta.label: len(sheet) for model, sheet in plan.sheets.items()})

    @contextmanager
    def _act_as(self, publisher: User) -> Iterator[None]:
        """Let history and versions name the publisher; afterwards the importer again, whatever happens."""
        try:
            with pghistory.context(user=publisher.pk):
                yield
        finally:
            with pghistory.context(user=self.run.begun_by_id):
                pass  # a context inside another changes it for good

    def _publish(self, plan: OwnPlan, publisher: User) -> list[RowResult]:
        """Publish what was made, as people do it, on the day that the file tells."""
        days = {pk: min(row.published_at or self.now, self.now) for row, pk in plan.made}
        with self._act_as(publisher):
            refused = publish_new_claims(claims=days, by=publisher)
        problems = {
            id(row): Problem(NOT_PUBLISHED, detail=refused[pk]) for row, pk in plan.made if pk in refused
        }
        return self._tell_statuses(plan, problems)

    def _tell_statuses(self, plan: OwnPlan, problems: dict[int, Problem]) -> list[RowResult]:
        """Add which claims have another status than in the file. `problems`: others, by the row's id()."""
        statuses = dict(
            Claim.objects.filter(pk__in=[pk for _row, pk in plan.made]).values_list("pk", "status")
        )
        for row, pk in plan.made:
            if row.claim["status"] and statuses[pk] != row.claim["status"]:
                problems.setdefault(id(row), Problem(STATUS, detail=row.claim["key"]))
        return [
            replace(result, kept_without=(*result.kept_without, problems[id(result.row)]))
            if id(result.row) in problems
            else result
            for result in plan.results
        ]


@dataclass
class OwnImport(FileImport):
    """An import of one of our own files."""

    batch: ClassVar[int] = (
        2_000  # a claim comes with all that is below it, which takes the memory of several rows
    )
    publisher: User | None = field(default=None)

    def _make_writer(self, run: ImportRun) -> BatchWriter:
        options = self.options
        return OwnWriter(
            run, self.mapping.dataset, options.now, made=self.report.made, publisher=self.publisher
        )

    def _read_row(self, record: Any) -> Any:
        claim = read_part(record.values)
        if not claim["key"] or not claim["proposition"]:
            raise RowRefused("has no key or no proposition")
        published_at = _read_time(claim["published_at"])
        identity = f"{self.mapping.dataset}:{claim['key']}"
        return OwnRow(record.line, record.raw, claim, identity, published_at)


def _read_time(text: str) -> datetime.datetime | None:
    if not text:
        return None
    try:
        time = parse_datetime(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise RowRefused("is no time with an offset", "published_at", escape_value(text))
    return time


def prepare_own_import(
    path: Path, dataset: str, options: ImportOptions, publisher: User | None = None
) -> OwnImport | None:
    """Prepare the import of one of our own files; None if it is something else. Raises Unclear."""
    source = open_own_source(path)
    if source is None:
        return None
    mapping: Any = OwnMapping(dataset or OWN_DATASET)
    work = OwnImport(source, mapping, options, publisher=publisher)
    work.report.reading = [
        f"Encoding: {source.file.encoding} ({source.file.encoding_known}).",
        f"{source.describe()}.",
    ]
    return work


def find_publisher(name: str) -> User:
    """Find the account that publishes. Raises Unclear if it may not."""
    publisher = User.objects.filter(username=name, is_active=True).first()
    if publisher is None:
        raise Unclear(f"There is no active account {name}.")
    if not publisher.has_perms(["claims.publish_claim", "claims.publish_statement"]):
        raise Unclear(f"The account {name} may not publish claims.")
    return publisher
