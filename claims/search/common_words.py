"""The list of common words, whose pairs lead to phrases, and its renewal.

A phrase of two common words is hard to find: the index knows that 80,000 claims have both, not in which they
stand side by side. So each claim keeps the pairs of neighbouring common words (WordPairs). Which words are
common changes as the record grows. A new version of the list is begun, from then on pairs are written for
the words of both versions, all claims are gone through, and only then do searches use it: no phrase is missed
meanwhile.
"""

import logging
import time

from django.db import connection
from django.utils import timezone

from claims.models import ClaimSearch, CommonWords

COMMON = 0.01
"""The share of claims that have a common word."""
MISSED = 2 * COMMON
"""The share of claims with a word that is not on the list, from which a new list is worth its cost."""
LEAST_CLAIMS = 10_000
"""In a record with fewer claims every phrase is found at once."""
SAMPLE = 50_000
"""Claims that are looked at, about."""
PATIENCE = 60
"""Seconds to wait for transactions that may not know the new list."""
WAITING = (
    "The new list of common words is not in use yet: a transaction that began before it, perhaps a backup,"
    " has not ended. The next renewal goes on."
)
logger = logging.getLogger(__name__)

COUNT_WORDS = """
SELECT word, ndoc
FROM ts_stat(format('SELECT words FROM claims_claimsearch WHERE mod(claim_id, %%s) = 0', %s::int))
ORDER BY word
"""
COUNT_SAMPLE = "SELECT count(*) FROM claims_claimsearch WHERE mod(claim_id, %s) = 0"
# Who writes pairs has read the list before, and keeps its lock to the end of the transaction.
READERS = """
SELECT array_agg(DISTINCT virtualtransaction) FROM pg_locks
WHERE relation = 'claims_commonwords'::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
FILL = "SELECT claims_fill_pairs(%s)"
# Of claims that were written meanwhile by a transaction that did not see the list.
FILL_REST = """
SELECT claims_refresh_pairs(ARRAY(
    SELECT c.id FROM claims_claim c WHERE c.id IN (
        SELECT s.claim_id FROM claims_claimsearch s LEFT JOIN claims_wordpairs p USING (claim_id)
        WHERE COALESCE(p.version, 0) < %s)
    ORDER BY c.id FOR NO KEY UPDATE))
"""


def renew_common_words() -> bool:
    """Renew the list of common words, if that helps, and every claim's pairs.

    Takes minutes for a million claims, each thousand of them in its own transaction; after an interruption
    it begins again with the same list. Not to be called in a transaction.

    Returns whether there is a new list in use. False as well, with a warning in the log, if another
    transaction lasted so long that the list could not be used yet: the next call goes on. Any transaction
    counts that has locked the old list, if only to read it: a backup, too.
    """
    version = CommonWords.objects.filter(activated_at=None).order_by("pk").last() or _begin_version()
    if version is None:
        return False
    readers = set(_ask(READERS) or ())
    after: int | None = 0
    while after is not None:
        after = _ask(FILL, after)
    if not _wait_for_transactions(readers):
        logger.warning(WAITING)
        return False
    _ask(FILL_REST, version.pk)
    version.activated_at = timezone.now()
    version.save(update_fields=["activated_at"])
    return True


def _begin_version() -> CommonWords | None:
    claims = ClaimSearch.objects.count()
    if claims < LEAST_CLAIMS:
        return None
    step = max(1, claims // SAMPLE)
    sampled = _ask(COUNT_SAMPLE, step)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS, [step])
        shares = {word: number / sampled for word, number in cursor.fetchall()}
    active = CommonWords.objects.exclude(activated_at=None).order_by("pk").last()
    known = set(active.words) if active else set()
    if active and not any(share > MISSED for word, share in shares.items() if word not in known):
        return None
    # No search can be under way any more that was parsed with an older list than the active one.
    CommonWords.objects.exclude(pk=active.pk if active else 0).delete()
    return CommonWords.objects.create(words=[word for word, share in shares.items() if share > COMMON])


def _wait_for_transactions(waited_for: set[str]) -> bool:
    """Wait until all these transactions have ended; False if one goes on."""
    patience = time.monotonic() + PATIENCE
    while (is_waiting := waited_for & set(_ask(READERS) or ())) and time.monotonic() < patience:
        time.sleep(1)
    return not is_waiting


def _ask(sql: str, *params: int):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        [(answer,)] = cursor.fetchall()
        return answer
