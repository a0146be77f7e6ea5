"""Who agrees with whom, and who contradicts whom, on the claims of a topic.

Only the current positions of parties count here; outlets' own voices are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from django.db import connection

from claims.models import Claimant
from claims.models.claim import CLAIMS_AROUND

PARTIES_COMPARED = 8
"""How many parties the table has room for: the most active ones."""

PARTIES_NAMED = 20
"""How many parties are named as on record in a topic, the most active ones."""

# One claim at a time, as on a claim's own page; claims/topic_reporting.py says why.
POSITIONS_SQL = """
SELECT held.*, p.name, p.sentence_name
FROM (SELECT s.claim_id, s.party_id,
             bool_or(s.standing = 'current' AND s.stance = 'affirms'),
             bool_or(s.standing = 'current' AND s.stance IN ('denies', 'questions'))
      FROM unnest(%s::bigint[]) AS wanted (id)
      CROSS JOIN LATERAL claims_standings(ARRAY[wanted.id], %s) s
      WHERE NOT s.is_outlet
      GROUP BY s.claim_id, s.party_id) held
JOIN claims_claimant p ON p.id = held.party_id
"""


@dataclass
class PartyPair:
    """Two parties: the ids of the claims on which they `agree` and `conflict`.

    A party whose own people disagree on a claim may do both there.
    """

    agree: set[int] = field(default_factory=set)
    conflict: set[int] = field(default_factory=set)


@dataclass
class Agreement:
    """The parties of a set of claims, and how far each two of them agree.

    `parties`: those on record, the most active first, each with its number of claims. `claims`: by party id,
    the ids of the claims on which it is on record. `pairs`: by the ids of two parties. `is_bounded`: only
    the newest claims were looked at. `left_out`: how many parties are not named.
    """

    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    claims: dict[int, set[int]] = field(default_factory=dict)
    pairs: dict[frozenset[int], PartyPair] = field(default_factory=dict)
    is_bounded: bool = False
    left_out: int = 0

    @property
    def compared_parties(self) -> list[Claimant]:
        """The parties of the table: those who share a claim with another one of it."""
        busiest = [party for party, _number in self.parties][:PARTIES_COMPARED]
        shared: set[int] = set().union(
            *(ids for ids, pair in self.pairs.items() if pair.agree or pair.conflict)
        )
        return [party for party in busiest if party.pk in shared]

    def build_table(self) -> list[tuple[Claimant, list[tuple[Claimant, PartyPair | None]]]]:
        """Build the table: each party with every other one, None where a party would meet itself."""
        compared = self.compared_parties
        return [
            (row, [(party, self.find_pair(row.pk, party.pk) if row != party else None) for party in compared])
            for row in compared
        ]

    def find_pair(self, party_id: int, other_id: int) -> PartyPair:
        return self.pairs.get(frozenset((party_id, other_id))) or PartyPair()


def compute_agreement(claim_ids: Sequence[int], *, as_of: date | None = None) -> Agreement:
    """Compute who agrees with whom on the first CLAIMS_AROUND of these claims.

    The positions are those that counted at the end of the day `as_of`, or count now. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(POSITIONS_SQL, [list(claim_ids[:CLAIMS_AROUND]), as_of])
        rows = cursor.fetchall()
    claims: dict[int, set[int]] = defaultdict(set)
    parties: dict[int, Claimant] = {}
    for claim_id, party_id, _affirms, _contests, name, sentence_name in rows:
        claims[party_id].add(claim_id)
        if party_id not in parties:
            parties[party_id] = Claimant(pk=party_id, name=name, sentence_name=sentence_name)
    ranked = sorted(parties.values(), key=lambda party: (-len(claims[party.pk]), party.name, party.pk))
    compared = {party.pk for party in ranked[:PARTIES_COMPARED]}
    return Agreement(
        parties=[(party, len(claims[party.pk])) for party in ranked[:PARTIES_NAMED]],
        claims=claims,
        pairs=_compare_parties(row[:4] for row in rows if row[1] in compared),
        is_bounded=len(claim_ids) > CLAIMS_AROUND,
        left_out=max(len(ranked) - PARTIES_NAMED, 0),
    )


def _compare_parties(rows: Iterable[tuple[int, int, bool, bool]]) -> dict[frozenset[int], PartyPair]:
    by_claim = defaultdict(list)
    for claim_id, party_id, affirms, contests in rows:
        by_claim[claim_id].append((party_id, affirms, contests))
    pairs: dict[frozenset[int], PartyPair] = defaultdict(PartyPair)
    for claim_id, positions in by_claim.items():
        for (party, affirms, contests), (other, other_affirms, other_contests) in combinations(positions, 2):
            pair = pairs[frozenset((party, other))]
            if (affirms and other_affirms) or (contests and other_contests):
                pair.agree.add(claim_id)
            if (affirms and other_contests) or (contests and other_affirms):
                pair.conflict.add(claim_id)
    return dict(pairs)
