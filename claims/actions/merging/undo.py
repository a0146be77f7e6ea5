"""Undoing a merge that was a mistake, as long as nothing has been edited since."""

import datetime

import pghistory
from django.apps import apps
from django.db import transaction
from django.utils.text import Truncator

from claims.actions.mouthpieces import start_following
from claims.merges import find_merge
from claims.models import Claim, Claimant, CorrectionProposal, Merge, ProposalOutcome
from core.errors import Refused, translate_refusals

from .journal import find_referring_rows, fingerprint_rows, undo_steps
from .locks import lock_for_claimants, lock_for_claims, lock_for_outlets

MOST_NAMED = 20


class CannotUndo(Refused):
    """A merge that cannot be undone; `reasons` has a sentence for each thing in the way."""

    def __init__(self, reasons: list[str]):
        more = [f"And {len(reasons) - MOST_NAMED} more."] if len(reasons) > MOST_NAMED else []
        self.reasons = reasons[:MOST_NAMED] + more
        super().__init__(" ".join(["This merge can no longer be undone.", *self.reasons]))


@translate_refusals()
def undo_merge(*, merge: Merge, by, now: datetime.datetime, reason: str) -> None:
    """Restore every row as it was before `merge`, with its id and its key.

    Raises CannotUndo if any row concerned was edited, added or removed since, with a sentence for each;
    Refused without a reason. A correction that readers have seen meanwhile stays.
    """
    if not reason.strip():
        raise Refused("Say why the two are not the same.")
    _lock_rows(merge)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if reasons := list_obstacles(merge):
        raise CannotUndo(reasons)
    with pghistory.context(reason=reason.strip(), user=by.pk), translate_refusals():
        for part in [*Merge.objects.filter(pk__in=merge.moved["together"]), merge]:
            part.undone_at, part.undone_by = now, by
            part.save(update_fields=["undone_at", "undone_by"])
            undo_steps(_list_steps_to_undo(part))
    transaction.on_commit(start_following, robust=True)


def list_obstacles(merge: Merge) -> list[str]:
    """List the reasons why `merge` cannot be undone, a sentence for each."""
    if merge.undone_at:
        return ["It has been undone already."]
    if merge.moved.get("only_notes"):
        return ["It was loaded from an export, which does not tell what was moved."]
    if Merge.objects.filter(moved__together__contains=[merge.pk], undone_at=None).exists():
        return ["It is part of the merge of two outlets: undo that one."]
    if later := find_merge(merge.target):
        return [f"“{merge.target}” was itself merged into “{later.target}” since: undo that first."]
    reasons = []
    for part in [merge, *Merge.objects.filter(pk__in=merge.moved["together"])]:
        reasons += _list_edited_rows(part.moved["left"]) + _list_moved_rows(part.moved["around"])
    return list(dict.fromkeys(reasons))


def _list_edited_rows(fingerprints: dict[str, dict[str, str]]) -> list[str]:
    reasons = []
    for label, recorded in fingerprints.items():
        model = apps.get_model(label)
        current = fingerprint_rows(model, map(int, recorded))
        for pk, fingerprint in recorded.items():
            if pk not in current:
                reasons.append(f"{_add_article(model)} was removed since (its number was {pk}).")
            elif current[pk] != fingerprint:
                reasons.append(f"{_describe_row(model, pk)} was edited since.")
    return reasons


def _list_moved_rows(watched_relations: list[dict]) -> list[str]:
    reasons = []
    for watched in watched_relations:
        model = apps.get_model(watched["model"])
        recorded, current = (
            set(watched["ids"]),
            set(find_referring_rows(model, watched["column"], watched["of"])),
        )
        reasons += [f"{_describe_row(model, pk)} was added since." for pk in sorted(current - recorded)]
        reasons += [
            f"{_describe_row(model, pk)} was moved elsewhere since."
            for pk in sorted(recorded - current)
            if model._base_manager.filter(pk=pk).exists()
        ]
    return reasons


def _list_steps_to_undo(merge: Merge) -> list[dict]:
    """Return the steps, without the proposed correction if it is settled by now.

    Last, and therefore undone first: for whom outlets speak. The statements restored after it are then no
    more second-hand than before.
    """
    settled = set(
        CorrectionProposal.objects.exclude(outcome=ProposalOutcome.WAITING).values_list("pk", flat=True)
    )
    steps = [
        step
        for step in merge.moved["steps"]
        if not (step["model"] == PROPOSAL and step["done"] == "added" and step["row"]["id"] in settled)
    ]
    return sorted(steps, key=lambda step: "speaks_for_id" in step.get("before", ()))


PROPOSAL = CorrectionProposal._meta.label_lower


def _add_article(model) -> str:
    name = model._meta.verbose_name
    return f"{'An' if name[0] in 'aeiou' else 'A'} {name}"


def _describe_row(model, pk) -> str:
    row = model._base_manager.filter(pk=pk).first()
    if model is Claim.topics.through:
        return f"The topic “{row.topic}”"
    return f"{_add_article(model)} (“{Truncator(row).chars(80)}”)"


def _lock_rows(merge: Merge) -> None:
    lock = {Claim: lock_for_claims, Claimant: lock_for_claimants}.get(type(merge.target), lock_for_outlets)
    lock(merge.duplicate.pk, merge.target.pk)
