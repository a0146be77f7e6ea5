"""Changes that wait for a publisher: editors and imports offer them, and they are accepted or refused."""

import copy
import datetime
import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from claims.merges import NOUNS, find_merge, merge_targets
from claims.models import ChangeOutcome, Claim, OfferedChange, State, Statement
from claims.visibility import cited_articles
from core.errors import Refused, check_deferred_constraints, translate_refusals
from sources.models import Article

from .locks import lock_claims
from .settlement import lock_waiting, settle

OWN_IMPORT = "You imported this; another publisher has to accept it."
CHANGED_MEANWHILE = "Somebody has changed this since you were asked. Look at the two again, then decide."
MAY_PUBLISH = "claims.publish_claim"
OWN_OFFER = "You offered this; another publisher has to accept it."
ALREADY_OFFERED = "This very change is offered already, and waits for a publisher."
GONE = "This is no longer on the record. Refuse the change."
MERGED = "This is part of “{}” by now. Refuse the change, and make it there."
MERGEABLE = {
    "claimant_id": "claimant",
    "party_id": "claimant",
    "outlet_id": "outlet",
    "text_from_id": "outlet",
}
"""The columns that name what may be part of another by now, and what kind that is."""


@translate_refusals()
def offer_changes(
    *, rows: Iterable[tuple[models.Model | None, models.Model]], reason: str, by, now: datetime.datetime
) -> list[OfferedChange]:
    """Offer what was typed to a publisher: each row as it is (None of a new one), and as it would be.

    Whoever calls this has written the rows and rolled that back, so that the database has refused what it
    would refuse later. Raises Refused for a change that waits already.
    """
    offers = []
    for before, after in rows:
        changes = _compare(before, after)
        values = {"model": after._meta.label_lower, "row_id": before and before.pk, "changes": changes}
        if OfferedChange.objects.filter(outcome=ChangeOutcome.WAITING, **values).exists():
            raise Refused(ALREADY_OFFERED)
        if changes:
            offers.append(OfferedChange(**values, reason=reason, offered_at=now, offered_by=by))
    return OfferedChange.objects.bulk_create(offers)


@translate_refusals()
def mark_read_in_full(*, articles: Collection[int], by, now: datetime.datetime) -> tuple[int, int]:
    """Record that `by` has been through all of these articles, except those read before.

    Of cited ones readers see that: unless `by` may publish, it is offered to somebody who may. Returns how
    many are marked, and how many of them were offered instead.
    """
    unread = Article.objects.filter(pk__in=articles, read_in_full_at=None)
    if by.has_perm(MAY_PUBLISH):
        return unread.mark_read_in_full(by=by, now=now), 0
    seen = set(cited_articles().filter(pk__in=unread.values("pk")).values_list("pk", flat=True))
    waiting = OfferedChange.objects.filter(
        outcome=ChangeOutcome.WAITING,
        model=Article._meta.label_lower,
        row_id__in=seen,
        changes__has_key="read_in_full_at",
    )
    known = set(waiting.values_list("row_id", flat=True))
    rows = []
    for article in Article.objects.filter(pk__in=seen - known).order_by("pk"):
        after = copy.copy(article)
        after.read_in_full_at, after.read_in_full_by = now, by
        rows.append((article, after))
    offers = offer_changes(rows=rows, reason="Read in full.", by=by, now=now)
    return unread.exclude(pk__in=seen).mark_read_in_full(by=by, now=now), len(offers)


def _compare(before: models.Model | None, after: models.Model) -> dict[str, list[Any]]:
    """Return what differs, by column; of a new row all that it holds, but for what the record gives it."""
    changes = {}
    for field in after._meta.concrete_fields:
        if field.primary_key or field.generated or field.name == "key":
            continue
        old, new = (None if row is None else getattr(row, field.attname) for row in (before, after))
        if old != new and not (before is None and new == ""):
            changes[field.attname] = [old, new]
    return changes


