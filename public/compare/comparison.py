"""Two outlets side by side: what both report, and what only one does.

Also where they treat a claim differently. Everything follows from what is cited. Of outlets with a great
deal on record the newest articles decide, or the claims of one topic; the page says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import sqrt

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Topic
from claims.topic_reporting import ARTICLES_COMPARED, ReportedClaim, TopicReporting, read_newest, read_outlets
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import MatrixColumn, MatrixRow, build_matrix, load_claims, rank_treatments
from sources.models import Outlet

from .options import OutletPair
from .wordings import WORDINGS_READ, Wording, find_shared_citations, load_wordings

CLAIMS_LISTED = 6
WORDINGS_LISTED = 4
CLAIMS_PER_PAGE = 25
PAIRS_OFFERED = 6
RADIUS, LEAST_RADIUS, CENTRE, OVERLAP = 70, 46, 150, 25
TOPICS_OFFERED = 8

SHARED_TOPICS_SQL = """
SELECT t.id, t.name, shared.number
FROM (SELECT filed.topic_id, count(*) AS number
      FROM unnest(%s::bigint[]) AS wanted (id)
      CROSS JOIN LATERAL (SELECT topic_id FROM claims_claim_topics WHERE claim_id = wanted.id OFFSET 0) filed
      GROUP BY filed.topic_id ORDER BY count(*) DESC, filed.topic_id LIMIT %s) shared
JOIN claims_topic t ON t.id = shared.topic_id
ORDER BY shared.number DESC, t.name
"""


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
    those of the claims that both report, with their numbers.
    """

    columns: tuple[MatrixColumn, MatrixColumn]
    parts: dict[str, ComparisonPart]
    wordings: list[Wording]
    topics: list[tuple[Topic, int]]
    is_bounded: bool

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
        return {"only_a": _describe_silence(self.columns[1]), "only_b": _describe_silence(self.columns[0])}


def _describe_silence(column: MatrixColumn) -> str:
    if not column.read_in_full:
        return _(
            "None of the articles of %(outlet)s on this has been read in full yet, so this says little."
        ) % {"outlet": column.outlet.name}
    return ngettext(
        "Not found in the one article of %(outlet)s that an editor has read in full.",
        "Not found in the %(number)s articles of %(outlet)s that an editor has read in full.",
        column.read_in_full,
    ) % {"outlet": column.outlet.name, "number": column.read_in_full}


def compare_outlets(a: Outlet, b: Outlet, pair: OutletPair) -> Comparison:
    """Compare the pair's two outlets over its topic, or over their newest articles.

    Of the pair's `part`, if it has one, that list alone is filled, in pages. Queries: at most 9.
    """
    as_of = pair.as_of.day
    reporting = read_outlets([a.pk, b.pk], topic=pair.topic, as_of=as_of)
    sides = _split_sides(reporting, a.pk, b.pk)
    shared_ids = [claim.claim_id for claim in sides["both"]]
    ranks = rank_treatments([a.pk, b.pk], shared_ids, as_of)
    sides["different"] = _pick_different(sides["both"], ranks[a.pk], ranks[b.pk])
    remarks = find_shared_citations(shared_ids, a.pk, b.pk, as_of)
    columns = (
        MatrixColumn(a, read_in_full=reporting.read_in_full[a.pk]),
        MatrixColumn(b, read_in_full=reporting.read_in_full[b.pk]),
    )
    parts = _make_parts(reporting, sides, pair, columns)
    parts["wordings"] = ComparisonPart(
        "wordings", min(len(remarks), WORDINGS_READ), is_bounded=len(remarks) > WORDINGS_READ
    )
    has_more = pair.topic is None and max(pair.article_counts.values()) > ARTICLES_COMPARED
    return Comparison(
        columns,
        parts,
        _load_wordings(remarks[:WORDINGS_READ], pair.part, as_of),
        [] if pair.topic else _count_shared_topics(shared_ids),
        is_bounded=reporting.is_bounded or has_more,
    )


def _load_wordings(remarks: Sequence[tuple], part: str, as_of: date | None) -> list[Wording]:
    """Load all wordings if they are asked for, their beginning among other lists."""
    if part not in ("", "wordings"):
        return []
    return load_wordings(remarks, as_of) if part else load_wordings(remarks, as_of)[:WORDINGS_LISTED]


def _split_sides(reporting: TopicReporting, a: int, b: int) -> dict[str, list[ReportedClaim]]:
    """Split the claims by who reported them, the newest first.

    Those of neither are left out.
    """
    sides: dict[str, list[ReportedClaim]] = {"different": [], "both": [], "only_a": [], "only_b": []}
    for claim in reporting.claims.values():
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


def _make_parts(
    reporting: TopicReporting,
    sides: dict[str, list[ReportedClaim]],
    pair: OutletPair,
    columns: Sequence[MatrixColumn],
) -> dict[str, ComparisonPart]:
    """Make a part of each side, by name, with its rows. Queries: 4 for all of them."""
    pages = {name: _make_page(name, claims, pair) for name, claims in sides.items()}
    claims = load_claims(reporting, [claim for page in pages.values() for claim in page.rows])
    groups = build_matrix(list(claims.values()), columns, by_status=False, as_of=reporting.as_of)
    rows = {row.claim.pk: row for group in groups for row in group.rows}
    return {
        name: ComparisonPart(
            name, len(sides[name]), rows=[rows[claim.claim_id] for claim in page.rows], page=page
        )
        for name, page in pages.items()
    }


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


def _count_shared_topics(claims: Sequence[int]) -> list[tuple[Topic, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SHARED_TOPICS_SQL, [list(claims), TOPICS_OFFERED])
        return [(Topic(pk=pk, name=name), number) for pk, name, number in cursor.fetchall()]


def suggest_pairs(outlet_id: int | None = None) -> list[tuple[Outlet, Outlet, int]]:
    """Suggest pairs of outlets that share most of the newest claims.

    Each comes with the number that they share. With `outlet_id`, the newest claims of this outlet are meant.
    Queries: 2.
    """
    pairs: Counter[tuple[int, int]] = Counter()
    for claim in read_newest(outlet_id).claims.values():
        carriers = combinations(sorted(claim.carriers), 2)
        pairs.update(pair for pair in carriers if outlet_id is None or outlet_id in pair)
    suggested = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:PAIRS_OFFERED]
    outlets = Outlet.objects.in_bulk({pk for pair, _number in suggested for pk in pair})
    return [(outlets[a], outlets[b], number) for (a, b), number in suggested]
