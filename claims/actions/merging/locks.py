"""Locks of a merge: no row joins the one that goes, and two merges do not cross.

Everybody locks in this order: articles and outlets, aliases, claimants, claims, statements, citations; of
each in order of id. See claims/actions/locks.py.
"""

from collections.abc import Iterable

from django.db import connection

from claims.actions.locks import lock_claims
from core.errors import Refused

MOST_MOVED = 20_000
"""The number of rows that one merge moves at most.

A merge is one transaction, and others wait for it.
"""

ALIASES = "SELECT id FROM claims_alias WHERE claimant_id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
CLAIMANTS = "SELECT id FROM claims_claimant WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
CLAIMS = """
SELECT id FROM claims_claim WHERE id IN (
    SELECT claim_id FROM claims_statement WHERE claimant_id = ANY (%(ids)s) OR party_id = ANY (%(ids)s)
    UNION
    SELECT s.claim_id FROM claims_citation c JOIN claims_statement s ON s.id = c.statement_id
    WHERE c.relayed_by_id = ANY (%(ids)s) OR c.relayed_for_id = ANY (%(ids)s)
) ORDER BY id FOR NO KEY UPDATE
"""
STATEMENTS = """
SELECT id FROM claims_statement WHERE id IN (
    SELECT id FROM claims_statement WHERE claimant_id = ANY (%(ids)s) OR party_id = ANY (%(ids)s)
    UNION
    SELECT statement_id FROM claims_citation
    WHERE relayed_by_id = ANY (%(ids)s) OR relayed_for_id = ANY (%(ids)s)
) ORDER BY id FOR UPDATE
"""
CITATIONS = """
SELECT id FROM claims_citation
WHERE relayed_by_id = ANY (%(ids)s) OR relayed_for_id = ANY (%(ids)s) ORDER BY id FOR UPDATE
"""
ON_CLAIMS = "SELECT id FROM claims_statement WHERE claim_id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
ARTICLES = """
SELECT id FROM sources_article
WHERE outlet_id = ANY (%(ids)s) OR text_from_id = ANY (%(ids)s) ORDER BY id FOR UPDATE
"""
OUTLETS = "SELECT id FROM sources_outlet WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
TOO_MANY = (
    "More than {:,} rows hang on these two: too many to move while others wait. "
    "Merge the other way round, if less hangs on that one."
)


def lock_for_claims(*ids: int) -> None:
    """Lock both claims and their statements, and keep the claimants and parties of these."""
    lock_claims(ids)
    _lock(ON_CLAIMS, ids)


def lock_for_claimants(*ids: int) -> None:
    """Lock both claimants, their statements and relayed citations, and the claims."""
    _lock(ALIASES, ids)  # a deletion of one locks it first, and then its claimant
    for query in (CLAIMANTS, CLAIMS, STATEMENTS, CITATIONS):
        _lock(query, ids)


def lock_for_outlets(*ids: int) -> None:
    """Lock both outlets and their articles."""
    _lock(ARTICLES, ids)
    _lock(OUTLETS, ids)


def _lock(query: str, ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": sorted(ids)})
        rows = cursor.fetchall()
    if len(rows) > MOST_MOVED:
        raise Refused(TOO_MANY.format(MOST_MOVED))
