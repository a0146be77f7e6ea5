"""Merges of two rows that mean the same.

Of the two, `lost` goes and `kept` stays: all rows that refer to `lost` then refer to `kept`, and
duplicates are combined. `lost` itself stays as a tombstone that leads to `kept`, and no new rows can
refer to it (claims/migrations/0010_finding.py). A Merge stores enough to undo it.
"""

import contextlib
import datetime

import pghistory
from django.db import models, transaction

from claims.actions.corrections import propose_correction
from claims.merges import NOUNS
from claims.models import (
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    DoubleOutcome,
    FactCheck,
    Merge,
    ProbableDouble,
    Review,
    State,
    Statement,
    Status,
)
from core.errors import Refused, translate_refusals
from sources.models import Outlet

from .checks import LooksDifferent, check_claimants, check_claims, check_not_merged, explain_difference
from .journal import Journal
from .locks import lock_for_claimants, lock_for_claims, lock_for_outlets
from .repoint import repoint


@transaction.atomic
def merge_claims(
    *, lost: Claim, kept: Claim, by, now: datetime.datetime, reason: str, although_opposite: bool = False
) -> Merge:
    """Merge the claim `lost` into `kept`.

    Its statements and all that refers to it go along. Of equal statements (claimant, party, stance,
    date) one stays and gets the citations of both. If readers saw `lost`, it is retracted and a
    correction of `kept` is proposed.

    Raises Refused if either is retracted or merged already; if readers see `lost` and not `kept`; and,
    unless `although_opposite`, if their wording or a relation between them says that they differ.
    """
    with _open_journal(by, reason) as ledger:
        lock_for_claims(lost.pk, kept.pk)
        lost, kept = _reload(lost, kept)
        check_claims(lost, kept)
        if not although_opposite and (why := explain_difference(lost, kept)):
            raise LooksDifferent(why)
        _settle_pending_work(ledger, lost, kept, by, now)
        repoint(ledger, Claim, lost.pk, kept.pk)
        if lost.is_published:
            _retract_merged_claim(ledger, lost, kept, by, now, reason)
        _watch_claims(ledger, lost, kept)
        _note_status_change(ledger, kept)
        return _record_merge(ledger, lost, kept, by, now, reason)


@transaction.atomic
def merge_claimants(*, lost: Claimant, kept: Claimant, by, now: datetime.datetime, reason: str) -> Merge:
    """Merge the claimant `lost` into `kept`, with its name as an alias.

    Its statements, its aliases and its offices go along.

    Raises Refused if either is merged already or is an outlet's voice (merge the outlets); if one of them
    speaks for the other; if one is an unnamed source and the other is not, or Wikidata tells them apart.
    """
    with _open_journal(by, reason) as ledger:
        lock_for_claimants(lost.pk, kept.pk)
        lost, kept = _reload(lost, kept)
        check_claimants(lost, kept)
        return _merge_claimants(ledger, lost, kept, by, now, reason)


@transaction.atomic
def merge_outlets(*, lost: Outlet, kept: Outlet, by, now: datetime.datetime, reason: str) -> Merge:
    """Merge the outlet `lost` into `kept`, with its articles and its voice, if any.

    Raises Refused if either is merged already.
    """
    with _open_journal(by, reason) as ledger:
        lock_for_outlets(lost.pk, kept.pk)
        lost, kept = _reload(lost, kept)
        check_not_merged(lost, kept)
        voice, kept_voice = (Claimant.objects.filter(outlet=outlet).first() for outlet in (lost, kept))
        repoint(ledger, Outlet, lost.pk, kept.pk)
        together = None
        if voice and kept_voice:
            lock_for_claimants(voice.pk, kept_voice.pk)
            together = _merge_claimants(Journal(), voice, kept_voice, by, now, reason)
            ledger.notes += together.moved["notes"]
        elif voice:
            # Named like its outlet: readers would otherwise meet the name that goes.
            ledger.change(Claimant, [voice.pk], outlet_id=kept.pk, name=kept.name)
            _keep_name_as_alias(ledger, voice.pk, lost.name, kept.name)
        ledger.watch(Outlet, [lost.pk, kept.pk])
        return _record_merge(ledger, lost, kept, by, now, reason, together=together)


@contextlib.contextmanager
def _open_journal(by, reason: str):
    """Open a journal, and put the reason for the changes into the history.

    Raises Refused without a reason.
    """
    if not reason.strip():
        raise Refused("Say why the two are the same.")
    with pghistory.context(reason=reason.strip(), user=by.pk), translate_refusals():
        yield Journal()


def _reload(lost: models.Model, kept: models.Model) -> tuple:
    """Read both rows again, after they have been locked.

    Raises Refused if they are the same row, or if one does not exist.
    """
    rows = type(lost)._base_manager.in_bulk([lost.pk, kept.pk])
    if lost.pk == kept.pk or len(rows) < 2:
        raise Refused("Choose two that exist: nothing can be merged into itself.")
    return rows[lost.pk], rows[kept.pk]


