"""What it may mean that one claimant holds both of two claims that are alike, or opposite.

Somebody who affirms one and denies the other, or affirms two opposites, may have changed position. Somebody
who holds the same on two alike ones may have repeated it in other words, and they may be one claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.as_of import last_day
from claims.models import PairKind, Stance
from claims.status import Standing

HELD = {Stance.AFFIRMS, Stance.DENIES}
"""The stances that say yes or no."""


@dataclass(frozen=True)
class SharedPosition:
    """Two statements of one claimant, or for one party, on two claims."""

    first: Standing
    second: Standing

    @property
    def has_one_speaker(self) -> bool:
        return self.first.claimant_id == self.second.claimant_id

    @property
    def is_of_one_day(self) -> bool:
        """Whether both may have been said on one day; "by that day" stands for that day."""
        first, second = self.first, self.second
        ends = last_day(first.said_on, first.precision), last_day(second.said_on, second.precision)
        return first.said_on <= ends[1] and second.said_on <= ends[0]

    @property
    def stances(self) -> tuple[str, str]:
        return self.first.stance, self.second.stance

    def is_change(self, is_opposite: bool) -> bool:
        """Whether the position may have changed in between; `is_opposite`: one claim denies the other."""
        both_affirmed = self.stances == (Stance.AFFIRMS, Stance.AFFIRMS)
        turned = self.first.stance != self.second.stance
        return not self.is_of_one_day and (both_affirmed if is_opposite else turned)

    @property
    def is_repetition(self) -> bool:
        """Whether one speaker says the same of both claims, which are alike.

        Of a party that would be no sign: many speak for it.
        """
        return self.has_one_speaker and self.first.stance == self.second.stance


def find_shared_positions(first: Sequence[Standing], second: Sequence[Standing]) -> list[SharedPosition]:
    """Pair what one claimant, or one party, says of each of two claims.

    Left out are questions, withdrawals, and what is known only second-hand: those are nobody's own yes or no.
    """
    own = [
        [row for row in rows if row.standing != "second_hand" and row.stance in HELD]
        for rows in (first, second)
    ]
    return [
        SharedPosition(one, other)
        for one in own[0]
        for other in own[1]
        if one.claimant_id == other.claimant_id or one.party_id == other.party_id
    ]


def find_evidence(kind: str, first: Sequence[Standing], second: Sequence[Standing]) -> list[SharedPosition]:
    """Find the positions that make a pair of this kind; none if the wording alone does."""
    shared = find_shared_positions(first, second)
    if kind == PairKind.CHANGE:
        return [each for each in shared if each.is_change(True) or each.is_change(False)]
    return [each for each in shared if each.is_repetition] if kind == PairKind.REPETITION else []


def classify_pair(is_opposite: bool, first: Sequence[Standing], second: Sequence[Standing]) -> PairKind:
    """Tell what a pair of claims may be; `is_opposite`: one denies the other."""
    shared = find_shared_positions(first, second)
    if any(position.is_change(is_opposite) for position in shared):
        return PairKind.CHANGE
    if is_opposite:
        return PairKind.CONTRADICTION
    return PairKind.REPETITION if any(each.is_repetition for each in shared) else PairKind.DOUBLE
