"""Settlement of what waits in a queue, once and by one person."""

import datetime
from collections.abc import Iterable
from typing import Any, TypeVar

from claims.models import (
    Claim,
    ClaimRelation,
    DoubleOutcome,
    Lead,
    LeadOutcome,
    ProbableDouble,
    VanishedExcerpt,
    VanishedOutcome,
)
from core.errors import Refused, translate_refusals
from sources.fetching.urls import list_spellings
from sources.models import Article

QueueRow = TypeVar("QueueRow", bound=Any)
"""A row with an `outcome`, which is empty while it waits, and with `settled_at` and `settled_by`."""


def lock_waiting(row: QueueRow) -> QueueRow:
    """Lock a row of a queue. Raises Refused if it waits no longer."""
    locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if locked.outcome:
        raise Refused(f"This is settled already: {locked.get_outcome_display()}.")
    return locked


def settle(row: Any, outcome: str, by, now: datetime.datetime, **values: Any) -> None:
    """Settle a row of a queue; `values` are those of its other fields.

    Raises Refused for what the database refuses.
    """
    values |= {"outcome": outcome, "settled_at": now, "settled_by": by}
    for name, value in values.items():
        setattr(row, name, value)
    with translate_refusals():
        row.save(update_fields=values)


@translate_refusals()
def settle_vanished(*, vanished: VanishedExcerpt, note: str, by, now: datetime.datetime) -> None:
    """Settle a disappearance that somebody has looked at.

    `note` says what came of it. Raises Refused if it is not waiting any more.
    """
    settle(lock_waiting(vanished), VanishedOutcome.SETTLED, by, now, note=note.strip())


@translate_refusals()
def settle_double(*, pair: ProbableDouble, note: str, by, now: datetime.datetime) -> None:
    """Settle that two claims which look alike are not the same.

    `note` may say what tells them apart. Raises Refused if the pair is not waiting any more.
    """
    settle(lock_waiting(pair), DoubleOutcome.DIFFERENT, by, now, note=note.strip())


@translate_refusals()
def relate_double(
    *, pair: ProbableDouble, claim: Claim, kind: str, other: Claim, by, now: datetime.datetime
) -> ClaimRelation:
    """Record how the two claims of a pair are related, and settle the pair.

    `claim` and `other` are those of the pair, in the order in which `kind` holds: "`claim` is more specific
    than `other`". Raises Refused if the pair is not waiting any more, or for what the database refuses.
    """
    # The relation first: a merge too locks claims before their pairs.
    relation = ClaimRelation.objects.create(claim=claim, kind=kind, other=other)
    settle(lock_waiting(pair), DoubleOutcome.RELATED, by, now)
    return relation


@translate_refusals()
def settle_lead_as_not_there(*, lead: Lead, note: str, by, now: datetime.datetime) -> None:
    """Settle a lead because the claim is not at its address; `note` may say what is.

    Raises Refused if it is not waiting any more.
    """
    settle(lock_waiting(lead), LeadOutcome.NOT_THERE, by, now, note=note.strip())


def take_up_leads(*, addresses: Iterable[str], article: Article, by, now: datetime.datetime) -> int:
    """Settle the leads to any of `addresses`, whose page is now covered as `article`.

    Returns the number of leads settled. Queries: 1.
    """
    return _filter_leads(addresses).update(
        outcome=LeadOutcome.TAKEN_UP, article=article, settled_at=now, settled_by=by
    )


def give_up_leads(*, addresses: Iterable[str], note: str, by, now: datetime.datetime) -> int:
    """Settle the leads to any of `addresses`, on whose page an editor found nothing to record.

    Returns the number of leads settled. Queries: 1.
    """
    return _filter_leads(addresses).update(
        outcome=LeadOutcome.NOT_THERE, note=note, settled_at=now, settled_by=by
    )


def _filter_leads(addresses: Iterable[str]):
    """Filter to the waiting leads to these addresses, however they are spelt."""
    spellings = {spelling for address in addresses for spelling in list_spellings(address)}
    return Lead.objects.filter(url__in=spellings, outcome=LeadOutcome.WAITING)