def _settle_pending_work(ledger: Journal, lost: Claim, kept: Claim, by, now: datetime.datetime) -> None:
    """Settle what waits for a decision about `lost`."""
    doubles = ProbableDouble.objects.filter(outcome=DoubleOutcome.WAITING)
    for pair in doubles.filter(models.Q(claim=lost) | models.Q(other=lost)).order_by("pk"):
        if kept.pk in (pair.claim_id, pair.other_id):
            settled = {"outcome": DoubleOutcome.MERGED, "settled_at": now, "settled_by_id": by.pk}
            ledger.change(ProbableDouble, [pair.pk], **settled)
        else:
            ledger.remove(ProbableDouble, pair.pk)
    for review in Review.objects.filter(claim=lost, outcome="").order_by("pk"):
        ledger.remove(Review, review.pk)


def _retract_merged_claim(
    ledger: Journal, lost: Claim, kept: Claim, by, now: datetime.datetime, reason: str
) -> None:
    """Retract `lost`, which readers saw, and propose a correction of `kept`."""
    ledger.change(
        Claim,
        [lost.pk],
        state=State.RETRACTED,
        retracted_at=now,
        retracted_by_id=by.pk,
        retraction_reason="Merged into another claim that says the same.",
    )
    change = f"“{lost}” was merged into this claim, with its statements."
    ledger.added(propose_correction(claim=kept, change=change, reason=reason, by=by, now=now))


def _note_status_change(ledger: Journal, kept: Claim) -> None:
    was, now_is = Status(kept.status).label, Claim.objects.get(pk=kept.pk).get_status_display()
    if kept.is_published and was != now_is:
        ledger.note(f"“{kept}”: {was}, then {now_is}.")


def _merge_claimants(ledger: Journal, lost: Claimant, kept: Claimant, by, now, reason: str) -> Merge:
    concerned = models.Q(statements__claimant=lost) | models.Q(statements__party=lost)
    concerned |= models.Q(statements__citations__relayed_by=lost)
    ids = set(Claim.objects.published().filter(concerned).values_list("pk", flat=True))
    before = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "status"))
    if lost.wikidata_id and not kept.wikidata_id:
        ledger.change(Claimant, [lost.pk], wikidata_id="")
        ledger.change(Claimant, [kept.pk], wikidata_id=lost.wikidata_id)
    repoint(ledger, Claimant, lost.pk, kept.pk)
    _keep_name_as_alias(ledger, kept.pk, lost.name, kept.name)
    ledger.watch(Claimant, [lost.pk, kept.pk])
    ledger.watch_around(Citation, "statement_id", ledger.touched["claims.statement"])
    for claim in Claim.objects.filter(pk__in=ids).order_by("pk"):
        if claim.status != before[claim.pk]:
            was, now_is = Status(before[claim.pk]).label, claim.get_status_display()
            change = f"Status: {was}, now {now_is}, because “{lost}” and “{kept}” are one."
            ledger.note(f"“{claim}”: {was}, then {now_is}.")
            ledger.added(propose_correction(claim=claim, change=change, reason=reason, by=by, now=now))
    return _record_merge(ledger, lost, kept, by, now, reason)


def _keep_name_as_alias(ledger: Journal, claimant: int, name: str, besides: str) -> None:
    """Make `name` an alias, unless it is the claimant's own name or an alias already."""
    if name != besides and not Alias.objects.filter(claimant=claimant, name=name).exists():
        ledger.add(Alias, claimant_id=claimant, name=name)


def _watch_claims(ledger: Journal, lost: Claim, kept: Claim) -> None:
    """Watch both claims and what refers to them: changes there prevent an undo.

    Once another statement or relation is added, nobody can tell to which of the two it belongs.
    """
    both = [lost.pk, kept.pk]
    ledger.watch(Claim, both)
    for model, column in (
        (Statement, "claim_id"),
        (ClaimRelation, "claim_id"),
        (ClaimRelation, "other_id"),
        (FactCheck, "claim_id"),
        (Claim.topics.through, "claim_id"),
    ):
        ledger.watch_around(model, column, both)
    ledger.watch_around(Citation, "statement_id", ledger.touched["claims.statement"])


def _record_merge(ledger, lost, kept, by, now, reason: str, *, together: Merge | None = None) -> Merge:
    noun = NOUNS[type(lost)]
    return Merge.objects.create(
        **{f"{noun}_from": lost, f"{noun}_into": kept},
        merged_at=now,
        merged_by=by,
        reason=reason.strip(),
        moved=ledger.as_json() | {"together": [together.pk] if together else []},
    )
