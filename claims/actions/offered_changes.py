"""Changes that imports offer to what is published or was edited since: accepted or refused."""

import datetime
import hashlib
import json

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.merges import merge_targets
from claims.models import ChangeOutcome, Claim, OfferedChange, State, Statement
from core.errors import Refused, check_deferred_constraints, translate_refusals

from .locks import lock_claims
from .settlement import lock_waiting, settle

OWN_IMPORT = "You imported this; another publisher has to accept it."
CHANGED_MEANWHILE = "Somebody has changed this since you were asked. Look at the two again, then decide."
CLAIMANTS = ("claimant_id", "party_id")
"""The columns of a position that name a claimant, who may be part of another by now."""


@transaction.atomic
def accept_change(
    *, offered: OfferedChange, reason: str, by, now: datetime.datetime, seen: str | None = None
) -> tuple[Claim | Statement, Claim | Statement]:
    """Make the change that an import offered; `reason` is kept in the history.

    `seen`: what `identify_values` returned when `by` was asked. Returns the row before and after. Raises
    Refused if it is different by now, for one's own import, after a retraction, and for what the database
    refuses; PermissionDenied for people who may not publish. That readers are told of it is the caller's to
    propose (propose_correction), in the same transaction.
    """
    _check_may_decide(by)
    if is_own_change(offered, by):
        raise Refused(OWN_IMPORT)
    lock_claims([offered.claim_id])
    offered = lock_waiting(offered)
    before, after = (_load(offered) for _ in range(2))
    if State.RETRACTED in (after.state, offered.claim.state):
        raise Refused("This was retracted meanwhile, and is not changed any more. Refuse the change.")
    if seen is not None and seen != identify_values(offered, after):
        raise Refused(CHANGED_MEANWHILE)
    with pghistory.context(user=by.pk, reason=reason), translate_refusals():
        columns = {field.attname: field for field in after._meta.concrete_fields}
        for name, value in list_new_values(offered).items():
            setattr(after, name, columns[name].to_python(value))
        after.save(update_fields=list(offered.changes))
        settle(offered, ChangeOutcome.ACCEPTED, by, now)
        check_deferred_constraints()
    return before, after


def identify_values(offered: OfferedChange, row: Claim | Statement) -> str:
    """Return a hash of what would be replaced, and by what."""
    values = {name: [str(getattr(row, name)), str(new)] for name, (_old, new) in offered.changes.items()}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def refuse_change(*, offered: OfferedChange, note: str, by, now: datetime.datetime) -> None:
    """Leave everything as it is; `note` says why. Raises PermissionDenied as `accept_change` does."""
    _check_may_decide(by)
    settle(lock_waiting(offered), ChangeOutcome.REFUSED, by, now, note=note.strip())


def is_own_change(offered: OfferedChange, by) -> bool:
    """Whether `by` imported this change, and so may not accept it."""
    return not settings.PUBLISH_OWN_WORK and offered.offered_by_id == by.pk


def list_new_values(offered: OfferedChange) -> dict:
    """Return what the source says now, by column. Queries: at most 1."""
    values = {name: after for name, (_before, after) in offered.changes.items()}
    named = {name: values[name] for name in CLAIMANTS if name in values}
    targets = merge_targets("claimant", set(named.values())) if named else {}
    return values | {name: targets.get(pk, pk) for name, pk in named.items()}


def _load(offered: OfferedChange) -> Claim | Statement:
    if offered.statement_id:
        return Statement.objects.select_related("claim", "claimant", "party").get(pk=offered.statement_id)
    return Claim.objects.get(pk=offered.claim_id)


def _check_may_decide(by) -> None:
    if not by.has_perms(("claims.publish_claim", "claims.change_offeredchange")):
        raise PermissionDenied
