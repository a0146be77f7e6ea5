"""Two outlets side by side: what both report, what only one does, and where they treat a claim differently.

Everything follows from what is cited. Of outlets with a great deal on record the newest articles decide,
or the claims of one topic; the page says so.
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
from claims.reporting import ARTICLES_READ, ReportedClaim, TopicReporting, read_newest, read_outlets
from core.pagination import NumberedPage, paginate
from public.charts.coverage_matrix import Column, Row, matrix, tabled, treated_by
from sources.models import Outlet

from .options import Pair
from .wordings import WORDINGS_READ, Wording, both_cite, wordings

LISTED = 6
WORDINGS_LISTED = 4
PER_PAGE = 25
PAIRS_OFFERED = 6
RADIUS, LEAST_RADIUS, MIDDLE, OVERLAP = 70, 46, 150, 25
TOPICS_OFFERED = 8

SHARED_TOPICS = """
SELECT t.id, t.name, shared.number
FROM (SELECT filed.topic_id, count(*) AS number
      FROM unnest(%s::bigint[]) AS wanted (id)
      CROSS JOIN LATERAL (SELECT topic_id FROM claims_claim_topics WHERE claim_id = wanted.id OFFSET 0) filed
      GROUP BY filed.topic_id ORDER BY count(*) DESC, filed.topic_id LIMIT %s) shared
