"""What was merged away, and what it is now part of."""

from collections.abc import Iterable

from ..models import Merge

MOST_STEPS = 20


def into(noun: str, ids: Iterable[int]) -> dict[int, int]:
    """For each of `ids` that was merged away, the id that it is part of now; the others are left out.

    `noun`: "claim", "claimant" or "outlet". Usually one query; one more for each step of a chain.
    """
    found: dict[int, int] = {}
    wanted = {one for one in ids if one is not None}
    steps: dict[int, int] = {}
    for _ in range(MOST_STEPS):
        standing = Merge.objects.filter(undone_at=None, **{f"{noun}_from__in": wanted})
        more = dict(standing.values_list(f"{noun}_from", f"{noun}_into")) if wanted else {}
        steps |= more
        wanted = set(more.values()) - set(steps)
        if not wanted:
            break
    for one in steps:
        seen, last = {one}, steps[one]
        while last in steps and last not in seen:
            seen.add(last)
            last = steps[last]
        found[one] = last
    return found
