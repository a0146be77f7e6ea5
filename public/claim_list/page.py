"""Everything that the list of claims shows, computed when the template asks for it."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from claims.search.spelling import OTHER_LETTER
from core.pagination import COUNT_LIMIT
from public.names.matches import NameMatch

from .facets import (
    Chip,
    Facet,
    FacetLink,
    build_chips,
    build_exact_query,
    build_facets,
    build_or_query,
    build_query_string,
    build_readings,
    build_sorts,
    build_title,
    describe_correction,
    is_indexed,
)
from .relaxations import COUNTED_RELAXED
from .results import MOST_PAGED, SearchResults, search_claims
from .site_pages import list_site_pages

TOPICS_NAMED = gettext_lazy(
    "Claims are in English. These words name a topic, so all claims under it are listed too."
)


class ClaimListPage:
    """The page that a query string asks for. Its searches run when they are first needed."""

    most_counted = COUNT_LIMIT
    most_relaxed_counted = COUNTED_RELAXED
    most_ranked = MOST_PAGED

    def __init__(self, query: QueryDict) -> None:
        self.query = query

    @cached_property
    def results(self) -> SearchResults:
        return search_claims(ClaimFilter(self.query, ClaimSearch.objects.all()), self.query)

    @property
    def filters(self) -> ClaimFilter:
        """The filters that were used: those requested, or the same with corrected words."""
        return self.results.filters

    @cached_property
    def notices(self) -> list[str]:
        return [*self.filters.notices(), *self.results.notices]

    @cached_property
    def title(self) -> str:
        return build_title(self.filters)

    @cached_property
    def chips(self) -> list[Chip]:
        return build_chips(self.filters)

    @property
    def chosen_count(self) -> int:
        """Number of facet values chosen."""
        return sum(len(values) for values in self.filters.facets.values())

    @cached_property
    def facets(self) -> list[Facet]:
        """What would narrow the list; nothing for partial matches or none."""
        results = self.results
        if not results.is_complete:
            return []
        return build_facets(self.filters, results.facets, results.total)

    @cached_property
    def sorts(self) -> list[FacetLink]:
        return build_sorts(self.filters)

    @property
    def or_query(self) -> str:
        """Query string of the search for any of the words, offered beside partial matches."""
        return build_or_query(self.filters) if self.results.partial else ""

    @cached_property
    def readings(self) -> list[str]:
        """How the words are understood, where that is not plain, in sentences."""
        readings = build_readings(self.filters)
        return (
            [*readings, str(TOPICS_NAMED)] if self.filters.parsed.topics and self.filters.words else readings
        )

    @property
    def correction(self) -> str:
        """The words that are looked for instead of those requested."""
        return describe_correction(self.filters)

    @property
    def exact_query(self) -> str:
        """Query string of the search for the words as typed, offered where they are read otherwise."""
        return build_exact_query(self.filters) if self.filters.is_corrected or self.readings else ""

    @cached_property
    def name_matches(self) -> list[NameMatch]:
        """The pages that the words name or are about."""
        return [*list_site_pages(self.filters.requested_words), *self.results.name_matches]

    @property
    def needs_english(self) -> bool:
        """Whether nothing is found for words in another script, as of readers who may not know of English."""
        return not self.results.rows and OTHER_LETTER.search(self.filters.words) is not None

    @property
    def canonical(self) -> str:
        query = self.filters.canonical_query
        return build_query_string(query) if query else ""

    @property
    def is_indexed(self) -> bool:
        return is_indexed(self.filters) and not self.results.page.previous_query