JOIN claims_topic t ON t.id = shared.topic_id
ORDER BY shared.number DESC, t.name
"""


@dataclass(frozen=True)
class Circle:
    """Where it stands in the picture of the overlap, which is 300 wide, and where its number does."""

    x: int
    radius: int
    number_x: int


@dataclass
class Part:
    """One list of the page: its rows, with the two outlets' cells, and how many claims it holds in all.

    `is_bounded`: there are more than were looked at.
    """

    name: str
    total: int
    rows: list[Row] = field(default_factory=list)
    page: NumberedPage | None = None
    is_bounded: bool = False


@dataclass
class Comparison:
    """What two outlets have on a topic or in their newest articles, on one day.

    `parts`: by name, see PARTS; `counts`: only A, both, only B. `is_bounded`: one of them has more on
    record than was looked at. `topics`: those of the claims that both report, with their numbers.
    """

    columns: tuple[Column, Column]
    parts: dict[str, Part]
    wordings: list[Wording]
    topics: list[tuple[Topic, int]]
    is_bounded: bool

    @property
    def counts(self) -> tuple[int, int, int]:
        return tuple(self.parts[name].total for name in ("only_a", "both", "only_b"))

    @property
    def circles(self) -> tuple[Circle, Circle]:
        """One for all that A has, one for all that B has: their areas are to one another as the numbers are,
        as far as a number still fits in the smaller one."""
        only_a, both, only_b = self.counts
        most = max(only_a, only_b) + both or 1
        a, b = (max(LEAST_RADIUS, round(RADIUS * sqrt((n + both) / most))) for n in (only_a, only_b))
        return Circle(MIDDLE + OVERLAP - a, a, MIDDLE - a), Circle(MIDDLE - OVERLAP + b, b, MIDDLE + b)

    @property
    def silence(self) -> dict[str, str]:
        """What is known where only the other one has a claim."""
        return {"only_a": _silence(self.columns[1]), "only_b": _silence(self.columns[0])}


def _silence(column: Column) -> str:
    if not column.read_in_full:
        return _(
            "None of the articles of %(outlet)s on this has been read in full yet, so this says little."
        ) % {"outlet": column.outlet.name}
    return ngettext(
        "Not found in the one article of %(outlet)s that an editor has read in full.",
        "Not found in the %(number)s articles of %(outlet)s that an editor has read in full.",
        column.read_in_full,
    ) % {"outlet": column.outlet.name, "number": column.read_in_full}


def comparison(pair: Pair) -> Comparison:
    """The two outlets over the pair's topic, or over their newest articles; of its `part`, if it has one,
    that list alone in pages. At most nine queries."""
    a, b, as_of = pair.a, pair.b, pair.as_of.day
    found = read_outlets([a.pk, b.pk], topic=pair.topic, as_of=as_of)
    sides = _sides(found, a.pk, b.pk)
    both = [entry.claim_id for entry in sides["both"]]
    treated = treated_by([a.pk, b.pk], both, as_of)
    sides["different"] = _different(sides["both"], treated[a.pk], treated[b.pk])
    cited = both_cite(both, a.pk, b.pk, as_of)
    columns = tuple(Column(outlet, read_in_full=found.read_in_full[outlet.pk]) for outlet in (a, b))
    parts = {name: _part(name, entries, pair) for name, entries in sides.items()}
    _fill(found, parts, columns)
    parts["wordings"] = Part(
        "wordings", min(len(cited), WORDINGS_READ), is_bounded=len(cited) > WORDINGS_READ
    )
    return Comparison(
        columns,
        parts,
        _worded(cited[:WORDINGS_READ], pair.part, as_of),
        [] if pair.topic else _shared_topics(both),
        is_bounded=found.is_bounded
        or (pair.topic is None and max(a.article_count, b.article_count) > ARTICLES_READ),
    )


def _worded(cited: Sequence[tuple], part: str, as_of: date | None) -> list[Wording]:
    """All wordings if they are asked for, their beginning among other lists."""
    if part not in ("", "wordings"):
        return []
    return wordings(cited, as_of) if part else wordings(cited, as_of)[:WORDINGS_LISTED]


def _sides(found: TopicReporting, a: int, b: int) -> dict[str, list[ReportedClaim]]:
    """The claims by who reported them, the newest first; those of neither are left out."""
    sides: dict[str, list[ReportedClaim]] = {"different": [], "both": [], "only_a": [], "only_b": []}
    for entry in found.entries.values():
        if a in entry.carried:
            sides["both" if b in entry.carried else "only_a"].append(entry)
        elif b in entry.carried:
            sides["only_b"].append(entry)
    return sides


def _different(both: list[ReportedClaim], one: dict, other: dict) -> list[ReportedClaim]:
    """Those that the two treat differently; first where they do not do the same kind of thing, then where
    they pass on different parties."""
    known = [entry for entry in both if entry.claim_id in one and entry.claim_id in other]
    different = [entry for entry in known if one[entry.claim_id] != other[entry.claim_id]]
    return sorted(different, key=lambda entry: one[entry.claim_id][0] == other[entry.claim_id][0])


def _part(name: str, entries: list[ReportedClaim], pair: Pair) -> Part:
    """With `page`, whose rows are yet entries; of the other lists the beginning, or nothing if one is asked
    for."""
    is_asked = name == pair.part
    page = paginate(pair.kept() if is_asked else QueryDict(), entries, size=PER_PAGE if is_asked else LISTED)
    if pair.part and not is_asked:
        page.rows = []
    return Part(name, len(entries), page=page)


def _fill(found: TopicReporting, parts: dict[str, Part], columns: Sequence[Column]) -> None:
    """Give each part the rows of its entries. Four queries for all of them."""
    claims = tabled(found, [entry for part in parts.values() for entry in part.page.rows])
    groups = matrix(list(claims.values()), columns, {}, by_status=False, as_of=found.as_of)
    rows = {row.claim.pk: row for group in groups for row in group.rows}
    for part in parts.values():
        part.rows = [rows[entry.claim_id] for entry in part.page.rows]


def _shared_topics(claims: Sequence[int]) -> list[tuple[Topic, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SHARED_TOPICS, [list(claims), TOPICS_OFFERED])
        return [(Topic(pk=pk, name=name), number) for pk, name, number in cursor.fetchall()]


def suggestions(outlet_id: int | None = None) -> list[tuple[Outlet, Outlet, int]]:
    """Pairs of outlets that share most of the newest claims (or of the newest ones of this outlet), with
    the number that they share. Two queries."""
    pairs: Counter[tuple[int, int]] = Counter()
    for entry in read_newest(outlet_id).entries.values():
        carriers = sorted(entry.carried)
        pairs.update(pair for pair in combinations(carriers, 2) if outlet_id is None or outlet_id in pair)
    offered = sorted(pairs.items(), key=lambda each: (-each[1], each[0]))[:PAIRS_OFFERED]
    names = Outlet.objects.in_bulk({pk for pair, _number in offered for pk in pair})
    return [(names[one], names[other], number) for (one, other), number in offered]
