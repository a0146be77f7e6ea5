"""Where a claimant's positions contradict one another: over time, and within one party."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from claims.models import Citation, Claim, Statement

from .profile import Profile, Row

STEPS_SHOWN = 6
"""How many steps of one change are shown, the latest ones."""

PAST = {
    "affirms": _("affirmed"),
    "denies": _("denied"),
    "questions": _("questioned"),
    "withdraws": _("taken back"),
}


@dataclass
class Step:
    """A position that was taken where another one had been held, or is held where another one is too."""

    statement: Statement
    evidence: Citation | None = None

    @property
    def words(self) -> str:
        return PAST[self.statement.stance]


@dataclass
class Contradiction:
    """Statements on one claim that contradict one another: steps over time, or sides of one party."""

    claim: Claim
    steps: list[Step] = field(default_factory=list)


def changes(profile: Profile) -> list[list[int]]:
    """The statements (ids) with which somebody moved from one position on a claim to another, oldest
    first, a list for each change; the latest changes first.

    Second-hand words change nobody's position.
    """
    found = defaultdict(list)
    for row in profile.mine:
        if row.standing != "second_hand":
            found[row.claim_id, row.claimant_id, row.party_id].append(row)
    moved = [steps for rows in found.values() if len(steps := _steps(rows)) > 1]
    moved.sort(key=lambda steps: steps[-1].starts, reverse=True)
    return [[row.statement_id for row in steps[-STEPS_SHOWN:]] for steps in moved]


def divisions(profile: Profile) -> list[list[int]]:
    """The statements (ids) by which people of one party now contradict each other, those who affirm
    first, a list for each claim; for a person those in which this person is one of them."""
    parties = {row.party_id for row in profile.mine}
    of = None if profile.claimant.is_party else profile.claimant.pk
    found = []
    for rows in profile.by_claim.values():
        for party in parties:
            now = [row for row in rows if row.party_id == party and row.standing == "current"]
            if sides := _sides(now, of):
                found.append(sides)
    return found


def _steps(rows: Iterable[Row]) -> list[Row]:
    """The statement that began each position, oldest first, where one day's positions have none in common
    with those before. Several on the same day are no change: they all count. Nor are several known only
    "by" some day, for nobody knows which came first."""
    steps: list[Row] = []
    held: set[str] = set()
    ordered = sorted(rows, key=lambda row: row.starts)
    for _day, several in groupby(ordered, key=lambda row: row.precision != "by" and row.said_on):
        said = list(several)
        # On a day on which it was taken back nothing else is held, whatever else was said.
        said = [row for row in said if row.stance == "withdraws"] or said
        taken = {row.stance for row in said}
        if not held & taken:
            steps.append(said[-1])
            held = taken
    return steps


def _sides(rows: Sequence[Row], of: int | None) -> list[int]:
    """The latest statement of each person on each side, if two people are on both sides; else nothing.

    `of`: who is one of them, or None for any. Where there are more people than can be shown, both sides
    keep some, and this person is among them.
    """
    said = sorted(rows, key=lambda row: row.starts)
    sides = [
        {row.claimant_id: row for row in said if (row.stance == "affirms") is is_for}
        for is_for in (True, False)
    ]
    affirming, contesting = (
        sorted(side.values(), key=lambda row: (row.claimant_id != of, row.claimant)) for side in sides
    )
    people = set(sides[0]) | set(sides[1])
    if not affirming or not contesting or len(people) < 2 or (of is not None and of not in people):
        return []
    room = max(STEPS_SHOWN // 2, STEPS_SHOWN - len(contesting))
    shown = affirming[:room]
    return [row.statement_id for row in [*shown, *contesting[: STEPS_SHOWN - len(shown)]]]


def statements_in(lists: Iterable[Sequence[int]]) -> dict[int, Statement]:
    """All the statements named in `lists`, by id, in one query."""
    ids = {pk for several in lists for pk in several}
    return Statement.objects.select_related("claim", "claimant", "party").in_bulk(ids) if ids else {}


def shown(
    lists: Iterable[Sequence[int]], statements: dict[int, Statement], evidence: dict[int, Citation]
) -> list[Contradiction]:
    """What `changes` or `divisions` found, with the words that show it."""
    found = []
    for ids in lists:
        steps = [Step(statements[pk], evidence.get(pk)) for pk in ids if pk in statements]
        if len(steps) > 1:
            found.append(Contradiction(steps[0].statement.claim, steps))
    return found
