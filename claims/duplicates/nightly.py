"""Claims that are probably on the record twice, found by night.

Only claims that are new or reworded are compared with all the others; which ones those are the database
notes itself (claims/migrations/0010_finding.py). So a night's work does not grow with the record.
"""

import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from claims.merges import exclude_merged
from claims.models import Claim, ClaimRelation, DoubleOutcome, ProbableDouble, State

from .negation import are_opposites
from .similarity import score_claims

PROBABLE = 0.6
"""The score (see claims/duplicates/similarity.py) from which on two claims are listed."""
STILL_PROBABLE = 0.45
"""Below this a listed pair leaves the list. A likeness differs a little from either side."""
MOST_PER_CLAIM = 5
"""How many doubles of one claim are listed at once. Settling them makes room for others."""
AT_ONCE = 2000
"""How many claims one run compares, unless told otherwise. The rest wait for the next run."""
PER_TRANSACTION = 10
"""Who rewords one of these claims waits until they are done: about a second at most."""

TAKE = """
DELETE FROM claims_todouble WHERE claim_id IN (
    SELECT claim_id FROM claims_todouble ORDER BY claim_id DESC LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING claim_id
"""


def find_doubles(*, now: datetime.datetime, limit: int = AT_ONCE) -> int:
    """List probable doubles of at most `limit` new or reworded claims; how many pairs are new.

    Pairs that somebody has settled are never listed again. Pairs that wait and are no longer alike, or
    are known to be different, leave the list. Can be stopped and run again at any time, also twice at once.
    """
    drop_obsolete_pairs()
    found = 0
    while limit > 0:
        with transaction.atomic():
            claims = _take(min(limit, PER_TRANSACTION))
            found += sum(_compare(claim, now) for claim in claims.values())
        if not claims:
            break
        limit -= PER_TRANSACTION
    return found


def drop_obsolete_pairs() -> None:
    """Waiting pairs of which one was retracted or merged, or that were related to each other, go."""
    pair = Q(claim=OuterRef("claim"), other=OuterRef("other"))
    pair |= Q(claim=OuterRef("other"), other=OuterRef("claim"))
    on_record = exclude_merged(Claim.objects.exclude(state=State.RETRACTED))
    waiting = ProbableDouble.objects.filter(outcome=DoubleOutcome.WAITING)
    waiting.filter(
        Exists(ClaimRelation.objects.filter(pair))
        | ~Exists(on_record.filter(pk=OuterRef("claim")))
        | ~Exists(on_record.filter(pk=OuterRef("other")))
    ).delete()


def count_waiting_claims() -> int:
    """How many new or reworded claims have not been compared yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_todouble")
        return cursor.fetchone()[0]


def _take(number: int) -> dict[int, Claim | None]:
    """The next claims to compare, by id; None for one that is not on the record any more."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [number])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = exclude_merged(Claim.objects.exclude(state=State.RETRACTED)).defer("search").in_bulk(ids)
    return {pk: rows.get(pk) for pk in ids}


def _compare(claim: Claim | None, now: datetime.datetime) -> int:
    """List what is probably the same as `claim`; how many pairs are new."""
    if claim is None:
        return 0
    waiting, out_of_question = _read_pairs(claim)
    most = MOST_PER_CLAIM + len(out_of_question) + len(waiting)
    alike = dict(score_claims(claim.text, limit=most, exclude=claim))
    gone = [pair for pk, pair in waiting.items() if alike.get(pk, 0) < STILL_PROBABLE]
    ProbableDouble.objects.filter(pk__in=gone).delete()
    probable = {pk: score for pk, score in alike.items() if score >= PROBABLE and pk not in out_of_question}
    rows = [
        ProbableDouble(
            claim_id=min(pk, claim.pk),
            other_id=max(pk, claim.pk),
            score=probable[pk],
            opposite=are_opposites(claim.text, text),
            found_at=now,
        )
        for pk, text in Claim.objects.filter(pk__in=probable).values_list("pk", "text")
    ]
    ProbableDouble.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["claim", "other"],
        update_fields=["score", "opposite"],
    )
    return len(probable.keys() - waiting.keys())


def _read_pairs(claim: Claim) -> tuple[dict[int, int], set[int]]:
    """The pairs with `claim` that wait, by the other claim; and the claims known to be no double of it,
    because somebody has settled that or recorded how the two differ."""
    waiting, out_of_question = {}, set()
    for pk, one, other, outcome in ProbableDouble.objects.filter(Q(claim=claim) | Q(other=claim)).values_list(
        "pk", "claim_id", "other_id", "outcome"
    ):
        partner = other if one == claim.pk else one
        if outcome == DoubleOutcome.WAITING:
            waiting[partner] = pk
        else:
            out_of_question.add(partner)
    related = ClaimRelation.objects.filter(Q(claim=claim) | Q(other=claim))
    for pair in related.values_list("claim_id", "other_id"):
        out_of_question.update(pair)
    return waiting, out_of_question - {claim.pk}
