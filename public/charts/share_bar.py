"""A bar of a hundred units, divided as the counts of some kinds are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Share:
    """One kind: how often it occurs, and its piece of a bar 100 wide."""

    kind: str
    number: int
    start: float
    width: float


def divide_bar(counts: Counter, order: Iterable[str]) -> list[Share]:
    """Divide a bar 100 wide, in `order`; kinds that do not occur are left out."""
    total, start, shares = counts.total(), 0.0, []
    for kind in order:
        if counts[kind]:
            width = 100 * counts[kind] / total
            shares.append(Share(kind, counts[kind], round(start, 2), round(width, 2)))
            start += width
    return shares
