"""Undoing an import while nobody has built on what it made."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import connection, models

from claims.actions.locks import lock_claims
from claims.models import (
    Affiliation,
    ChangeOutcome,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    ClaimTopic,
    FactCheck,
    ImportRun,
    ImportState,
    Lead,
    OfferedChange,
    OriginRow,
    ProbableDouble,
    Statement,
)
from core.errors import Refused, translate_refusals

AT_ONCE = 2_000
MADE = """
made AS (
    SELECT each.model, each.row_id FROM claims_originrow each
    JOIN claims_origin origin ON origin.id = each.origin_id WHERE origin.run_id = %(run)s AND each.is_made
), claim AS (SELECT row_id AS id FROM made WHERE model = 'claims.claim')
, statement AS (SELECT row_id AS id FROM made WHERE model = 'claims.statement')
"""
LATER_WORK = {
    "A claim or a position that this import made has been published.": """
        SELECT 1 FROM claims_claim WHERE id IN (SELECT id FROM claim) AND state <> 'draft'
        UNION ALL
        SELECT 1 FROM claims_statement WHERE id IN (SELECT id FROM statement) AND state <> 'draft'""",
    "A claim or a position that it made has been edited.": """
        SELECT 1 FROM claims_claimevent WHERE pgh_obj_id IN (SELECT id FROM claim) AND pgh_label = 'update'
        UNION ALL
        SELECT 1 FROM claims_statementevent
        WHERE pgh_obj_id IN (SELECT id FROM statement) AND pgh_label = 'update'""",
    "A position was added to a claim that it made.": """
        SELECT 1 FROM claims_statement WHERE claim_id IN (SELECT id FROM claim)
            AND id NOT IN (SELECT id FROM statement)""",
    "An address to read was added to a claim that it made, or was taken up.": """
        SELECT 1 FROM claims_lead WHERE claim_id IN (SELECT id FROM claim) AND (settled_at > noted_at
            OR id NOT IN (SELECT row_id FROM made WHERE model = 'claims.lead'))""",
    "A change that it offered was accepted.": """
        SELECT 1 FROM claims_offeredchange offered JOIN claims_origin origin ON origin.id = offered.origin_id
        WHERE origin.run_id = %(run)s AND offered.outcome = 'accepted'""",
    "A later import goes on from rows of this one: undo that first.": """
        SELECT 1 FROM claims_originrow later JOIN claims_origin origin ON origin.id = later.origin_id
        JOIN claims_importrun run ON run.id = origin.run_id AND run.state <> 'undone'
        JOIN made ON made.row_id = later.row_id AND made.model = later.model
        WHERE origin.run_id <> %(run)s""",
}
"""What keeps an import from being undone, and the rows that show it. References keep it, too."""


def undo_import(*, run: ImportRun, by: User, now: datetime.datetime) -> int:
    """Remove what an import made; claimants that others use by now stay. Returns the number of claims.

    One that is under way stops at its next batch. Raises Refused if it is undone already, if it changed
    drafts, or if somebody has built on it.
    """
    reason = f"The import of {run.file_name} was undone."
    with pghistory.context(user=by.pk, reason=reason), translate_refusals():
        run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if run.state == ImportState.UNDONE:
            raise Refused("This import is undone already.")
        if run.totals.get("rows", {}).get("updated"):
            raise Refused(
                "This import changed drafts that earlier ones had made, so it cannot be undone as a whole. "
                "What the drafts said before is in their history."
            )
        claims = _list_made(run, Claim)
        for chunk in _cut(claims):
            lock_claims(chunk)
        _refuse_later_work(run)
        _remove_rows(run, claims)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.UNDONE, finished_at=now)
    return len(claims)


def _refuse_later_work(run: ImportRun) -> None:
    with connection.cursor() as cursor:
        for sentence, rows in LATER_WORK.items():
            cursor.execute(f"WITH {MADE} SELECT EXISTS ({rows})", {"run": run.pk})
            if cursor.fetchone()[0]:
                raise Refused(f"{sentence} Nothing was undone.")


def _remove_rows(run: ImportRun, claims: list[int]) -> None:
    for chunk in _cut(claims):
        _remove(ClaimTopic.objects.filter(claim__in=chunk))
        _remove(
            ProbableDouble.objects.filter(models.Q(claim__in=chunk) | models.Q(other__in=chunk), outcome="")
        )
    _remove(OfferedChange.objects.filter(pk__in=_list_offers(run)))
    _reopen_offers(run)
    for model in (Lead, FactCheck, Citation, ClaimRelation, Statement, Claim, Affiliation):
        for chunk in _cut(_list_made(run, model)):
            _remove(model._default_manager.filter(pk__in=chunk))
    for chunk in _cut(_list_made(run, Claimant)):
        used: set[int] = set()
        for relation in Claimant._meta.related_objects:
            if not hasattr(relation.related_model, "pgh_tracked_model"):
                name = relation.field.name
                rows = relation.related_model._default_manager.filter(**{f"{name}__in": chunk})
                used.update(rows.values_list(name, flat=True))
        _remove(Claimant.objects.filter(pk__in=set(chunk) - used))


def _reopen_offers(run: ImportRun) -> None:
    """Have the changes wait again that this import superseded, unless a later one offers others."""
    waiting = OfferedChange.objects.filter(outcome=ChangeOutcome.WAITING)
    superseded = OfferedChange.objects.filter(
        outcome=ChangeOutcome.SUPERSEDED, settled_at=run.begun_at, settled_by=run.begun_by
    ).exclude(origin__identity__in=waiting.values("origin__identity"))
    superseded.update(outcome=ChangeOutcome.WAITING, settled_at=None, settled_by=None)


def _remove(rows: models.QuerySet[Any]) -> None:
    """Remove rows without what refers to them: the database refuses where something does."""
    rows._raw_delete(rows.db)


def _list_offers(run: ImportRun) -> list[int]:
    return list(OfferedChange.objects.filter(origin__run=run).values_list("pk", flat=True))


def _list_made(run: ImportRun, model: type[models.Model]) -> list[int]:
    made = OriginRow.objects.filter(origin__run=run, is_made=True, model=model._meta.label_lower)
    return list(made.order_by("row_id").values_list("row_id", flat=True))


def _cut(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
