"""Locks of a merge: no row joins the one that goes, and two merges do not cross.

Everybody locks in this order: articles and outlets, citations, statements, aliases, claimants, claims;
each in order of id. See claims/migrations/0004_status_rule.py.
"""

from collections.abc import Iterable

from django.db import connection

from core.errors import Refused

MOST_MOVED = 20_000
"""The number of rows that one merge moves at most.

A merge is one transaction, and others wait for it.
"""

CITATIONS = """
SELECT id, statement_id FROM claims_citation
WHERE relayed_by_id = ANY (%(ids)s) OR relayed_for_id = ANY (%(ids)s) ORDER BY id FOR UPDATE
"""
STATEMENTS = """
SELECT id, claim_id FROM claims_statement
WHERE claimant_id = ANY (%(ids)s) OR party_id = ANY (%(ids)s) OR id = ANY (%(more)s) ORDER BY id FOR UPDATE
"""
ON_CLAIMS = """
SELECT claimant_id, party_id FROM claims_statement WHERE claim_id = ANY (%(ids)s) ORDER BY id FOR UPDATE
"""
ALIASES = "SELECT id FROM claims_alias WHERE claimant_id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
CLAIMANTS = "SELECT id FROM claims_claimant WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
CLAIMANTS_STAY = "SELECT id FROM claims_claimant WHERE id = ANY (%(ids)s) ORDER BY id FOR KEY SHARE"
CLAIMS = "SELECT id FROM claims_claim WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE"
CLAIMS_STAY = "SELECT id FROM claims_claim WHERE id = ANY (%(ids)s) ORDER BY id FOR NO KEY UPDATE"
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
    """Lock both claims, their statements, and the claimants and parties of these."""
    claimants = _lock(ON_CLAIMS, ids)
    _lock(CLAIMANTS_STAY, {pk for row in claimants for pk in row})
    _lock(CLAIMS, ids)


def lock_for_claimants(*ids: int) -> None:
    """Lock both claimants, their statements and relayed citations, and the claims."""
    relayed = _lock(CITATIONS, ids)
    statements = _lock(STATEMENTS, ids, more=[statement for _, statement in relayed])
    _lock(ALIASES, ids)  # a deletion of one locks it first, and then its claimant
    _lock(CLAIMANTS, ids)
    _lock(CLAIMS_STAY, {claim for _, claim in statements})


def lock_for_outlets(*ids: int) -> None:
    """Lock both outlets and their articles."""
    _lock(ARTICLES, ids)
    _lock(OUTLETS, ids)


def _lock(query: str, ids: Iterable[int], more: Iterable[int] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": sorted(ids), "more": sorted(more)})
        rows = cursor.fetchall()
    if len(rows) > MOST_MOVED:
        raise Refused(TOO_MANY.format(MOST_MOVED))
    return rows
