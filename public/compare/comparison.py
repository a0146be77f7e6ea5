"""Two outlets side by side: what both report, and what only one does.

Also where they treat a claim differently. Everything follows from what is cited. Of outlets with a great
deal on record the newest articles decide, or the claims of one topic; the page says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt

from django.http import QueryDict

from claims.models import Topic
from claims.models.claim import Status
from claims.topic_reporting import ARTICLES_COMPARED, ReportedClaim, TopicReporting, read_newest, read_outlets
from claims.treatments import Ranks, group_ranks
from claims.versions.document import DocumentOutlet, load_documents
from core.pagination import NumberedPage, paginate
from core.sql_statements import fetch_results
from public.reading import Reading, build_readings, read_readings
from sources.models import Outlet

from .matrix import MatrixColumn, MatrixRow, build_matrix
from .options import OutletPair
from .wordings import WORDINGS_READ, SharedStatement, Wording, make_wordings, sort_by_likeness

CLAIMS_LISTED = 4
WORDINGS_LISTED = 3
CLAIMS_PER_PAGE = 18
PAIRS_OFFERED = 6
TOPICS_OFFERED = 8
RADIUS, LEAST_RADIUS, CENTRE, OVERLAP = 70, 46, 150, 25


@dataclass(frozen=True)
class OverlapCircle:
    """A circle in the picture of the overlap, which is 300 wide."""

    x: int
    radius: int
    number_x: int


@dataclass
class ComparisonPart:
    """One list of the page: its rows, and how many claims it holds in all.

    `is_bounded`: there are more than were looked at.
    """

    name: str
    total: int
    rows: list[MatrixRow] = field(default_factory=list)
    page: NumberedPage | None = None
    is_bounded: bool = False


@dataclass
class Comparison:
    """What two outlets have on a topic or in their newest articles, on one day.

    `parts`: by name, see PARTS. `is_bounded`: one of them has more on record than was looked at. `topics`:
    those of the claims that both report, with their numbers. `readings`: how much of each was read.
    """

    columns: tuple[MatrixColumn, MatrixColumn]
    parts: dict[str, ComparisonPart]
    wordings: list[Wording]
    topics: list[tuple[Topic, int]]
    is_bounded: bool
    readings: tuple[Reading, Reading] = (Reading(), Reading())

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many claims only A has, both have, only B has."""
        return self.parts["only_a"].total, self.parts["both"].total, self.parts["only_b"].total

    @property
    def circles(self) -> tuple[OverlapCircle, OverlapCircle]:
        """One for all that A has, one for all that B has.

        Their areas are to one another as the numbers are, as far as a number still fits in the smaller one.
        """
        only_a, both, only_b = self.counts
        largest = max(only_a, only_b) + both or 1
        a, b = (max(LEAST_RADIUS, round(RADIUS * sqrt((n + both) / largest))) for n in (only_a, only_b))
        left = OverlapCircle(CENTRE + OVERLAP - a, a, CENTRE - a)
        return left, OverlapCircle(CENTRE - OVERLAP + b, b, CENTRE + b)

    @property
    def silence(self) -> dict[str, str]:
        """What is known where only the other one has a claim."""
        a, b = (
            reading.describe_absence(column.outlet.name)
            for reading, column in zip(self.readings, self.columns, strict=True)
        )
        return {"only_a": b, "only_b": a}

    @property
    def densities(self) -> list[tuple[str, str]]:
        """How many claims each has, and in how much that was read: its name, and the words."""
        only_a, both, only_b = self.counts
        numbers = only_a + both, only_b + both
        return [
            (column.outlet.name, reading.describe_density(number))
            for column, reading, number in zip(self.columns, self.readings, numbers, strict=True)
        ]


def compare_outlets(a: Outlet, b: Outlet, pair: OutletPair) -> Comparison:
    """Compare the pair's two outlets over its topic, or over their newest articles.

    Of the pair's `part`, if it has one, that list alone is filled, in pages. Queries: 3.
    """
    as_of = pair.as_of.day
    reporting = read_outlets([a.pk, b.pk], topic=pair.topic, as_of=as_of)
    sides = _split_sides(reporting, a.pk, b.pk)
    shared_ids = [claim.claim_id for claim in sides["both"]]
    shared = _read_shared(shared_ids, pair, a.pk, b.pk)
    ranks = shared.ranks
    sides["different"] = _pick_different(sides["both"], ranks[a.pk], ranks[b.pk])
    remarks = _pick_remarks(shared.statements, pair)
    pages = {name: _make_page(name, claims, pair) for name, claims in sides.items()}
    shown_ids = {claim.claim_id for page in pages.values() for claim in page.rows}
    claims = load_documents(
        shown_ids | {remark.claim_id for remark in remarks},
        as_of,
        statement_ids=[remark.statement_id for remark in remarks],
    )
    columns = MatrixColumn(a, reporting.read_in_full[a.pk]), MatrixColumn(b, reporting.read_in_full[b.pk])
    shown = [claim for pk, claim in claims.items() if pk in shown_ids]
    rows = {row.claim.pk: row for row in build_matrix(shown, columns, as_of)}
    parts = {
        name: ComparisonPart(
            name, len(sides[name]), [rows[row.claim_id] for row in page.rows if row.claim_id in rows], page
        )
        for name, page in pages.items()
    }
    parts["wordings"] = ComparisonPart(
        "wordings",
        min(len(shared.statements), WORDINGS_READ),
        is_bounded=len(shared.statements) > WORDINGS_READ,
    )
    has_more = pair.topic is None and max(pair.article_counts.values()) > ARTICLES_COMPARED
    return Comparison(
        columns,
        parts,
        make_wordings(remarks, claims, as_of),
        shared.topics,
        is_bounded=reporting.is_bounded or has_more,
        readings=(shared.readings[a.pk], shared.readings[b.pk]),
    )


