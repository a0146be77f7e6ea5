"""The results of a search: one page of claims, their number, and what to do if there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimSearch, FacetCount, Topic
from claims.search import pagination
from claims.search.facet_codes import BITS
from claims.search.facets import FacetOption, FacetQuery
from claims.search.filters import RELEVANCE, ClaimFilter
from claims.search.planner import count_results, is_uncounted
from claims.search.query_parser import ParsedQuery
from claims.search.ranking import RANK_NAMES, build_ranks, rank_by_relevance, rank_partial_matches
from claims.search.snippets import Snippet, build_snippets, read_snippets
from claims.status import group_standings, summarise_status
from core.keyset_pagination import AFTER, BEFORE, KeysetPage
from core.pagination import NumberedPage
from core.sql_statements import NO_ROWS, SqlStatement, fetch_results
from public.names.matches import NameMatch, build_match, read_matches

from .best_matches import PAGE, cut_page, link_pages, read_place
from .close_matches import CloseMatches, build_close, find_opposites, read_close
from .relaxations import Relaxation, build_candidate_counts, list_candidates, make_relaxations
from .site_pages import list_site_pages

CLAIMS_PER_PAGE = 20

MOST_PAGED = 500
"""Best matches that can be paged through. To find others, readers refine their search."""

ENTRIES = """
SELECT claim_id, published_at, changed_at, contested, covered,
       (SELECT count(*) FROM unnest(facets) AS code WHERE code >> 48 = 5),
       (SELECT v.made_at FROM claims_claimversion v
        WHERE v.claim_id = s.claim_id ORDER BY v.number DESC LIMIT 1)
