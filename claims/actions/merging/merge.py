"""Merges of two rows that mean the same.

Of the two, `duplicate` goes and `target` stays: all rows that refer to `duplicate` then refer to
`target`, and equal ones are combined. `duplicate` itself stays as a tombstone that leads to `target`, and no
new rows can refer to it (claims/migrations/0010_finding.py). A Merge stores enough to undo it.
"""

import contextlib
import datetime

import pghistory
from django.db import connection, models, transaction

from claims.actions.corrections import propose_correction
from claims.actions.mouthpieces import start_following
from claims.merges import NOUNS
from claims.models import (
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    DoubleOutcome,
    FactCheck,
    KeyClaim,
    Merge,
    ProbableDouble,
    Review,
    State,
    Statement,
    Status,
)
from core.errors import Refused, translate_refusals
from sources.models import Article, Outlet

from .checks import LooksDifferent, check_claimants, check_claims, check_not_merged, explain_difference
from .journal import Journal
from .locks import lock_for_claimants, lock_for_claims, lock_for_outlets
from .repoint import repoint


@transaction.atomic
def merge_claims(
    *,
    duplicate: Claim,
    target: Claim,
    by,
    now: datetime.datetime,
    reason: str,
    although_opposite: bool = False,
) -> Merge:
    """Merge the claim `duplicate` into `target`.

    Its statements and all that refers to it go along. Of equal statements (claimant, party, stance,
    date) one stays and gets the citations of both. If readers saw `duplicate`, it is retracted and a
    correction of `target` is proposed.

    Raises Refused if either is retracted or merged already; if readers see `duplicate` and not `target`; and,
    unless `although_opposite`, if their wording or a relation between them says that they differ.
    """
    with _open_journal(by, reason) as journal:
        lock_for_claims(duplicate.pk, target.pk)
        duplicate, target = _reload(duplicate, target)
        check_claims(duplicate, target)
        if not although_opposite and (difference := explain_difference(duplicate, target)):
            raise LooksDifferent(difference)
        _settle_pending_work(journal, duplicate, target, by, now)
        repoint(journal, Claim, duplicate.pk, target.pk)
        if duplicate.is_published:
            _retract_merged_claim(journal, duplicate, target, by, now, reason)
        _watch_claims(journal, duplicate, target)
        _note_status_change(journal, target)
        return _record_merge(journal, duplicate, target, by, now, reason)


@transaction.atomic
def merge_claimants(
    *, duplicate: Claimant, target: Claimant, by, now: datetime.datetime, reason: str
) -> Merge:
    """Merge the claimant `duplicate` into `target`, with its name as an alias.

    Its statements, its aliases and its offices go along.

    Raises Refused if either is merged already or is an outlet's voice (merge the outlets); if one of them
    speaks for the other; if one is an unnamed source and the other is not, or Wikidata tells them apart.
    """
    with _open_journal(by, reason) as journal:
        lock_for_claimants(duplicate.pk, target.pk)
        duplicate, target = _reload(duplicate, target)
        check_claimants(duplicate, target)
        return _merge_claimants(journal, duplicate, target, by, now, reason)


@transaction.atomic
def merge_outlets(*, duplicate: Outlet, target: Outlet, by, now: datetime.datetime, reason: str) -> Merge:
    """Merge the outlet `duplicate` into `target`, with its articles and its voice, if any.

    Where one speaks for a party, claims that lose their last position become open and stay published.

    Raises Refused if either is merged already.
    """
    with _open_journal(by, reason) as journal:
        lock_for_outlets(duplicate.pk, target.pk)
        duplicate, target = _reload(duplicate, target)
        check_not_merged(duplicate, target)
        voice, target_voice = (
            Claimant.objects.filter(outlet=outlet).first() for outlet in (duplicate, target)
        )
        voice_journal = Journal()
        if voice and target_voice:
            lock_for_claimants(voice.pk, target_voice.pk)
            _move_speaks_for(voice_journal, voice, target_voice)  # before the articles, which it judges
        elif voice:
            # Named like its outlet: readers would otherwise meet the name that goes.
            journal.change(Claimant, [voice.pk], outlet_id=target.pk, name=target.name)
            _keep_name_as_alias(journal, voice.pk, duplicate.name, target.name)
        copies = Article.objects.filter(outlet=duplicate, text_from=target)
        copies |= Article.objects.filter(outlet=target, text_from=duplicate)
        journal.change(Article, copies.values_list("pk", flat=True), text_from_id=None)  # its own text then
        with _note_open_claims(journal, duplicate, target):
            repoint(journal, Outlet, duplicate.pk, target.pk)
        voice_merge = None
        if voice and target_voice:
            voice_merge = _merge_claimants(voice_journal, voice, target_voice, by, now, reason)
            journal.notes += voice_merge.moved["notes"]
        journal.watch(Outlet, [duplicate.pk, target.pk])
        return _record_merge(journal, duplicate, target, by, now, reason, voice_merge=voice_merge)


