"""The goals for the figures, and whether they are met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .figures import EditFigures, PageFigures, PageRun

MOST_MILLISECONDS = 100
MOST_QUERIES = {
    "claim": 3,
    "claim, in Russian": 3,
    "claim with many statements": 3,
    "claim on a past day": 3,
}
MOST_QUERIES_ELSEWHERE = 6
MOST_MILLISECONDS_OF_AN_EDIT = 50
MOST_AGAINST_PEER = {
    "claim": 1.75,
    "list": 0.2,
    "filter": 0.2,
    "facets": 0.2,
    "list, a deep page": 0.3,
    "list by topic": 0.6,
    "list by status and topic": 1.0,
    "search by a common word": 0.06,
    "search by a rare word": 2.5,
    "search by a phrase": 0.25,
}
"""By the name of a page, or by its group for those not named."""
MOST_AGAINST_CLAIM = {"topic table": 4.0, "compare": 4.0, "party": 4.0, "claimant": 4.0, "outlet": 4.0}
MOST_GROWTH = {
    "claim": 1.2,
    "list": 1.5,
    "filter": 1.5,
    "facets": 1.5,
    "facets of a search": 2.5,
    "search": 2.5,
    "search by a typo": 2.5,
}
"""By the name of a page, or by its group for those not named."""
GROWTH_FROM, GROWTH_TO = 10_000, 1_000_000
FOR_READERS = ("page", "list", "filter", "facets", "search", "claim")


@dataclass(frozen=True)
class GoalVerdict:
    """One goal for one page: what was found, the most that it may be, and the unit."""

    page: str
    what: str
    found: float
    most: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.found <= self.most


def find_goal(goals: Mapping[str, float], page: PageFigures) -> float | None:
    """Find the goal for a page by its name, else by its group."""
    return goals.get(page.name, goals.get(page.group))


def compare_with_others(pages: Sequence[PageFigures]) -> list[GoalVerdict]:
    """Compare with Datasette on the same claims, and with a claim's page.

    These goals are set for GROWTH_TO claims.
    """
    claim = next((page for page in pages if page.name == "claim"), None)
    verdicts = []
    for page in pages:
        most = find_goal(MOST_AGAINST_PEER, page)
        if (ratio := page.against_peer) is not None and most is not None:
            verdicts.append(GoalVerdict(page.name, "of Datasette's time", ratio, most, "x"))
        if claim and page.name in MOST_AGAINST_CLAIM:
            ratio, most = page.ours.p50 / claim.ours.p50, MOST_AGAINST_CLAIM[page.name]
            verdicts.append(GoalVerdict(page.name, "of the time of a claim's page", ratio, most, "x"))
    return verdicts


def list_missed(pages: Sequence[PageFigures]) -> list[GoalVerdict]:
    """List the goals for readers' pages that are missed, for median and queries."""
    readers = [page for page in pages if page.group in FOR_READERS]
    verdicts = [GoalVerdict(p.name, "at the median", p.ours.p50, MOST_MILLISECONDS, " ms") for p in readers]
    for page in readers:
        most = MOST_QUERIES.get(page.name, MOST_QUERIES_ELSEWHERE)
        verdicts.append(GoalVerdict(page.name, "to the database", page.queries, most, " queries"))
    return [verdict for verdict in verdicts if not verdict.is_met]


def judge_edits(edits: Sequence[EditFigures]) -> list[GoalVerdict]:
    """Compare the database time of edits with their goal. Set for GROWTH_TO claims."""
    most = MOST_MILLISECONDS_OF_AN_EDIT
    return [GoalVerdict(edit.name, "in the database", edit.database.p50, most, " ms") for edit in edits]


def compute_growth(runs: Sequence[PageRun]) -> list[GoalVerdict]:
    """Compute the growth from the small record to the large one.

    Returns nothing while one of the two has not been measured.
    """
    sizes = {run.claims: run for run in runs}
    if not {GROWTH_FROM, GROWTH_TO} <= set(sizes):
        return []
    small, large = sizes[GROWTH_FROM], sizes[GROWTH_TO]
    return [
        GoalVerdict(page.name, "from 10,000 to 1,000,000 claims", page.ours.p50 / before.ours.p50, most, "x")
        for page in large.pages
        if (most := find_goal(MOST_GROWTH, page)) and (before := small.page(page.name))
    ]