@translate_refusals()
def accept_change(
    *, offered: OfferedChange, reason: str, by, now: datetime.datetime, seen: str | None = None
) -> tuple[Any, Any]:
    """Make the change that was offered; `reason` is kept in the history.

    `seen`: what `identify_values` returned when `by` was asked. Returns the row before (None of a new one)
    and after. Raises Refused if it is different by now, for one's own offer, after a retraction or a merge,
    and for what the database refuses; PermissionDenied for people who may not publish. That readers are told
    of it is the caller's to propose (propose_correction), in the same transaction.
    """
    _check_may_decide(by)
    if is_own_change(offered, by):
        raise Refused(explain_own(offered))
    _lock_target(offered)
    offered = lock_waiting(offered)
    before, after = (_load(offered) for _ in range(2))
    if seen is not None and seen != identify_values(offered, before):
        raise Refused(CHANGED_MEANWHILE)
    with pghistory.context(user=by.pk, reason=reason):
        after = after or apps.get_model(offered.model)()
        columns = {field.attname: field for field in after._meta.concrete_fields}
        for name, value in list_new_values(offered).items():
            setattr(after, name, columns[name].to_python(value))
        if offered.model:
            _validate(after)
        after.save(update_fields=list(offered.changes) if before else None)
        settle(offered, ChangeOutcome.ACCEPTED, by, now)
        check_deferred_constraints()
    return before, after


def _validate(row: models.Model) -> None:
    """Raise Refused for what a form would not take any more."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def identify_values(offered: OfferedChange, row: Any) -> str:
    """Return a hash of what would be replaced, and by what."""
    values = {
        name: [str(getattr(row, name)) if row else "", str(new)]
        for name, (_old, new) in offered.changes.items()
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@translate_refusals()
def refuse_change(*, offered: OfferedChange, note: str, by, now: datetime.datetime) -> None:
    """Leave everything as it is; `note` says why. Raises PermissionDenied as `accept_change` does."""
    _check_may_decide(by)
    settle(lock_waiting(offered), ChangeOutcome.REFUSED, by, now, note=note.strip())


@translate_refusals()
def withdraw_change(*, offered: OfferedChange, by, now: datetime.datetime) -> None:
    """Withdraw what one has offered. Raises Refused if somebody else, or an import, offered it."""
    offered = lock_waiting(offered)
    if offered.offered_by_id != by.pk or offered.origin_id:
        raise Refused(f"Only {offered.offered_by}, who offered this change, can withdraw it.")
    settle(offered, ChangeOutcome.WITHDRAWN, by, now)


def is_own_change(offered: OfferedChange, by) -> bool:
    """Whether `by` offered or imported this change, and so may not accept it."""
    return not settings.PUBLISH_OWN_WORK and offered.offered_by_id == by.pk


def explain_own(offered: OfferedChange) -> str:
    """Say why whoever offered a change cannot accept it."""
    return OWN_IMPORT if offered.origin_id else OWN_OFFER


def list_new_values(offered: OfferedChange) -> dict:
    """Return what would be there, by column. Queries: at most 1 for each kind that may be merged."""
    values = {name: after for name, (_before, after) in offered.changes.items()}
    for noun in ("claimant", "outlet"):
        named = {name: values[name] for name in values if MERGEABLE.get(name) == noun}
        targets = merge_targets(noun, named.values())
        values |= {name: targets.get(pk, pk) for name, pk in named.items()}
    return values


def _lock_target(offered: OfferedChange) -> None:
    """Lock what would change, before the offer itself."""
    if offered.claim_id:
        lock_claims([offered.claim_id])
    elif offered.row_id:
        rows = apps.get_model(offered.model)._base_manager.filter(pk=offered.row_id)
        list(rows.select_for_update().values_list("pk"))


def _load(offered: OfferedChange) -> Any:
    """Load what would change; None of a row that would be new.

    Raises Refused where it is retracted, gone or merged.
    """
    if offered.statement_id:
        return _load_position(offered.statement_id)
    if offered.claim_id:
        return _check_state(Claim.objects.get(pk=offered.claim_id))
    if offered.row_id is None:
        return None
    row = apps.get_model(offered.model)._base_manager.filter(pk=offered.row_id).first()
    if row is None:
        raise Refused(GONE)
    if type(row) in NOUNS and (merge := find_merge(row)):
        raise Refused(MERGED.format(merge.target))
    return row


def _load_position(pk: int) -> Statement:
    statement = Statement.objects.select_related("claim", "claimant", "party").get(pk=pk)
    _check_state(statement.claim)
    return _check_state(statement)


def _check_state(row: Any) -> Any:
    if row.state == State.RETRACTED:
        raise Refused("This was retracted meanwhile, and is not changed any more. Refuse the change.")
    return row


def _check_may_decide(by) -> None:
    if not by.has_perms((MAY_PUBLISH, "claims.change_offeredchange")):
        raise PermissionDenied
