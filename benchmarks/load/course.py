"""How many people come in each second: more and more, then steadily, then five times as many, then as before.

Plain Python, without Locust: who drives it says how the last seconds went.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

SLOW = 0.3
"""Seconds within which 95 of 100 requests are to be answered."""
FIRST = 20.0
WARM_UP = 2
"""Steps that come first and do not count: processes load what they need, and nginx fills its cache."""
GROWTH = 1.5
HALVINGS = 2
"""How often the rate that was too high, and the one before it, are tried in the middle."""
MARGIN = 0.75
"""What is kept up for minutes, as a share of the highest rate that was kept up for a step."""
TIMES = 5
FILES_ALONE = "files"
"""The part in which everybody asks for files: what nginx serves to the same clients."""
SECONDS_TO_SETTLE = 4
"""What a step begins with and does not count: new people have to connect."""


@dataclass(frozen=True)
class Seconds:
    """How long each part takes."""

    step: int
    steady: int
    overload: int
    recovery: int


@dataclass(frozen=True)
class Trial:
    """How a step of the search went. `slowest`: the 95th percentile of all requests, in seconds."""

    slowest: float
    failed: int

    @property
    def is_good(self) -> bool:
        return not self.failed and self.slowest < SLOW


Course = Iterator[tuple[str, float]]
"""What part of the run it is, and how many requests a second are to be made; one of these for each second."""


class Overwhelmed(Exception):
    """Not even the first rate was kept up."""


def plan_course(seconds: Seconds, measure: Callable[[int], Trial], rate: float = 0) -> Course:
    """Yield what is to be done in each second; `measure` tells how the last seconds went.

    With a `rate` the highest is not searched for.

    Raises Overwhelmed.
    """
    is_found = not rate
    for _second in range(WARM_UP * seconds.step):
        yield "warm-up", rate or FIRST
    if is_found:
        yield from (finder := RateSearch("search", seconds.step, measure))
        rate = finder.highest * MARGIN
    for part, length, times in (
        ("steady", seconds.steady, 1),
        ("overload", seconds.overload, TIMES),
        ("recovery", seconds.recovery, 1),
    ):
        for _second in range(length):
            yield part, rate * times
    if is_found:
        yield from RateSearch(FILES_ALONE, seconds.step, measure, first=2 * rate)


class RateSearch:
    """The search for the highest rate at which nothing fails and nobody waits long; then it is `highest`."""

    def __init__(self, part: str, step: int, measure: Callable[[int], Trial], first: float = FIRST) -> None:
        self.part, self.step, self.measure, self.first = part, step, measure, first
        self.highest = 0.0

    def __iter__(self) -> Course:
        rate, too_high = self.first, 0.0
        for _halving in range(HALVINGS + 1):
            while not too_high or rate < too_high:
                yield from self._hold(rate)
                if self.measure(self.step - SECONDS_TO_SETTLE).is_good:
                    self.highest = rate
                    rate = too_high or rate * GROWTH
                else:
                    too_high = rate
            if not self.highest:
                raise Overwhelmed(f"{self.first:.0f} requests a second are too many already.")
            yield from self._rest()
            rate = (self.highest + too_high) / 2

    def _hold(self, rate: float) -> Course:
        for _second in range(self.step):
            yield self.part, rate

    def _rest(self) -> Course:
        """Let what has piled up be done."""
        for _second in range(self.step // 2):
            yield "rest", self.highest / 2