@contextlib.contextmanager
def _open_journal(by, reason: str):
    """Open a journal, and put the reason for the changes into the history.

    Raises Refused without a reason.
    """
    if not reason.strip():
        raise Refused("Say why the two are the same.")
    with pghistory.context(reason=reason.strip(), user=by.pk), translate_refusals():
        yield Journal()


def _reload(duplicate: models.Model, target: models.Model) -> tuple:
    """Read both rows again, after they have been locked.

    Raises Refused if they are the same row, or if one does not exist.
    """
    rows = type(duplicate)._base_manager.in_bulk([duplicate.pk, target.pk])
    if duplicate.pk == target.pk or len(rows) < 2:
        raise Refused("Choose two that exist: nothing can be merged into itself.")
    return rows[duplicate.pk], rows[target.pk]


def _settle_pending_work(
    journal: Journal, duplicate: Claim, target: Claim, by, now: datetime.datetime
) -> None:
    """Settle what waits for a decision about `duplicate`."""
    doubles = ProbableDouble.objects.filter(outcome=DoubleOutcome.WAITING)
    for pair in doubles.filter(models.Q(claim=duplicate) | models.Q(other=duplicate)).order_by("pk"):
        if target.pk in (pair.claim_id, pair.other_id):
            settled = {"outcome": DoubleOutcome.MERGED, "settled_at": now, "settled_by_id": by.pk}
            journal.change(ProbableDouble, [pair.pk], **settled)
        else:
            journal.remove(ProbableDouble, pair.pk)
    for review in Review.objects.filter(claim=duplicate, outcome="").order_by("pk"):
        journal.remove(Review, review.pk)


def _retract_merged_claim(
    journal: Journal, duplicate: Claim, target: Claim, by, now: datetime.datetime, reason: str
) -> None:
    """Retract `duplicate`, which readers saw, and propose a correction of `target`."""
    journal.change(
        Claim,
        [duplicate.pk],
        state=State.RETRACTED,
        retracted_at=now,
        retracted_by_id=by.pk,
        retraction_reason="Merged into another claim that says the same.",
    )
    change = f"“{duplicate}” was merged into this claim, with its statements."
    journal.record_added(propose_correction(claim=target, change=change, reason=reason, by=by, now=now))


def _note_status_change(journal: Journal, target: Claim) -> None:
    old_status, new_status = Status(target.status).label, Claim.objects.get(pk=target.pk).get_status_display()
    if target.is_published and old_status != new_status:
        journal.note(f"“{target}”: {old_status}, then {new_status}.")


@contextlib.contextmanager
def _note_open_claims(journal: Journal, duplicate: Outlet, target: Outlet):
    """Let claims become open, if `target` speaks for a party, and note which do once articles have moved."""
    if not Claimant.objects.filter(outlet=target, speaks_for__isnull=False).exists():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('claims.may_be_open', 'on', true)")
    reported = Claim.objects.published().filter(statements__citations__article__outlet=duplicate)
    before = set(reported.exclude(status=Status.OPEN).values_list("pk", flat=True))
    yield
    opened = Claim.objects.filter(pk__in=before, status=Status.OPEN).order_by("pk")
    for claim in opened:
        journal.note(f"“{claim}” becomes open and stays published: no position on it counts any more.")


