"""Claimants by the beginning of a name, a surname or a printed spelling."""

LAST_LETTER = "\U0010fffd"
"""Sorts after every letter: where the names that begin with some words end."""

MATCHES = """
    (SELECT k.id FROM claims_claimant k
     WHERE claims_folded_name(k.name) BETWEEN q.folded AND q.beyond LIMIT {limit})
    UNION
    (SELECT k.id FROM claims_claimant k
     WHERE k.kind = 'person' AND claims_last_name(k.name) BETWEEN q.folded AND q.beyond LIMIT {limit})
    UNION
    (SELECT a.claimant_id FROM claims_alias a
     WHERE claims_folded_name(a.name) BETWEEN q.folded AND q.beyond LIMIT {limit})
"""


def build_matches_sql(limit: int) -> str:
    """Return SQL for ids of claimants named from `q.folded` to `q.beyond`.

    Each part goes through its own index, and stops at `limit`.
    """
    return MATCHES.format(limit=limit)
