"""Undoing a merge that was a mistake, as long as nothing has been edited since."""

import datetime

import pghistory
from django.apps import apps
from django.db import transaction
from django.utils.text import Truncator

from claims.merges import find_merge
from claims.models import Claim, Claimant, CorrectionProposal, Merge, ProposalOutcome
from core.errors import Refused, translate_refusals

from .journal import find_referring_rows, fingerprint_rows, undo_steps
from .locks import lock_for_claimants, lock_for_claims, lock_for_outlets

MOST_NAMED = 20


class CannotUndo(Refused):
    """A merge cannot be undone; `reasons` has a sentence for each thing in the way."""

    def __init__(self, reasons: list[str]):
        more = [f"And {len(reasons) - MOST_NAMED} more."] if len(reasons) > MOST_NAMED else []
        self.reasons = reasons[:MOST_NAMED] + more
        super().__init__(" ".join(["This merge can no longer be undone.", *self.reasons]))


@transaction.atomic
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
        for one in [*Merge.objects.filter(pk__in=merge.moved["together"]), merge]:
            one.undone_at, one.undone_by = now, by
            one.save(update_fields=["undone_at", "undone_by"])
            undo_steps(_steps_to_undo(one))


def list_obstacles(merge: Merge) -> list[str]:
    """List the reasons why `merge` cannot be undone, a sentence for each."""
    if merge.undone_at:
        return ["It has been undone already."]
    if Merge.objects.filter(moved__together__contains=[merge.pk], undone_at=None).exists():
        return ["It is part of the merge of two outlets: undo that one."]
    if later := find_merge(merge.kept):
        return [f"“{merge.kept}” was itself merged into “{later.kept}” since: undo that first."]
    reasons = []
    for one in [merge, *Merge.objects.filter(pk__in=merge.moved["together"])]:
        reasons += _list_edited_rows(one.moved["left"]) + _list_moved_rows(one.moved["around"])
    return list(dict.fromkeys(reasons))


def _list_edited_rows(left: dict[str, dict[str, str]]) -> list[str]:
    reasons = []
    for label, then in left.items():
        model = apps.get_model(label)
        now = fingerprint_rows(model, map(int, then))
        for pk, fingerprint in then.items():
            if pk not in now:
                reasons.append(f"{_with_article(model)} was removed since (its number was {pk}).")
            elif now[pk] != fingerprint:
                reasons.append(f"{_name_row(model, pk)} was edited since.")
    return reasons


def _list_moved_rows(around: list[dict]) -> list[str]:
    reasons = []
    for watched in around:
        model = apps.get_model(watched["model"])
        then, now = set(watched["ids"]), set(find_referring_rows(model, watched["column"], watched["of"]))
        reasons += [f"{_name_row(model, pk)} was added since." for pk in sorted(now - then)]
        reasons += [
            f"{_name_row(model, pk)} was moved elsewhere since."
            for pk in sorted(then - now)
            if model._base_manager.filter(pk=pk).exists()
        ]
    return reasons


def _steps_to_undo(merge: Merge) -> list[dict]:
    """Return the steps, without the proposed correction if it is settled by now."""
    settled = set(
        CorrectionProposal.objects.exclude(outcome=ProposalOutcome.WAITING).values_list("pk", flat=True)
    )
    return [
        step
        for step in merge.moved["steps"]
        if not (step["model"] == PROPOSAL and step["done"] == "added" and step["row"]["id"] in settled)
    ]


PROPOSAL = CorrectionProposal._meta.label_lower


def _with_article(model) -> str:
    name = model._meta.verbose_name
    return f"{'An' if name[0] in 'aeiou' else 'A'} {name}"


def _name_row(model, pk) -> str:
    row = model._base_manager.filter(pk=pk).first()
    if model is Claim.topics.through:
        return f"The topic “{row.topic}”"
    return f"{_with_article(model)} (“{Truncator(row).chars(80)}”)"


def _lock_rows(merge: Merge) -> None:
    lock = {Claim: lock_for_claims, Claimant: lock_for_claimants}.get(type(merge.kept), lock_for_outlets)
    lock(merge.lost.pk, merge.kept.pk)
