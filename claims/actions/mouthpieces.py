"""What follows once an outlet speaks for a party, for another one, or for none any more.

What its articles paraphrase of other parties counts or does not. PostgreSQL asks for that to be worked out
(claims/migrations/0059_mouthpiece_rule.py); here it is done, some of its citations in each transaction.
"""

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.models import Citation, Claimant, MouthpieceWork

CITATIONS_AT_ONCE = 500
"""How many citations are followed in one transaction; an outlet with no more needs no worker."""

CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true)
"""


def start_following() -> None:
    """Follow outlets with few citations now, and queue the job for what is left.

    To be called after the commit of what may have made it necessary.
    """
    is_left = False
    for work in MouthpieceWork.objects.order_by("pk"):
        is_left |= _count_citations(work) > CITATIONS_AT_ONCE or not _follow_few(work.pk)
    if is_left:
        _queue_job()


def _count_citations(work: MouthpieceWork) -> int:
    """Return how many there are in all, counted again where none had come when the work was asked for."""
    if not work.total:
        work.total = Citation.objects.filter(article__outlet=work.pk).count()
        MouthpieceWork.objects.filter(pk=work.pk, total=0).update(total=work.total)
    return work.total


def _follow_few(outlet_id: int) -> bool:
    """Follow one part, and say whether that was all; somebody else may be writing to the same claims."""
    try:
        return not follow_outlet(outlet_id, parts=2)  # the second finds that nothing is left
    except OperationalError:
        return False


def _queue_job() -> None:
    job = app.configure_task("follow_mouthpieces", queueing_lock="follow_mouthpieces", allow_unknown=False)
    try:
        with transaction.atomic():
            job.defer(timestamp=int(timezone.now().timestamp()))
    except AlreadyEnqueued:
        pass  # it does all the work that it finds


def follow_mouthpieces() -> None:
    """Do all the work that waits.

    Raises OperationalError, once the others are done, if an outlet's claims were locked for too long.
    """
    trouble = None
    for work in MouthpieceWork.objects.order_by("pk"):
        _count_citations(work)
        try:
            follow_outlet(work.pk)
        except OperationalError as error:
            trouble = error
    if trouble:
        raise trouble


def follow_outlet(outlet_id: int, parts: int | None = None) -> bool:
    """Work out the claims for which the articles of an outlet are cited, some at a time.

    `parts`: how many times at most. Says whether any may be left.
    """
    voice = Claimant.objects.filter(outlet=outlet_id).select_related("speaks_for").first()
    is_left, done = True, 0
    while is_left and done != parts:
        done += 1
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CONTEXT, [explain_mouthpiece(voice)])
            cursor.execute("SELECT claims_follow_mouthpiece(%s, %s)", [outlet_id, CITATIONS_AT_ONCE])
            [is_left] = cursor.fetchone()
    return is_left


def explain_mouthpiece(voice: Claimant | None) -> str:
    """Give readers of a claim's history the reason, in the record's language."""
    if voice and voice.speaks_for:
        party = voice.speaks_for.in_sentence
        return f"{voice} speaks for {party}: what it paraphrases of other parties is second-hand."
    return f"{voice or 'An outlet'} speaks for no party: what it paraphrases counts."


def describe_work(outlet_id: int | None) -> str:
    """Say how far the work for an outlet is; "" where none waits. Queries: 1."""
    work = MouthpieceWork.objects.filter(pk=outlet_id).first()
    if work is None or not work.total:
        return ""
    # Citations that came meanwhile are gone through as well.
    done = f"{min(work.done, work.total):,} of {work.total:,} citations of this outlet are done"
    return f"Statuses are being worked out anew: {done}."
