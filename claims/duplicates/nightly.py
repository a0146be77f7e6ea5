"""Nightly search for claims that are probably on the record twice, or contradict each other.

Who holds both claims of a pair tells more: one claimant may have repeated a position in other words, or
changed it (shared_positions.py). These are proposals for editors; readers see none of them.

Only new or reworded claims are compared with all the others; the database itself notes which ones those
are (claims/migrations/0010_finding.py). So a night's work does not grow with the record.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from claims.merges import exclude_merged
from claims.models import Claim, ClaimRelation, DoubleOutcome, PairKind, ProbableDouble, State
from claims.status import Standing, read_standings

from .likeness import CLOSE, Kind
from .negation import differ_in_polarity
from .shared_positions import classify_pair
from .similarity import ScoredClaim, is_close, score_claims

STILL_PROBABLE = 0.45
"""The score below which a listed pair leaves the list.

It is lower than likeness.CLOSE because scores differ a little from either side.
"""
LEAST_CONTRADICTION = 0.7
"""The score from which an opposite is listed. Less alike ones are mostly on another matter."""
MOST_PER_CLAIM = 5
"""The number of doubles of one claim that are listed at once.

Settling them makes room for others.
"""
AT_ONCE = 2000
"""How many claims one run compares by default. The rest wait for the next run."""
PAIRS_AT_ONCE = 500
MOST_RECLASSIFIED = 5000
"""How many waiting pairs are classified again each time: the most alike ones, which editors see first."""
PER_TRANSACTION = 10
"""The number of claims that one transaction compares.

Rewording one of them has to wait, about a second at most.
"""

TAKE = """
DELETE FROM claims_todouble WHERE claim_id IN (
    SELECT claim_id FROM claims_todouble ORDER BY claim_id DESC LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING claim_id
"""


def find_doubles(*, now: datetime.datetime, limit: int = AT_ONCE) -> int:
    """List the pairs of at most `limit` new or reworded claims with others.

    Pairs that an editor has settled are never listed again. Waiting pairs that are no longer alike, or
    are known to be different, leave the list; others become of another kind if positions on their claims
    have changed. It can be stopped and run again at any time, also in two processes at once. Returns the
    number of new pairs.
    """
    drop_obsolete_pairs()
    reclassify_pairs()
    new_pairs = 0
    while limit > 0:
        with transaction.atomic():
            claims = _take(min(limit, PER_TRANSACTION))
            new_pairs += sum(_compare(claim, now) for claim in claims.values())
        if not claims:
            break
        limit -= PER_TRANSACTION
    return new_pairs


def drop_obsolete_pairs() -> None:
    """Delete the waiting pairs that no longer need a decision.

    One of their claims was retracted or merged, or the two were related to each other.
    """
    pair = Q(claim=OuterRef("claim"), other=OuterRef("other"))
    pair |= Q(claim=OuterRef("other"), other=OuterRef("claim"))
    on_record = exclude_merged(Claim.objects.exclude(state=State.RETRACTED))
    waiting = ProbableDouble.objects.filter(outcome=DoubleOutcome.WAITING)
    waiting.filter(
        Exists(ClaimRelation.objects.filter(pair))
        | ~Exists(on_record.filter(pk=OuterRef("claim")))
        | ~Exists(on_record.filter(pk=OuterRef("other")))
    ).delete()


def reclassify_pairs() -> None:
    """Store what waiting pairs may be by the positions that are now on their claims.

    Queries: 1 for all of them, 1 for every PAIRS_AT_ONCE, and 1 for each that becomes of another kind.
    """
    waiting = ProbableDouble.objects.filter(outcome=DoubleOutcome.WAITING).select_related("claim", "other")
    pairs = list(
        waiting.only("kind", "claim__text", "other__text").order_by("-score", "pk")[:MOST_RECLASSIFIED]
    )
    for batch in (pairs[start : start + PAIRS_AT_ONCE] for start in range(0, len(pairs), PAIRS_AT_ONCE)):
        standings = _read_positions(pk for pair in batch for pk in (pair.claim_id, pair.other_id))
        for pair in batch:
            is_opposite = pair.kind == PairKind.CONTRADICTION
            if pair.kind == PairKind.CHANGE:
                is_opposite = differ_in_polarity(pair.claim.text, pair.other.text)
            kind = classify_pair(is_opposite, standings[pair.claim_id], standings[pair.other_id])
            if kind != pair.kind:
                waiting.filter(pk=pair.pk).update(kind=kind)


def count_waiting_claims() -> int:
    """Count the new or reworded claims that have not been compared yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_todouble")
        return cursor.fetchone()[0]


def _take(number: int) -> dict[int, Claim | None]:
    """Take the next claims to compare, by id.

    The value is None for a claim that is not on the record any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [number])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = exclude_merged(Claim.objects.exclude(state=State.RETRACTED)).defer("search").in_bulk(ids)
    return {pk: rows.get(pk) for pk in ids}


def _compare(claim: Claim | None, now: datetime.datetime) -> int:
    """List the pairs of `claim`, and return the number of new ones."""
    if claim is None:
        return 0
    waiting, different = _read_pairs(claim)
    most = MOST_PER_CLAIM + len(different) + len(waiting)
    [scored] = score_claims([claim.text], limit=most, exclude=claim)
    probable = {row.pk: row for row in scored if _is_probable(row) and row.pk not in different}
    listed = {row.pk for row in scored if row.score >= STILL_PROBABLE and not row.difference}
    obsolete = [pair for pk, pair in waiting.items() if pk not in listed]
    ProbableDouble.objects.filter(pk__in=obsolete).delete()
    standings = _read_positions([claim.pk, *probable])
    rows = [
        ProbableDouble(
            claim_id=min(pk, claim.pk),
            other_id=max(pk, claim.pk),
            score=row.score,
            kind=classify_pair(row.kind == Kind.OPPOSITE, standings[claim.pk], standings[pk]),
            found_at=now,
        )
        for pk, row in probable.items()
    ]
    ProbableDouble.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["claim", "other"],
        update_fields=["score", "kind"],
    )
    return len(probable.keys() - waiting.keys())


def _read_positions(claim_ids: Iterable[int]) -> defaultdict[int, list[Standing]]:
    return defaultdict(list, read_standings(set(claim_ids), drafts=True))


def _is_probable(row: ScoredClaim) -> bool:
    return is_close(row, LEAST_CONTRADICTION if row.kind == Kind.OPPOSITE else CLOSE)


def _read_pairs(claim: Claim) -> tuple[dict[int, int], set[int]]:
    """Read the waiting pairs of `claim`, and the claims that are different from it.

    The pairs are ids by the id of the other claim. Claims are different if an editor has settled their
    pair, or if their relation to `claim` is recorded.
    """
    waiting, different = {}, set()
    pairs = ProbableDouble.objects.filter(Q(claim=claim) | Q(other=claim))
    for pk, first, second, outcome in pairs.values_list("pk", "claim_id", "other_id", "outcome"):
        partner = second if first == claim.pk else first
        if outcome == DoubleOutcome.WAITING:
            waiting[partner] = pk
        else:
            different.add(partner)
    related = ClaimRelation.objects.filter(Q(claim=claim) | Q(other=claim))
    for pair in related.values_list("claim_id", "other_id"):
        different.update(pair)
    return waiting, different - {claim.pk}
