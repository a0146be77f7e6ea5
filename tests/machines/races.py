"""Several deeds at once on the record of one desk, each by a connection of its own."""

import contextlib
import itertools
import random
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from claims.models import Claim
from tests.machines import desk as deeds
from tests.machines.desk import DEEDS, Deed, Desk, add_coverage, import_file, publish_rows

SECONDS_TO_MEET = 2
"""A deed waits so long for the others to have picked their rows."""
SECONDS_AT_MOST = 60
KINDS: dict[str, list[Deed]] = {
    "merge": [deeds.merge, deeds.undo],
    "publish": [deeds.publish_claim, deeds.publish_rows, deeds.publish_statement],
    "take back": [deeds.undo_publication],
    "retract": [deeds.retract_claim, deeds.retract_statement],
    "delete": [deeds.delete],
    "undo an import": [deeds.take_back_import],
}
"""Deeds by which readers see a row or do not, or it goes: of these, every two have to meet."""
KIND_OF = {deed: kind for kind, several in KINDS.items() for deed in several}
PAIRS = [frozenset(pair) for pair in itertools.combinations(KINDS, 2)]


@dataclass
class Race:
    """What was done before, and what then at once: the same seed gives the same."""

    seed: int
    before: list[tuple[Deed, list[int]]] = field(default_factory=list)
    at_once: list[tuple[Deed, list[int]]] = field(default_factory=list)
    on_one_claim: bool = False

    def __str__(self) -> str:
        told = ", ".join(f"{deed.__name__}{numbers}" for deed, numbers in self.at_once)
        return f"seed {self.seed}: after {len(self.before)} deeds {told}"


def draw_race(seed: int, *, before: int = 6, at_once: int = 3) -> Race:
    """Draw a race of any deeds; half of what goes before brings something in and publishes it."""
    chance = random.Random(seed)
    usual = [add_coverage, add_coverage, publish_rows]
    prefix = [draw(chance, usual) for _ in range(before // 2)]
    prefix += [draw(chance, [*usual, *DEEDS]) for _ in range(before // 2)]
    return Race(seed, prefix, [draw(chance, DEEDS) for _ in range(at_once)])


def draw_meeting(seed: int, *, at_once: int = 3) -> Race:
    """Draw a race of deeds of two kinds or three, all on the rows of one claim.

    There are few rows, and most are drafts, some of them imported: what is published cannot be deleted.
    """
    chance = random.Random(seed)
    prefix = [draw(chance, [add_coverage]), draw(chance, [import_file]), draw(chance, [publish_rows])]
    prefix += [draw(chance, [add_coverage, import_file, publish_rows, deeds.merge]) for _ in range(2)]
    kinds = chance.sample(list(KINDS), at_once)
    return Race(seed, prefix, [draw(chance, KINDS[kind]) for kind in kinds], on_one_claim=True)


def draw(chance: random.Random, several: Sequence[Deed]) -> tuple[Deed, list[int]]:
    return chance.choice(list(several)), [chance.randrange(12) for _ in range(8)]


def choose_claim(race: Race) -> int | None:
    """Choose the claim on whose rows the deeds of a race meet."""
    claims = [*Claim.objects.exclude(state="retracted").order_by("pk").values_list("pk", flat=True)]
    return random.Random(race.seed).choice(claims) if race.on_one_claim and claims else None


def count_meetings(desk: Desk) -> Counter[frozenset[str]]:
    """Count which kinds of deeds had picked rows of the same claim, of those last attempted at once."""
    met = Counter[frozenset[str]]()
    for (one, claims), (other, others) in itertools.combinations(desk.attempts, 2):
        if one in KIND_OF and other in KIND_OF and claims & others:
            met[frozenset((KIND_OF[one], KIND_OF[other]))] += 1
    return met


def run_race(desk: Desk, race: Race) -> list[Exception]:
    """Run a race; return what was raised that no person is told of."""
    for deed, numbers in race.before:
        desk.do(deed, numbers)
    desk.focus = choose_claim(race)
    desk.attempts.clear()
    barrier = threading.Barrier(len(race.at_once))
    raised: list[Exception] = []

    def meet() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # another had nothing to do
            barrier.wait(SECONDS_TO_MEET)

    def run(deed: Deed, numbers: list[int]) -> None:
        try:
            desk.do(deed, numbers)
        except Exception as error:
            raised.append(error)
        finally:
            barrier.abort()
            connection.close()

    desk.step = meet
    threads = [threading.Thread(target=run, args=each, daemon=True) for each in race.at_once]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_AT_MOST)
        if thread.is_alive():
            raised.append(TimeoutError(f"{race} does not end"))
    desk.step = lambda: None
    return raised
