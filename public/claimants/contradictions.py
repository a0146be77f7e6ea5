"""Where a claimant's positions contradict one another.

Over time, and within one party.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from claims.versions.document import ClaimDocument
from public.position_list import ListedPosition

from .profile import ClaimantProfile, StatementRow

STEPS_SHOWN = 6
"""How many steps of one change are shown, the latest ones."""

PAST_STANCES = {
    "affirms": _("affirmed"),
    "denies": _("denied"),
    "questions": _("questioned"),
    "withdraws": _("taken back"),
}


@dataclass
class ContradictionStep:
    """A position that contradicts another one.

    It was taken where another one had been held, or is held where another one is too.
    """

    position: ListedPosition

    @property
    def words(self) -> str:
        return str(PAST_STANCES[self.position.statement.stance])


@dataclass
class Contradiction:
    """Statements on one claim that contradict one another.

    They are steps over time, or sides of one party.
    """

    claim: ClaimDocument
    steps: list[ContradictionStep] = field(default_factory=list)


def find_changes(profile: ClaimantProfile) -> list[list[int]]:
    """Find the statements with which somebody changed position on a claim.

    Second-hand words change nobody's position. Returns the ids for each change, oldest first; the latest
    changes come first.
    """
    groups = defaultdict(list)
    for row in profile.own_statements:
        if row.standing != "second_hand":
            groups[row.claim_id, row.claimant_id, row.party_id].append(row)
    changes = [steps for rows in groups.values() if len(steps := _find_steps(rows)) > 1]
    changes.sort(key=lambda steps: steps[-1].time_order, reverse=True)
    return [[row.statement_id for row in steps[-STEPS_SHOWN:]] for steps in changes]


def find_divisions(profile: ClaimantProfile) -> list[list[int]]:
    """Find the statements by which people of one party now contradict each other.

    For a person these are the divisions in which this person is one of them. Returns the ids for each claim,
    those who affirm first.
    """
    parties = {row.party_id for row in profile.own_statements}
    person_id = None if profile.claimant.is_party else profile.claimant.pk
    divisions = []
    for rows in profile.by_claim.values():
        for party in parties:
            current = [row for row in rows if row.party_id == party and row.standing == "current"]
            if statements := _pick_sides(current, person_id):
                divisions.append(statements)
    return divisions


def _find_steps(rows: Iterable[StatementRow]) -> list[StatementRow]:
    """Find the statement that began each position, oldest first.

    A position begins where one day's stances have none in common with those before. Several in the same place
    of time are no change: they all count.
    """
    steps: list[StatementRow] = []
    current_stances: set[str] = set()
    ordered = sorted(rows, key=lambda row: row.time_order)
    for _place, group in groupby(ordered, key=lambda row: row.time_order[0]):
        statements = list(group)
        # Where it was taken back nothing else is held, whatever else was said at the time.
        statements = [row for row in statements if row.stance == "withdraws"] or statements
        stances = {row.stance for row in statements}
        if not current_stances & stances:
            steps.append(statements[-1])
            current_stances = stances
    return steps


def _pick_sides(rows: Sequence[StatementRow], person_id: int | None) -> list[int]:
    """Pick the latest statement of each person on each side.

    None unless both sides together have two people. `person_id`: who must be one of them, None for anybody.
    Where there are more people than can be shown, both sides keep some, and this person is among them.
    """
    ordered = sorted(rows, key=lambda row: row.time_order)
    sides = [
        {row.claimant_id: row for row in ordered if (row.stance == "affirms") is is_for}
        for is_for in (True, False)
    ]
    affirming, contesting = (
        sorted(side.values(), key=lambda row: (row.claimant_id != person_id, row.claimant)) for side in sides
    )
    people = set(sides[0]) | set(sides[1])
    is_person_missing = person_id is not None and person_id not in people
    if not affirming or not contesting or len(people) < 2 or is_person_missing:
        return []
    room = max(STEPS_SHOWN // 2, STEPS_SHOWN - len(contesting))
    affirming = affirming[:room]
    return [row.statement_id for row in [*affirming, *contesting[: STEPS_SHOWN - len(affirming)]]]


def build_contradictions(
    id_lists: Iterable[Sequence[int]], positions: Mapping[int, ListedPosition]
) -> list[Contradiction]:
    """Join the ids of `find_changes` or `find_divisions` and the words that show it."""
    contradictions = []
    for ids in id_lists:
        steps = [ContradictionStep(positions[pk]) for pk in ids if pk in positions]
        if len(steps) > 1:
            contradictions.append(Contradiction(steps[0].position.claim, steps))
    return contradictions
