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

MAIN_PARTIES = 2
"""How many of the most active parties are a topic's main ones: what they share is told first."""

PARTIES_NAMED = 20
"""How many parties are named as on record in a topic, the most active ones."""


@dataclass
class PartyPair:
    """Two parties: the ids of the claims on which they `agree` and `conflict`.

    A party whose own people disagree on a claim may do both there.
    """

    agree: set[int] = field(default_factory=set)
    conflict: set[int] = field(default_factory=set)


@dataclass
class PartyGroup:
    """The ids of the claims on which these parties agree, and no other compared one with them.

    `against`: of these, what they deny or question, and do not affirm together.
    """

    agree: set[int] = field(default_factory=set)
    against: set[int] = field(default_factory=set)


@dataclass
class Agreement:
    """The parties of a set of claims, and how far each two of them agree.

    `parties`: those on record, the most active first, each with its number of claims. `claims`: by party id,
    the ids of the claims on which it is on record. `pairs`: by the ids of two parties; `groups`: by those of
    all that agree. `is_bounded`: only the newest claims were looked at. `left_out`: how many parties are
    not named.
    """

    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    claims: dict[int, set[int]] = field(default_factory=dict)
    pairs: dict[frozenset[int], PartyPair] = field(default_factory=dict)
    groups: dict[frozenset[int], PartyGroup] = field(default_factory=dict)
    is_bounded: bool = False
    left_out: int = 0

    @property
    def compared_parties(self) -> list[Claimant]:
        """The parties that share a claim with another one of the busiest."""
        shared: set[int] = set().union(*self.pairs)
        return [party for party, _number in self.parties[:PARTIES_COMPARED] if party.pk in shared]

    def list_conflicts(self) -> list[tuple[list[Claimant], set[int]]]:
        """List the pairs that contradict each other, each with the claims, as `_order_by_parties` says."""
        return self._order_by_parties(
            {ids: pair.conflict for ids, pair in self.pairs.items() if pair.conflict}
        )

    def list_agreements(self) -> list[tuple[list[Claimant], set[int]]]:
        """List the parties that agree, each claim once, in the order that `_order_by_parties` says.

        With the two main parties all on which they agree, whoever else does; then with all who agree.
        """
        main = frozenset(party.pk for party, _claims in self.parties[:MAIN_PARTIES])
        claims: dict[frozenset[int], set[int]] = defaultdict(set)
        for ids, group in self.groups.items():
            claims[main if main <= ids else ids] |= group.agree
        return self._order_by_parties(claims)

    def find_groups(self, parties: list[Claimant], claim_id: int) -> list[frozenset[int]]:
        """Find the groups in which these parties agree on a claim: two only where both are divided."""
        ids = {party.pk for party in parties}
        return [group for group, shared in self.groups.items() if ids <= group and claim_id in shared.agree]

    def list_others(self, parties: list[Claimant], groups: Iterable[frozenset[int]]) -> list[Claimant]:
        """List the parties of these groups besides `parties`, the most active first."""
        others = {pk for group in groups for pk in group} - {party.pk for party in parties}
        return [party for party, _claims in self.parties if party.pk in others]

    def _order_by_parties(
        self, claims: dict[frozenset[int], set[int]]
    ) -> list[tuple[list[Claimant], set[int]]]:
        """Order what is told of parties together: of the two main parties first, then where most claims are.

        The main parties are those with most claims. Each list of parties begins with the main ones too.
        """
        place = {party.pk: number for number, (party, _claims) in enumerate(self.parties)}
        parties = {party.pk: party for party, _claims in self.parties}

        def rank(ids: frozenset[int]) -> tuple:
            places = sorted(place[pk] for pk in ids)
            return places[:MAIN_PARTIES] != list(range(MAIN_PARTIES)), -len(claims[ids]), places

        ranked = sorted(claims, key=rank)
        return [([parties[pk] for pk in sorted(ids, key=place.__getitem__)], claims[ids]) for ids in ranked]

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
    pairs, groups = _compare_parties(row for row in reporting.positions if row[1] in compared)
    return Agreement(
        parties=[(party, len(claims[party.pk])) for party in ranked[:PARTIES_NAMED]],
        claims=claims,
        pairs=pairs,
        groups=groups,
        is_bounded=len(reporting.claims) > CLAIMS_AROUND,
        left_out=max(len(ranked) - PARTIES_NAMED, 0),
    )


def _compare_parties(
    rows: Iterable[tuple[int, int, bool, bool]],
) -> tuple[dict[frozenset[int], PartyPair], dict[frozenset[int], PartyGroup]]:
    by_claim = defaultdict(list)
    for claim_id, party_id, affirms, contests in rows:
        by_claim[claim_id].append((party_id, affirms, contests))
    pairs: dict[frozenset[int], PartyPair] = defaultdict(PartyPair)
    groups: dict[frozenset[int], PartyGroup] = defaultdict(PartyGroup)
    for claim_id, positions in by_claim.items():
        affirming = frozenset(party for party, affirms, _contests in positions if affirms)
        contesting = frozenset(party for party, _affirms, contests in positions if contests)
        for together in {affirming, contesting}:
            if len(together) > 1:
                groups[together].agree.add(claim_id)
                groups[together].against.update([claim_id] if together != affirming else [])
        for (party, affirms, contests), (other, other_affirms, other_contests) in combinations(positions, 2):
            pair = pairs[frozenset((party, other))]
            if (affirms and other_affirms) or (contests and other_contests):
                pair.agree.add(claim_id)
            if (affirms and other_contests) or (contests and other_affirms):
                pair.conflict.add(claim_id)
    return {ids: pair for ids, pair in pairs.items() if pair.agree or pair.conflict}, groups
