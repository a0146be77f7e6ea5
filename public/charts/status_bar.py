"""How many claims have each status, as one bar."""

from dataclasses import dataclass

from claims.models.claim import STATUSES

LENGTH = 240
LEAST = 4
GAP = 2


@dataclass(frozen=True)
class StatusPiece:
    """One status: how many claims have it, and its piece of the bar."""

    status: str
    number: int
    x: float
    width: float


@dataclass(frozen=True)
class StatusBar:
    """A bar divided by how many claims have each status.

    Lengths are in the picture's own units, of which the bar has LENGTH.
    """

    counts: dict[str, int]

    length = LENGTH

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def parts(self) -> list[StatusPiece]:
        """In reading order; even a part of one claim among thousands can be seen."""
        counts = [(status, self.counts[status]) for status in STATUSES if self.counts.get(status)]
        free = LENGTH - GAP * (len(counts) - 1) - LEAST * len(counts)
        parts, x = [], 0.0
        for status, number in counts:
            width = round(LEAST + free * number / self.total, 1)
            parts.append(StatusPiece(status, number, round(x, 1), width))
            x += width + GAP
        return parts
