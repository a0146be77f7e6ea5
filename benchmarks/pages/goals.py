"""The goals for the figures, and whether they are met."""

from collections.abc import Sequence
from dataclasses import dataclass

from .figures import EditFigures, PageFigures, PageRun

MOST_MILLISECONDS = 100
MOST_QUERIES = 12
MOST_MILLISECONDS_OF_AN_EDIT = 50
MOST_AGAINST_PEER = {"list": 0.2, "filter": 0.2, "facets": 0.2, "search": 0.2, "claim": 2.0}
MOST_AGAINST_FLOOR = {"claim": 3.0}
MOST_GROWTH = {"claim": 1.5, "list": 3.0, "search": 3.0}
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


def compare_with_others(pages: Sequence[PageFigures]) -> list[GoalVerdict]:
    """Compare with Datasette on the same claims, and with the floor of a page.

    These goals are set for GROWTH_TO claims.
    """
    verdicts = []
    for page in pages:
        if (ratio := page.against_peer) is not None and page.group in MOST_AGAINST_PEER:
            most = MOST_AGAINST_PEER[page.group]
            verdicts.append(GoalVerdict(page.name, "of Datasette's time", ratio, most, "x"))
        if page.group in MOST_AGAINST_FLOOR:
            most = MOST_AGAINST_FLOOR[page.group]
            what = "of its own SQL and an empty view"
            verdicts.append(GoalVerdict(page.name, what, page.against_floor, most, "x"))
    return verdicts


def list_missed(pages: Sequence[PageFigures]) -> list[GoalVerdict]:
    """List the goals for readers' pages that are missed, for median and queries."""
    readers = [page for page in pages if page.group in FOR_READERS]
    verdicts = [GoalVerdict(p.name, "at the median", p.ours.p50, MOST_MILLISECONDS, " ms") for p in readers]
    verdicts += [GoalVerdict(p.name, "to the database", p.queries, MOST_QUERIES, " queries") for p in readers]
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
        if (most := MOST_GROWTH.get(page.group)) and (before := small.page(page.name))
    ]
