"""Relaxations: what to leave out when a search finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from claims.search.query_parser import ParsedQuery, parse_query
from claims.search.querysets import ClaimSearchQuerySet

from .facets import KINDS, either_word, query_string, query_without_words, value_label
from .results import count_each

MOST_RELAXED = 4
"""Relaxations that are tried."""

COUNTED_RELAXED = 1000
"""The results of each are counted up to here."""

Candidate = tuple[str, str, ClaimSearchQuerySet]
"""What a relaxation says, its query string, and its rows."""


@dataclass(frozen=True)
class Relaxation:
    """A search with less in it that finds something: its words, query string and number of claims."""

    words: str
    query: str
    count: int


def find_relaxations(filters: ClaimFilter, suggestion: str = "") -> list[Relaxation]:
    """Find what to leave out of a search without results, the gentlest first.

    Only what finds something is offered. `suggestion` has known words that resemble those searched.
    Queries: 1 or 2.
    """
    candidates = list(_candidates(filters, suggestion))[:MOST_RELAXED]
    counts = count_each([entries for _words, _query, entries in candidates], COUNTED_RELAXED + 1)
    return [
        Relaxation(words, query, count)
        for (words, query, _entries), count in zip(candidates, counts, strict=True)
        if count
    ]


def _candidates(filters: ClaimFilter, suggestion: str) -> Iterator[Candidate]:
    words = suggestion or filters.words
    parsed = parse_query(suggestion) if suggestion else filters.parsed if words else ""
    chosen = [(kind, value) for kind, values in filters.facets.items() for value in values]
    if words and chosen:
        everywhere = QueryDict(mutable=True)
        everywhere["q"] = words
        yield (
            _("Look for “%(words)s” in every claim") % {"words": words},
            query_string(everywhere),
            ClaimSearch.objects.matching(parsed),
        )
    if len(chosen) > 1 or (words and chosen and suggestion):
        yield from (_without_value(filters, words, parsed, kind, value) for kind, value in chosen)
    either = either_word(words)
    if either:
        query = query_string(filters.canonical_query, "q", [either])
        yield _("Look for any of these words"), query, filters.matches(q=either)
    if words and chosen:
        leave_out = _("Leave out the words %(words)s") % {"words": filters.quoted}
        yield leave_out, query_without_words(filters), filters.matches(q="")


def _without_value(
    filters: ClaimFilter, words: str, parsed: ParsedQuery | str, kind: str, value: object
) -> Candidate:
    """Build the search without one facet value."""
    others = [other for other in filters.facets[kind] if other != value]
    query = filters.canonical_query.copy()
    if words:
        query["q"] = words
    label = {"kind": KINDS[kind], "value": value_label(filters, kind, value)}
    return (
        _("Leave out “%(kind)s: %(value)s”") % label,
        query_string(query, kind, others),
        filters.matches(q=parsed, **{kind: others}),
    )
