"""The timing of pages.

All arms of a page run one after the other, the pages in a new order in every round.
"""

import gc
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .cases import Case

Arm = Callable[[int], float]
"""Asks for the case's address of this number and says how many seconds the answer took."""


@dataclass
class Timed:
    """A case with its arms ("ours", "peer", "floor")."""

    case: Case
    arms: Mapping[str, Arm]


def rounds(timed: Sequence[Timed], repetitions: int) -> dict[str, dict[str, list[float]]]:
    """Time every case and arm; returns the seconds by case and arm.

    `repetitions` of each, after every address has been requested once.

    Which arm comes first goes in turn, so that none always finds what another has warmed.
    """
    order = random.SystemRandom()
    seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in timed:
        for arm in each.arms.values():
            for number in range(len(each.case.paths)):
                arm(number)
    for repetition in range(repetitions):
        sys.stderr.write(f"\r{repetition + 1} of {repetitions}")
        sys.stderr.flush()
        gc.collect()
        for each in order.sample(timed, len(timed)):
            names = list(each.arms)
            first = repetition % len(names)
            for name in names[first:] + names[:first]:
                seconds[each.case.name][name].append(each.arms[name](repetition))
    sys.stderr.write("\n")
    return seconds
