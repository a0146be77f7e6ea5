"""Previews of a merge, which is done and rolled back."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction

from claims.models import Claim, Claimant, Merge
from core.counts import write_count
from core.errors import Refused

from .checks import explain_difference
from .journal import WORK
from .merge import merge_claimants, merge_claims, merge_outlets

NAMES = {"claims.claim_topics": "topic"}


@dataclass(frozen=True)
class MergePreview:
    """The effects that a merge would have.

    `refusal`: why it cannot be done at all. `differs`: why the two can hardly be the same; somebody then
    has to say that they are. `moves`: the rows that would be moved, as in "3 statements". `joins`: the
    duplicates that would be combined. `notes`: collisions and changes of status, a sentence for each.
    """

    refusal: str = ""
    differs: str = ""
    moves: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge_rows(
    *, duplicate: models.Model, target: models.Model, by, now: datetime.datetime, reason: str, **options
) -> Merge:
    """Merge two rows of a kind that can be merged; see `claims.actions.merging.merge`."""
    functions: dict[type[models.Model], Callable[..., Merge]] = {
        Claim: merge_claims,
        Claimant: merge_claimants,
    }
    merge_of_kind = functions.get(type(duplicate), merge_outlets)
    return merge_of_kind(duplicate=duplicate, target=target, by=by, now=now, reason=reason, **options)


def preview_merge(
    *, duplicate: models.Model, target: models.Model, by, now: datetime.datetime
) -> MergePreview:
    """Find out what a merge would do, without writing anything.

    Both rows are locked while it runs.
    """
    differs, options = "", {}
    if isinstance(duplicate, Claim) and isinstance(target, Claim):
        differs, options = explain_difference(duplicate, target), {"although_opposite": True}
    with transaction.atomic():
        try:
            merge = merge_rows(
                duplicate=duplicate, target=target, by=by, now=now, reason="Only looked at.", **options
            )
        except Refused as refused:
            return MergePreview(refusal=str(refused))
        merges = [merge, *Merge.objects.filter(pk__in=merge.moved["together"])]
        transaction.set_rollback(True)
    steps = [step for part in merges for step in part.moved["steps"] if step["model"] not in WORK]
    moved_steps = [step for step in steps if apps.get_model(step["model"]) is not type(duplicate)]
    return MergePreview(
        differs=differs,
        moves=describe_counts(moved_steps, "changed"),
        joins=describe_counts(moved_steps, "removed"),
        notes=merge.moved["notes"],
    )


def describe_counts(steps: list[dict], done: str) -> list[str]:
    """Count the rows of each kind in words, each row once: "3 statements", "1 topic"."""
    ids_by_model: dict[str, set[int]] = {}
    for step in steps:
        if step["done"] == done:
            ids = step["ids"] if done == "changed" else [step["row"]["id"]]
            ids_by_model.setdefault(step["model"], set()).update(ids)
    return [describe_count(label, len(ids)) for label, ids in ids_by_model.items()]


def describe_count(label: str, count: int) -> str:
    opts = apps.get_model(label)._meta
    if label in NAMES:
        return write_count(count, NAMES[label])
    return write_count(count, f"{opts.verbose_name}", f"{opts.verbose_name_plural}")
