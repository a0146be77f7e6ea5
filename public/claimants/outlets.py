"""How a claimant's words reach readers, and in which outlets.

Quoted, paraphrased, or second-hand.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from claims.status import get_name_order
from public.charts.share_bar import Share, divide_bar
from sources.models import Outlet

from .profile import ClaimantProfile

WAYS = ("quote", "paraphrase", "second_hand", "own_words")
"""The ways in which words are carried, in the order in which readers see them."""


@dataclass
class WordsByOutlet:
    """How often words were carried in which way, in all and by each outlet."""

    ways: Counter[str] = field(default_factory=Counter)
    outlets: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    names: dict[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.ways.total()

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.ways, WAYS)

    def list_outlets(self, limit: int) -> list[tuple[Outlet, int, list[Share]]]:
        """List the outlets that carried them most often, by name: how often, and in which ways."""
        ranked = sorted(self.outlets.items(), key=lambda item: (-item[1].total(), self.names[item[0]]))
        return [
            (Outlet(pk=pk, name=self.names[pk]), ways.total(), divide_bar(ways, WAYS))
            for pk, ways in sorted(ranked[:limit], key=lambda item: get_name_order(self.names[item[0]]))
        ]


def sum_up_words(profile: ClaimantProfile) -> WordsByOutlet:
    """Sum up how a claimant's newest statements were carried."""
    words = WordsByOutlet()
    for outlet, name, way, number in profile.words:
        words.ways[way] += number
        words.outlets[outlet][way] += number
        words.names[outlet] = name
    return words
