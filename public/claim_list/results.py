"""What a search for claims found: one page of it, how much there is, and what to do if there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import ClaimSearch
from claims.search import pagination
from claims.search.filters import RELEVANCE, ClaimFilter
from claims.search.planner import is_many, total
from claims.search.query_parser import Typed
from claims.search.ranking import best, partly
from claims.search.snippets import Snippet, snippets
from claims.search.spelling import respelt
from claims.status import explain_status, read_standings
from core.keyset_pagination import AFTER, BEFORE, KeysetPage
from core.pagination import COUNT_LIMIT, NumberedPage, paginate

CLAIMS_PER_PAGE = 25

MOST_RANKED = 500
"""How many of the best matches can be leafed through. Who wants others says more words."""

PAGE = "page"

COUNT = "(SELECT count(*) FROM ({entries}) found)"
NOTHING = "SELECT 1 WHERE false"


@dataclass
class Row:
    """One claim in the list, which has its `reason`: the sentence that says why its status is so. `parties`:
    how many take a position. `snippet`: where the words were found, None without words."""

    entry: ClaimSearch
    parties: int
    snippet: Snippet | None = None

    @property
    def claim(self):
        return self.entry.claim

    @property
    def snippets(self) -> list[Snippet]:
        found = [self.snippet, self.snippet.besides] if self.snippet else []
        return [snippet for snippet in found if snippet]

    @property
    def marked_proposition(self) -> Sequence[tuple[str, bool]]:
        """The proposition in pieces with the matches told apart, if it is among what matched."""
        return next((snippet.pieces for snippet in self.snippets if snippet.field == "proposition"), ())

    @property
    def passages(self) -> list[Snippet]:
        """What else matched."""
        return [snippet for snippet in self.snippets if snippet.field != "proposition"]


@dataclass
class Found:
    """One page of the claims that a search found.

    `entries`: all that was found, in the quickest form to count something among them. `total`: how many
    that are, at most 10,001. `nearest`: words on record that resemble those asked for, where these occur
    nowhere and neither do the nearest with these filters. `partly`: "most" or "some" of the words, where no
    claim has all of them and these have so many.
    """

    entries: QuerySet
    rows: list[Row]
    total: int
    page: KeysetPage | NumberedPage
    nearest: str = ""
    partly: str = ""
    notices: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether there are rows, and all that was looked for is in each."""
        return bool(self.rows) and not self.partly

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page of the best matches, and there are others behind them."""
        is_ranked = isinstance(self.page, NumberedPage)
        return is_ranked and not self.page.next_query and self.total > self.page.total


def find(wanted: ClaimFilter, query: QueryDict) -> Found:
    """The page of what `wanted` leaves that `query` asks for. If words of it occur nowhere, the nearest ones
    are looked for instead, and `wanted` is told so. If no claim has all the words,
    those with most of them are shown."""
    nearest = respelt(wanted.asked) if wanted.asked and not wanted.is_exact else None
    # One of several alternatives may be misspelt, or a word that is not wanted.
    if nearest and not ClaimSearch.objects.matching(wanted.read).exists():
        wanted.look_for(nearest)
    found = _found(wanted, query)
    if not found.total and wanted.words and not wanted.is_exact:
        found = _found_partly(wanted) or found
    if found.rows or not wanted.is_corrected:
        return found
    wanted.look_for("")
    return Found(ClaimSearch.objects.none(), [], 0, KeysetPage(), nearest=nearest)


def _found_partly(wanted: ClaimFilter) -> Found | None:
    """The claims with most of the words; None if there are none, or if others than the words are to blame."""
    if wanted.facets and (wanted.is_corrected or ClaimSearch.objects.matching(wanted.read).exists()):
        return None
    ids, is_most = partly(lambda words: wanted.narrowed(q=words), wanted.read)
    if not ids:
        return None
    rows = _rows(_in_order(ids), wanted.read.looking_for(""))
    return Found(
        ClaimSearch.objects.none(), rows, len(rows), KeysetPage(), partly="most" if is_most else "some"
    )


def _found(wanted: ClaimFilter, query: QueryDict) -> Found:
    entries = wanted.narrowed()
    kept, notices = _place(wanted, query)
    if wanted.order == RELEVANCE:
        ids = best(entries, wanted.read)
        page = paginate(kept, ids[:MOST_RANKED], size=CLAIMS_PER_PAGE)
        shown = _in_order(page.rows)
        number = len(ids)
        if not is_many(number):
            entries = ClaimSearch.objects.filter(pk__in=ids)
    else:
        number = _total(wanted, entries)
        rows = _with_claims(entries)
        page = pagination.page_of(kept, rows, wanted.order, found=number, size=CLAIMS_PER_PAGE)
        shown = page.rows
    rows = _rows(shown, wanted.read if wanted.words else None)
    return Found(entries, rows, number, page, notices=notices)


def _total(wanted: ClaimFilter, entries: QuerySet) -> int:
    # The quickest way to a large number takes several queries, which a search for other words has not left.
    return totals([entries], COUNT_LIMIT + 1)[0] if wanted.is_corrected else total(entries)


def _place(wanted: ClaimFilter, query: QueryDict) -> tuple[QueryDict, list[str]]:
    """The search's own query with the place in the list that was asked for, and what to say where such a
    place does not exist: the best matches have page numbers, every other order has edges."""
    kept = wanted.kept.copy()
    places = [PAGE] if wanted.order == RELEVANCE else [AFTER, BEFORE]
    asked = [name for name in (PAGE, AFTER, BEFORE) if query.get(name)]
    for name in asked:
        if name in places:
            kept[name] = query[name]
    if all(name in places for name in asked):
        return kept, []
    return kept, [_("That place in the list is from another search: this is the beginning of this one.")]


def _with_claims(entries: QuerySet) -> QuerySet:
    """Without the columns that only the search itself reads."""
    return entries.select_related("claim").defer("words", "facets", "claim__search")


def _in_order(ids: Sequence[int]) -> list[ClaimSearch]:
    by_id = _with_claims(ClaimSearch.objects.all()).in_bulk(ids) if ids else {}
    return [by_id[pk] for pk in ids if pk in by_id]


def _rows(entries: Sequence[ClaimSearch], words: Typed | None) -> list[Row]:
    ids = [entry.pk for entry in entries]
    positions = read_standings(ids) if ids else {}
    found = snippets(ids, words) if ids and words else {}
    rows = []
    for entry in entries:
        standing = positions[entry.pk]
        entry.claim.reason = explain_status(entry.claim.status, standing)
        parties = {row.party_id for row in standing if not row.is_outlet}
        rows.append(Row(entry, len(parties), found.get(entry.pk)))
    return rows


def totals(searches: Sequence[QuerySet], most: int) -> list[int]:
    """How many rows each of the searches finds, at most `most` for each. One query for all."""
    counted, values = [], []
    for entries in searches:
        try:
            sql, given = entries.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            sql, given = NOTHING, ()
        counted.append(COUNT.format(entries=sql))
        values += given
    if not counted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counted), values)
        return [number for (number,) in cursor.fetchall()]