FROM claims_claimsearch s WHERE claim_id = ANY ({ids})
"""
ENTRY_COLUMNS = 7
TOPICS_OFFERED = 6
TOPICS = """
SELECT t.id, t.name FROM ({ranked}) r (code, number) JOIN claims_topic t ON t.id = r.code & %s
ORDER BY r.number DESC, r.code DESC
"""
POSITIONS = "SELECT * FROM claims_positions(%s, NULL, false)"


@dataclass
class ResultRow:
    """One claim of the list."""

    claim: Claim
    reason: str
    """The sentence that explains its status."""
    parties: int
    """Parties that take a position."""
    published_at: datetime
    changed_at: datetime
    contested: int
    covered: int
    """Outlets that report it, several with one text as one."""
    outlets: int
    """Outlets that report it."""
    is_loaded: bool
    """Whether nothing has changed since it was loaded: its day is the one that the record gives it."""
    is_opposite: bool = False
    """Whether it is close to the words and says the opposite."""
    snippet: Snippet | None = None
    """Where the search terms stand; None without words."""

    @property
    def claim_id(self) -> int:
        return self.claim.pk

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
    rows: list[ResultRow]
    total: int
    """Number of matches, at most 10,001."""
    page: KeysetPage | NumberedPage
    partial: str = ""
    """"most" or "some": what the claims have of the words, where no claim has all of them."""
    close: list[ResultRow] = field(default_factory=list)
    """Claims close in meaning to the words that are not among `rows`."""
    notices: list[str] = field(default_factory=list)
    facets: dict[str, list[FacetOption]] = field(default_factory=dict)
    """The values that can narrow the list; none for partial matches."""
    relaxations: list[Relaxation] = field(default_factory=list)
    """What to leave out, where there are no rows."""
    name_matches: list[NameMatch] = field(default_factory=list)
    """The pages that the words name."""
    topics: list[Topic] = field(default_factory=list)
    """The topics with most claims, where there are no rows."""

    @property
    def is_complete(self) -> bool:
        """Whether there are rows, and each has all that was searched."""
        return bool(self.rows) and not self.partial

    @property
    def is_close_first(self) -> bool:
        """Whether what is close comes before the rows, which lack some of the words."""
        return bool(self.close) and not self.is_complete

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
    filters, corrected = understand_words(filters)
    searched = corrected or filters
    results = _search_all(searched, query)
    if not results.total and searched.has_words and not searched.is_exact:
        results = _search_partially(searched, query) or results
    return results if results.rows or results.close else _find_ways_out(filters, corrected, results, query)


def understand_words(filters: ClaimFilter) -> tuple[ClaimFilter, ClaimFilter | None]:
    """Return the filters with the topics that their words name in another script, or what corrects them.

    What names a topic is no misspelling. A text about this site is not corrected either.
    Queries: 1, or 0 without a suggestion or another script.
    """
    if not filters.is_in_another_script:
        return filters, None if list_site_pages(filters.words) else filters.find_correction()
    named, *correction = fetch_results(
        build_match(filters.question.words) or NO_ROWS, *filters.build_correction()
    )
    topics = list(dict.fromkeys(pk for kind, pk, _name in named if kind == "topic"))
    if topics:
        return filters.with_topics(topics), None
    return filters, filters.read_correction(*correction)


def _search_partially(filters: ClaimFilter, query: QueryDict) -> SearchResults | None:
    """Find the claims with most of the words; None if there are none, or if a facet excludes them."""
    # Words for which there are suggestions were left uncorrected because some claim has them, and words of
    # another script need a query more than the page has.
    if filters.facets and (filters.is_corrected or filters.suggestion or filters.is_in_another_script):
        return None
    excluded = ClaimSearch.objects.matching(filters.parsed) if filters.facets else ClaimSearch.objects.none()
    ids, has_most = rank_partial_matches(
        lambda words: filters.matches(q=words),
        filters.parsed,
        unless=excluded,
        status=filters.question.status,
    )
    if not ids:
        return None
    loader = RowLoader.for_words(filters, filters.parsed.with_query(""))
    loader.close_statement = build_close(filters, query, ENTRIES)
    rows = loader.load(ids)
    close = {row.claim_id for row in loader.close}
    rows = [row for row in rows if row.claim_id not in close]
    return SearchResults(
        filters,
        rows,
        len(rows),
        KeysetPage(),
        partial="most" if has_most else "some",
        close=loader.close,
        name_matches=loader.name_matches,
    )


def _search_all(filters: ClaimFilter, query: QueryDict) -> SearchResults:
    entries = filters.matches()
    loader = RowLoader.for_words(filters, filters.parsed) if filters.has_words else RowLoader()
    page: KeysetPage | NumberedPage
    notices: list[str] = []
    if filters.order == RELEVANCE:
        status = filters.question.status
        place = read_place(filters.canonical_query, query, CLAIMS_PER_PAGE)
        needed = place.count_needed(MOST_PAGED)
        ids, total, passed = rank_by_relevance(
            entries, filters.parsed, needed, status=status, edge=place.edge
        )
        page = cut_page(place, ids[:MOST_PAGED], min(total, MOST_PAGED), passed)
        if not is_uncounted(total):
            entries = ClaimSearch.objects.filter(pk__in=ids)
        loader.facets = FacetQuery(entries, filters.facets, total)
        loader.status = status
        if ids:
            loader.close_statement = build_close(
                filters, query, ENTRIES, above=ids, most=CLAIMS_PER_PAGE - total
            )
        rows = loader.load(page.rows)
        link_pages(page, place, loader.ranks)
    else:
        position, notices = _read_position(filters, query)
        total = count_results(entries)
        loader.facets = FacetQuery(entries, filters.facets, total)
        page = pagination.paginate_search(
            position, entries, filters.order, total=total, size=CLAIMS_PER_PAGE, load=loader.load
        )
        rows = list(page.rows)
    return SearchResults(
        filters,
        rows,
        total,
        page,
        close=loader.close,
        notices=notices,
        facets=loader.options,
        name_matches=loader.name_matches,
    )


def _find_ways_out(
    filters: ClaimFilter, corrected: ClaimFilter | None, results: SearchResults, query: QueryDict
) -> SearchResults:
    """Return the results of the words as requested, which none has: what is close, what would find something.

    Queries: 1.
    """
    if corrected:
        results = SearchResults(filters, [], 0, KeysetPage())
    words = filters.question.words
    candidates, match = list_candidates(filters, corrected), build_match(words)
    ranked, params = FacetCount.objects.rank_values("topic")[:TOPICS_OFFERED].query.sql_with_params()
    counts, named, topics, close = fetch_results(
        build_candidate_counts(candidates) if candidates else NO_ROWS,
        match or NO_ROWS,
        (TOPICS.format(ranked=ranked), [*params, (1 << BITS) - 1]),
        build_close(filters, query, ENTRIES),
    )
    results.close = _make_close_rows(filters.words, read_close(close, ENTRY_COLUMNS))
    results.relaxations = make_relaxations(candidates, counts)
    results.name_matches = read_matches(words, named)
    results.topics = [Topic(pk=pk, name=name) for pk, name in topics]
    return results


def _read_position(filters: ClaimFilter, query: QueryDict) -> tuple[QueryDict, list[str]]:
    """Return the canonical query with the requested position in the list.

    And a notice, if that position does not exist: only the best matches have page numbers.
    """
    position = filters.canonical_query.copy()
    parameters = [AFTER, BEFORE]
    requested = [name for name in (PAGE, AFTER, BEFORE) if query.get(name)]
    for name in requested:
        if name in parameters:
            position[name] = str(query[name])
    if all(name in parameters for name in requested):
        return position, []
    return position, [_("That place in the list is from another search: this is the beginning of this one.")]


@dataclass
class RowLoader:
    """What loads the rows of a page, and with them what the page shows besides.

    Where words stand in their texts and the pages of that name (not without `words`), and the options of
    `facets`; nothing of it before there are rows.
    """

    words: ParsedQuery | None = None
    text: str = ""
    requested: str = ""
    """What stood in the place of `text` before it was corrected: the pages of that name come first."""
    searched: str = ""
    """The whole search, of which `text` is what a question asks for."""
    facets: FacetQuery | None = None
    status: str | None = None
    """The status that comes first among the best matches; None in other orders."""
    options: dict[str, list[FacetOption]] = field(default_factory=dict)
    name_matches: list[NameMatch] = field(default_factory=list)
    ranks: dict[int, tuple] = field(default_factory=dict)
    """What the best matches are ordered by, by id."""
    close_statement: SqlStatement = NO_ROWS
    close: list[ResultRow] = field(default_factory=list)

    @classmethod
    def for_words(cls, filters: ClaimFilter, words: ParsedQuery) -> "RowLoader":
        requested = filters.requested_words if filters.is_corrected else ""
        return cls(words, filters.question.words, requested, filters.words)

    def load(self, ids: Sequence[int]) -> list[ResultRow]:
        """Load the rows of these claims, in this order. Queries: 1, or 0 without ids."""
        if not ids:
            return []
        snippets = build_snippets(ids, self.words) if self.words else None
        match, match_requested = build_match(self.text), build_match(self.requested)
        ranks = None
        if self.words and self.status is not None:
            ranks = build_ranks(ClaimSearch.objects.filter(pk__in=ids), self.words, self.status)
        entries, positions, marked, named, named_requested, ranked, close, counted = fetch_results(
            (ENTRIES.format(ids="%s"), [list(ids)]),
            (POSITIONS, [list(ids)]),
            snippets or NO_ROWS,
            match or NO_ROWS,
            match_requested or NO_ROWS,
            ranks or NO_ROWS,
            self.close_statement,
            *(self.facets.build() if self.facets else [NO_ROWS]),
        )
        matches = read_matches(self.requested, named_requested)
        self.name_matches = matches or read_matches(self.text, named)
        self.ranks = {row[RANK_NAMES.index("claim_id")]: row for row in ranked}
        self.options = self.facets.read(counted) if self.facets else {}
        self.close = _make_close_rows(self.searched, read_close(close, ENTRY_COLUMNS))
        return _make_rows(ids, entries, positions, read_snippets(marked))


def _make_close_rows(text: str, close: CloseMatches) -> list[ResultRow]:
    rows = _make_rows([*close.cosines], close.facts, close.positions, {})
    opposites = find_opposites(text, {row.claim.text: close.cosines[row.claim_id] for row in rows})
    for row in rows:
        row.is_opposite = row.claim.text in opposites
    return rows


def _make_rows(
    ids: Sequence[int],
    entries: Sequence[tuple],
    positions: list[tuple],
    snippets: Mapping[int, Snippet],
) -> list[ResultRow]:
    claims = {row[0]: row[-2:] for row in positions}
    standings = group_standings(positions)
    rows = {}
    for pk, published_at, changed_at, contested, covered, outlets, made_at in entries:
        if pk not in claims:
            continue
        text, status = claims[pk]
        rows[pk] = ResultRow(
            claim=Claim(pk=pk, text=text, status=status),
            reason=summarise_status(status, standings[pk]),
            parties=len({position.party_id for position in standings[pk] if not position.is_outlet}),
            published_at=published_at,
            changed_at=changed_at,
            contested=contested,
            covered=covered,
            outlets=outlets,
            is_loaded=timezone.localdate(made_at) > timezone.localdate(changed_at),
            snippet=snippets.get(pk),
        )
    return [rows[pk] for pk in ids if pk in rows]