@dataclass
class SharedClaims:
    """What two outlets have in common on claims that both report.

    `ranks`: how each treats them. `statements`: the latest that both cite, up to WORDINGS_READ and one more.
    `topics`: those with most of the claims, and the numbers; none where one topic is compared. `readings`:
    how much was read of each of the two.
    """

    ranks: Ranks
    statements: list[SharedStatement]
    topics: list[tuple[Topic, int]]
    readings: Mapping[int, Reading]


def _read_shared(claim_ids: Sequence[int], pair: OutletPair, a: int, b: int) -> SharedClaims:
    """Read what the two have in common on these claims. Queries: 1."""
    topics = 0 if pair.topic else TOPICS_OFFERED
    values = (list(claim_ids), a, b, pair.as_of.day, WORDINGS_READ + 1, topics)
    [(row,)], read = fetch_results(
        ("SELECT claims_shared(%s, %s, %s, %s, %s, %s)", values),
        build_readings([a, b], most=ARTICLES_COMPARED, topic=pair.topic, as_of=pair.as_of.day),
    )
    return SharedClaims(
        group_ranks((a, b), row["ranks"]),
        [SharedStatement(*columns) for columns in row["statements"]],
        [(Topic(pk=pk, name=name), number) for pk, name, number in row["topics"]],
        read_readings(read),
    )


def _pick_remarks(shared: Sequence[SharedStatement], pair: OutletPair) -> list[SharedStatement]:
    """Pick the remarks whose two wordings the page shows, in their order."""
    if pair.part not in ("", "wordings"):
        return []
    remarks = sort_by_likeness(shared[:WORDINGS_READ])
    return remarks if pair.part else remarks[:WORDINGS_LISTED]


def _split_sides(reporting: TopicReporting, a: int, b: int) -> dict[str, list[ReportedClaim]]:
    """Split the claims by who reported them: the disputed ones first, then the newest.

    Those of neither are left out.
    """
    sides: dict[str, list[ReportedClaim]] = {"different": [], "both": [], "only_a": [], "only_b": []}
    for claim in sorted(reporting.claims.values(), key=lambda claim: claim.status != Status.DISPUTED):
        if a in claim.carriers:
            sides["both" if b in claim.carriers else "only_a"].append(claim)
        elif b in claim.carriers:
            sides["only_b"].append(claim)
    return sides


def _pick_different(shared: list[ReportedClaim], a_ranks: dict, b_ranks: dict) -> list[ReportedClaim]:
    """Pick the claims that the two treat differently.

    First those where they do not do the same kind of thing, then those where they pass on different parties.
    """
    ranked = [claim for claim in shared if claim.claim_id in a_ranks and claim.claim_id in b_ranks]
    different = [claim for claim in ranked if a_ranks[claim.claim_id] != b_ranks[claim.claim_id]]
    return sorted(different, key=lambda claim: a_ranks[claim.claim_id][0] == b_ranks[claim.claim_id][0])


def _make_page(name: str, claims: list[ReportedClaim], pair: OutletPair) -> NumberedPage:
    """Make the page of a list.

    Of a list that is not asked for its beginning, or nothing if another one is.
    """
    is_selected = name == pair.part
    query = pair.query_dict() if is_selected else QueryDict()
    page = paginate(query, claims, size=CLAIMS_PER_PAGE if is_selected else CLAIMS_LISTED)
    if pair.part and not is_selected:
        page.rows = []
    return page


def suggest_pairs(outlet_id: int | None = None) -> list[tuple[DocumentOutlet, DocumentOutlet, int]]:
    """Suggest pairs of outlets that share most of the newest claims.

    Each comes with the number that they share. With `outlet_id`, the newest claims of this outlet are meant.
    Queries: 1.
    """
    pairs: Counter[tuple[int, int]] = Counter()
    reporting = read_newest(outlet_id)
    for claim in reporting.claims.values():
        carriers = combinations(sorted(claim.carriers), 2)
        pairs.update(pair for pair in carriers if outlet_id is None or outlet_id in pair)
    suggested = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:PAIRS_OFFERED]
    outlets = {pk: DocumentOutlet(pk, name) for pk, name in reporting.names.items()}
    return [(outlets[a], outlets[b], number) for (a, b), number in suggested]