def _move_speaks_for(journal: Journal, duplicate: Claimant, target: Claimant) -> None:
    """Let `target` speak for whom `duplicate` does, unless it speaks for somebody already."""
    if duplicate.speaks_for_id and not target.speaks_for_id:
        target.speaks_for_id, target.speaks_for_source = duplicate.speaks_for_id, duplicate.speaks_for_source
        spoken_for = {"speaks_for_id": target.speaks_for_id, "speaks_for_source": target.speaks_for_source}
        journal.change(Claimant, [target.pk], **spoken_for)


def _merge_claimants(journal: Journal, duplicate: Claimant, target: Claimant, by, now, reason: str) -> Merge:
    mentions_duplicate = models.Q(statements__claimant=duplicate) | models.Q(statements__party=duplicate)
    mentions_duplicate |= models.Q(statements__citations__relayed_by=duplicate)
    claim_ids = set(Claim.objects.published().filter(mentions_duplicate).values_list("pk", flat=True))
    before = dict(Claim.objects.filter(pk__in=claim_ids).values_list("pk", "status"))
    if duplicate.wikidata_id and not target.wikidata_id:
        journal.change(Claimant, [duplicate.pk], wikidata_id="")
        journal.change(Claimant, [target.pk], wikidata_id=duplicate.wikidata_id)
    _move_speaks_for(journal, duplicate, target)
    former_names = Alias.objects.filter(claimant=duplicate, until__isnull=False)
    journal.change(Alias, former_names.values_list("pk", flat=True), until=None)  # never the target's name
    repoint(journal, Claimant, duplicate.pk, target.pk)
    _keep_name_as_alias(journal, target.pk, duplicate.name, target.name)
    journal.watch(Claimant, [duplicate.pk, target.pk])
    journal.watch_referring_rows(Citation, "statement_id", journal.touched["claims.statement"])
    for claim in Claim.objects.filter(pk__in=claim_ids).order_by("pk"):
        if claim.status != before[claim.pk]:
            old_status, new_status = Status(before[claim.pk]).label, claim.get_status_display()
            change = f"Status: {old_status}, now {new_status}, because “{duplicate}” and “{target}” are one."
            journal.note(f"“{claim}”: {old_status}, then {new_status}.")
            journal.record_added(
                propose_correction(claim=claim, change=change, reason=reason, by=by, now=now)
            )
    return _record_merge(journal, duplicate, target, by, now, reason)


def _keep_name_as_alias(journal: Journal, claimant: int, name: str, own_name: str) -> None:
    """Make `name` an alias, unless it is the claimant's own name or an alias already."""
    if name != own_name and not Alias.objects.filter(claimant=claimant, name=name).exists():
        journal.add(Alias, claimant_id=claimant, name=name)


def _watch_claims(journal: Journal, duplicate: Claim, target: Claim) -> None:
    """Watch both claims and what refers to them: changes there prevent an undo.

    Once another statement or relation is added, nobody can tell to which of the two it belongs.
    """
    claim_ids = [duplicate.pk, target.pk]
    journal.watch(Claim, claim_ids)
    for model, column in (
        (Statement, "claim_id"),
        (ClaimRelation, "claim_id"),
        (ClaimRelation, "other_id"),
        (FactCheck, "claim_id"),
        (Claim.topics.through, "claim_id"),
        (KeyClaim, "claim_id"),
    ):
        journal.watch_referring_rows(model, column, claim_ids)
    journal.watch_referring_rows(Citation, "statement_id", journal.touched["claims.statement"])


def _record_merge(
    journal, duplicate, target, by, now, reason: str, *, voice_merge: Merge | None = None
) -> Merge:
    noun = NOUNS[type(duplicate)]
    transaction.on_commit(start_following, robust=True)  # where an outlet speaks for a merged party
    return Merge.objects.create(
        **{f"{noun}_from": duplicate, f"{noun}_into": target},
        merged_at=now,
        merged_by=by,
        reason=reason.strip(),
        moved=journal.as_json() | {"together": [voice_merge.pk] if voice_merge else []},
    )
