"""What an answer is worth, and the figures of a set of answers."""

from collections.abc import Sequence
from typing import NamedTuple

from .sets import Pair

FIRST_FEW = 5
GOALS = {"first five": 0.92, "first": 0.75, "recognised as opposites": 0.9}
MAX_DIFFERENT_AS_SAME = 0.05


class Offer(NamedTuple):
    """A claim that is offered for a text: verdict "same", "opposite" or "related"."""

    claim: str
    verdict: str


class PairAnswer(NamedTuple):
    """What is offered for the text of a pair, the closest first."""

    pair: Pair
    offers: Sequence[Offer]

    def place(self) -> int | None:
        """Return the place of the pair's claim, from 1; None if it is not offered."""
        claims = [offer.claim for offer in self.offers]
        return claims.index(self.pair.claim) + 1 if self.pair.claim in claims else None

    def verdict(self) -> str:
        """Return the verdict on the pair's claim; "" if it is not offered."""
        place = self.place()
        return self.offers[place - 1].verdict if place else ""


def measure_places(answers: Sequence[PairAnswer]) -> dict[str, float]:
    """Return the shares found in the first place, in the first five, and MAP@5.

    With one right claim for each text, MAP@5 is the mean of 1 / place, 0 beyond the fifth.
    """
    places = [place for answer in answers if (place := answer.place())]
    return {
        "first": places.count(1) / max(1, len(answers)),
        "first five": sum(place <= FIRST_FEW for place in places) / max(1, len(answers)),
        "MAP@5": sum(1 / place for place in places if place <= FIRST_FEW) / max(1, len(answers)),
        "nothing offered": sum(not answer.offers for answer in answers) / max(1, len(answers)),
    }


def share_with_verdict(answers: Sequence[PairAnswer], verdict: str) -> float:
    return sum(answer.verdict() == verdict for answer in answers) / max(1, len(answers))


def share_with_others_as_same(answers: Sequence[PairAnswer]) -> float:
    """Return the share of texts for which another claim than the pair's is offered as the same."""
    wrong = [
        answer
        for answer in answers
        if any(offer.verdict == "same" and offer.claim != answer.pair.claim for offer in answer.offers)
    ]
    return len(wrong) / max(1, len(answers))


def group_by_kind(answers: Sequence[PairAnswer]) -> dict[str, list[PairAnswer]]:
    """Return the answers by kind, all of them at last."""
    kinds: dict[str, list[PairAnswer]] = {}
    for answer in answers:
        kinds.setdefault(answer.pair.kind, []).append(answer)
    return {**kinds, "all": list(answers)}


def is_miss(name: str, answer: PairAnswer) -> bool:
    """Tell whether the answer to a pair of the set `name` is not what it should be."""
    if name == "opposites":
        return answer.verdict() != "opposite"
    if name == "different":
        return answer.verdict() == "same"
    return answer.place() != 1


def find_missed(answers: dict[str, list[PairAnswer]]) -> list[str]:
    """Name the goals that the answers, by set, miss."""
    figures = {
        **measure_places(answers["rewordings"]),
        "recognised as opposites": share_with_verdict(answers["opposites"], "opposite"),
    }
    missed = [f"{name} ({figures[name]:.2f})" for name, goal in GOALS.items() if figures[name] < goal]
    wrong = share_with_verdict(answers["different"], "same")
    if wrong > MAX_DIFFERENT_AS_SAME:
        missed.append(f"different offered as the same ({wrong:.2f})")
    return missed
