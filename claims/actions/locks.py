"""Locks, in the one order in which everybody takes them: claimants, claims, statements, citations.

Of each in order of id. Why, and who else locks: *Locks* in docs/architecture.md.
"""

from collections.abc import Iterable

from django.db import connection

HOLD_CLAIMANTS = """
SELECT FROM claims_claimant WHERE id IN (
    SELECT claimant_id FROM claims_statement WHERE claim_id = ANY (%(claims)s)
    UNION SELECT party_id FROM claims_statement WHERE claim_id = ANY (%(claims)s)
) ORDER BY id FOR KEY SHARE
"""
LOCK_CLAIMS = "SELECT FROM claims_claim WHERE id = ANY (%(claims)s) ORDER BY id FOR UPDATE"


def hold_claimants(claims: Iterable[int]) -> None:
    """Keep the claimants and parties of these claims from being merged, until the transaction ends.

    Others may hold them too, and add to them. It comes before a lock of the claims themselves. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD_CLAIMANTS, {"claims": list(claims)})


def lock_claims(claims: Iterable[int]) -> None:
    """Lock these claims until the transaction ends, after their claimants. Queries: 2."""
    claims = list(claims)
    hold_claimants(claims)
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CLAIMS, {"claims": claims})
