"""The results of a search: one page of claims, their number, and what to do if there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimSearch
from claims.search import pagination
from claims.search.filters import RELEVANCE, ClaimFilter
from claims.search.planner import count_results, is_uncounted
from claims.search.query_parser import ParsedQuery
from claims.search.querysets import ClaimSearchQuerySet
from claims.search.ranking import rank_by_relevance, rank_partial_matches
from claims.search.snippets import Snippet, find_snippets
from claims.search.spelling import correct_spelling
from claims.status import explain_status, read_standings
from core.keyset_pagination import AFTER, BEFORE, KeysetPage
from core.pagination import COUNT_LIMIT, NumberedPage, locate_page, paginate

CLAIMS_PER_PAGE = 25

MOST_PAGED = 500
"""Best matches that can be paged through. To find others, readers refine their search."""

PAGE = "page"

COUNT = "(SELECT count(*) FROM ({entries}) matches)"
NOTHING = "SELECT 1 WHERE false"


@dataclass
class ResultRow:
    """One claim of the list."""

    entry: ClaimSearch
    reason: str
    """The sentence that explains its status."""
    parties: int
    """Parties that take a position."""
    snippet: Snippet | None = None
    """Where the search terms stand; None without words."""

    @property
    def claim(self) -> Claim:
        return self.entry.claim

    @property
    def snippets(self) -> list[Snippet]:
        pair = [self.snippet, self.snippet.further] if self.snippet else []
        return [snippet for snippet in pair if snippet]

    @property
    def marked_proposition(self) -> Sequence[tuple[str, bool]]:
        """The proposition in pieces, matches marked, if it has matches."""
        return next((snippet.pieces for snippet in self.snippets if snippet.field == "proposition"), ())

    @property
    def passages(self) -> list[Snippet]:
        """The snippets outside the proposition."""
        return [snippet for snippet in self.snippets if snippet.field != "proposition"]


@dataclass
class SearchResults:
    """One page of the claims that match, and the filters that were used."""

    filters: ClaimFilter
    """Those requested, or the same with corrected words."""
    entries: ClaimSearchQuerySet
    """All matches, in the form that is quickest to count."""
    rows: list[ResultRow]
    total: int
    """Number of matches, at most 10,001."""
    page: KeysetPage | NumberedPage
    suggestion: str = ""
    """Known words that resemble the requested ones, where neither match with these filters."""
    partial: str = ""
    """"most" or "some": what the claims have of the words, where no claim has all of them."""
    notices: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether there are rows, and each has all that was searched."""
        return bool(self.rows) and not self.partial

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page of the best matches and there are more behind them."""
        if not isinstance(self.page, NumberedPage):
            return False
        return not self.page.next_query and self.total > self.page.total


def search_claims(filters: ClaimFilter, query: QueryDict) -> SearchResults:
    """Search with these filters, and take the page that `query` asks for.

    Words that the record does not have are corrected to the most similar ones; if no claim has all the
    words, those with most of them are taken.
    """
    requested = filters
    words = filters.requested_words
    suggestion = correct_spelling(words) if words and not filters.is_exact else None
    # One of several alternatives may be misspelt, or a negated word.
    if suggestion and not ClaimSearch.objects.matching(filters.parsed).exists():
        filters = filters.with_words(suggestion)
    results = _search_all(filters, query)
    if not results.total and filters.words and not filters.is_exact:
        results = _search_partially(filters) or results
    if results.rows or not filters.is_corrected:
        return results
    return SearchResults(requested, ClaimSearch.objects.none(), [], 0, KeysetPage(), suggestion or "")


def _search_partially(filters: ClaimFilter) -> SearchResults | None:
    """Find the claims with most of the words; None if there are none, or if a facet excludes them."""
    if filters.facets and (filters.is_corrected or ClaimSearch.objects.matching(filters.parsed).exists()):
        return None
    ids, has_most = rank_partial_matches(lambda words: filters.matches(q=words), filters.parsed)
    if not ids:
        return None
    rows = _build_rows(_fetch_in_order(ids), filters.parsed.with_query(""))
    partial = "most" if has_most else "some"
    return SearchResults(filters, ClaimSearch.objects.none(), rows, len(rows), KeysetPage(), partial=partial)


def _search_all(filters: ClaimFilter, query: QueryDict) -> SearchResults:
    entries = filters.matches()
    position, notices = _read_position(filters, query)
    page: KeysetPage | NumberedPage
    page_entries: Sequence[ClaimSearch]
    if filters.order == RELEVANCE:
        last = locate_page(position, total=MOST_PAGED, size=CLAIMS_PER_PAGE).first + CLAIMS_PER_PAGE
        ids, total = rank_by_relevance(entries, filters.parsed, last)
        page = paginate(position, ids[:MOST_PAGED], size=CLAIMS_PER_PAGE, total=min(total, MOST_PAGED))
        page_entries = _fetch_in_order(page.rows)
        if not is_uncounted(total):
            entries = ClaimSearch.objects.filter(pk__in=ids)
    else:
        total = _count(filters, entries)
        page = pagination.paginate_search(
            position, _with_claims(entries), filters.order, total=total, size=CLAIMS_PER_PAGE
        )
        page_entries = page.rows
    rows = _build_rows(page_entries, filters.parsed if filters.words else None)
    return SearchResults(filters, entries, rows, total, page, notices=notices)


def _count(filters: ClaimFilter, entries: ClaimSearchQuerySet) -> int:
    # count_results takes several queries, too many after those of a correction.
    return count_each([entries], COUNT_LIMIT + 1)[0] if filters.is_corrected else count_results(entries)


def _read_position(filters: ClaimFilter, query: QueryDict) -> tuple[QueryDict, list[str]]:
    """Return the canonical query with the requested position in the list.

    And a notice, if that position does not exist. Best matches have page numbers, every other order has
    cursors.
    """
    position = filters.canonical_query.copy()
    parameters = [PAGE] if filters.order == RELEVANCE else [AFTER, BEFORE]
    requested = [name for name in (PAGE, AFTER, BEFORE) if query.get(name)]
    for name in requested:
        if name in parameters:
            position[name] = str(query[name])
    if all(name in parameters for name in requested):
        return position, []
    return position, [_("That place in the list is from another search: this is the beginning of this one.")]


def _with_claims(entries: ClaimSearchQuerySet) -> ClaimSearchQuerySet:
    """Select the claims of the rows, and no column that only a search needs."""
    return entries.select_related("claim").defer("words", "facets", "claim__search")


def _fetch_in_order(ids: Sequence[int]) -> list[ClaimSearch]:
    by_id = _with_claims(ClaimSearch.objects.all()).in_bulk(ids) if ids else {}
    return [by_id[pk] for pk in ids if pk in by_id]


def _build_rows(entries: Sequence[ClaimSearch], words: ParsedQuery | None) -> list[ResultRow]:
    ids = [entry.pk for entry in entries]
    standings = read_standings(ids) if ids else {}
    snippets = find_snippets(ids, words) if ids and words else {}
    rows = []
    for entry in entries:
        positions = standings[entry.pk]
        reason = explain_status(entry.claim.status, positions)
        parties = {position.party_id for position in positions if not position.is_outlet}
        rows.append(ResultRow(entry, reason, len(parties), snippets.get(entry.pk)))
    return rows


def count_each(searches: Sequence[ClaimSearchQuerySet], limit: int) -> list[int]:
    """Count the rows of several searches, at most `limit` for each. Queries: 1, or 0 without searches."""
    selects: list[str] = []
    params: list = []
    for entries in searches:
        try:
            sql, values = entries.order_by().values("pk")[:limit].query.sql_with_params()
        except EmptyResultSet:
            sql, values = NOTHING, ()
        selects.append(COUNT.format(entries=sql))
        params += values
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        return [number for (number,) in cursor.fetchall()]
