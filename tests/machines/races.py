"""Several deeds at once on the record of one desk, each by a connection of its own."""

import contextlib
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from tests.machines.desk import DEEDS, Deed, Desk, add_coverage, publish_rows

SECONDS_TO_MEET = 2
"""A deed waits so long for the others to have picked their rows."""
SECONDS_AT_MOST = 60


@dataclass
class Race:
    """What was done before, and what then at once: the same seed gives the same."""

    seed: int
    before: list[tuple[Deed, list[int]]] = field(default_factory=list)
    at_once: list[tuple[Deed, list[int]]] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{deed.__name__}{numbers}" for deed, numbers in self.at_once)
        return f"seed {self.seed}: after {len(self.before)} deeds {told}"


def draw_race(seed: int, *, kinds: Sequence[Deed] = DEEDS, before: int = 6, at_once: int = 3) -> Race:
    """Draw a race; half of what goes before brings something in and publishes it."""
    chance = random.Random(seed)
    usual = [add_coverage, add_coverage, publish_rows]

    def draw(deeds: Sequence[Deed]) -> tuple[Deed, list[int]]:
        return chance.choice(list(deeds)), [chance.randrange(12) for _ in range(6)]

    prefix = [draw(usual) for _ in range(before // 2)] + [draw([*usual, *DEEDS]) for _ in range(before // 2)]
    return Race(seed, prefix, [draw(kinds) for _ in range(at_once)])


def run_race(desk: Desk, race: Race) -> list[Exception]:
    """Run a race; return what was raised that no person is told of."""
    for deed, numbers in race.before:
        desk.do(deed, numbers)
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
