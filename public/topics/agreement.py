"""Who agrees with whom, and who contradicts whom, on the claims of a topic.

Only the current positions of parties count here; outlets' own voices are left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from claims.models import Claimant
from claims.models.claim import CLAIMS_AROUND
from claims.topic_reporting import TopicReporting

PARTIES_COMPARED = 8
"""How many parties are compared, each with each other: the most active ones."""

PARTIES_NAMED = 20
"""How many parties are named as on record in a topic, the most active ones."""


@dataclass
class PartyPair:
    """Two parties: the ids of the claims on which they `agree` and `conflict`.

    A party whose own people disagree on a claim may do both there. `against`: of those on which they agree,
    what both deny or question, and do not both affirm.
    """

    agree: set[int] = field(default_factory=set)
    against: set[int] = field(default_factory=set)
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
        """The parties that share a claim with another one of the busiest."""
        shared: set[int] = set().union(*self.pairs)
        return [party for party, _number in self.parties[:PARTIES_COMPARED] if party.pk in shared]

    def list_pairs(self, relation: str) -> list[tuple[Claimant, Claimant, set[int]]]:
        """List the pairs that "agree" or "conflict" on claims, those with most claims first."""
        parties = {party.pk: party for party in self.compared_parties}
        pairs = [
            (*sorted((parties[pk] for pk in ids), key=lambda party: (party.name, party.pk)), found)
            for ids, pair in self.pairs.items()
            if (found := getattr(pair, relation))
        ]
        return sorted(pairs, key=lambda pair: (-len(pair[2]), pair[0].name, pair[1].name, pair[0].pk))

    def find_pair(self, party_id: int, other_id: int) -> PartyPair:
        return self.pairs.get(frozenset((party_id, other_id))) or PartyPair()


def compute_agreement(reporting: TopicReporting) -> Agreement:
    """Compute who agrees with whom on the first CLAIMS_AROUND of a topic's claims, by present positions."""
    claims: dict[int, set[int]] = defaultdict(set)
    for claim_id, party_id, _affirms, _contests in reporting.positions:
        claims[party_id].add(claim_id)
    parties = reporting.parties.values()
    ranked = sorted(parties, key=lambda party: (-len(claims[party.pk]), party.name, party.pk))
    compared = {party.pk for party in ranked[:PARTIES_COMPARED]}
    return Agreement(
        parties=[(party, len(claims[party.pk])) for party in ranked[:PARTIES_NAMED]],
        claims=claims,
        pairs=_compare_parties(row for row in reporting.positions if row[1] in compared),
        is_bounded=len(reporting.claims) > CLAIMS_AROUND,
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
                if not (affirms and other_affirms):
                    pair.against.add(claim_id)
            if (affirms and other_contests) or (contests and other_affirms):
                pair.conflict.add(claim_id)
    return {ids: pair for ids, pair in pairs.items() if pair.agree or pair.conflict}
