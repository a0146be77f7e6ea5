"""Relaxations: what to leave out when a search finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from claims.search.query_parser import ParsedQuery, parse_query
from claims.search.querysets import ClaimSearchQuerySet
from core.counts import count_each

from .facets import KIND_LABELS, build_query_string, build_query_without_words, get_value_label, join_with_or

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
    candidates = list(_list_candidates(filters, suggestion))[:MOST_RELAXED]
    counts = count_each([entries[: COUNTED_RELAXED + 1] for _words, _query, entries in candidates])
    return [
        Relaxation(words, query, count)
        for (words, query, _entries), count in zip(candidates, counts, strict=True)
        if count
    ]


def _list_candidates(filters: ClaimFilter, suggestion: str) -> Iterator[Candidate]:
    words = suggestion or filters.words
    parsed = parse_query(suggestion) if suggestion else filters.parsed if words else ""
    chosen_values = [(kind, value) for kind, values in filters.facets.items() for value in values]
    if words and chosen_values:
        unfiltered_query = QueryDict(mutable=True)
        unfiltered_query["q"] = words
        yield (
            _("Look for “%(words)s” in every claim") % {"words": words},
            build_query_string(unfiltered_query),
            ClaimSearch.objects.matching(parsed),
        )
    if len(chosen_values) > 1 or (words and chosen_values and suggestion):
        yield from (_relax_value(filters, words, parsed, kind, value) for kind, value in chosen_values)
    any_words = join_with_or(words)
    if any_words:
        query = build_query_string(filters.canonical_query, "q", [any_words])
        yield _("Look for any of these words"), query, filters.matches(q=any_words)
    if words and chosen_values:
        label = _("Leave out the words %(words)s") % {"words": filters.quoted}
        yield label, build_query_without_words(filters), filters.matches(q="")


def _relax_value(
    filters: ClaimFilter, words: str, parsed: ParsedQuery | str, kind: str, value: object
) -> Candidate:
    """Build the candidate without one facet value."""
    remaining = [item for item in filters.facets[kind] if item != value]
    query = filters.canonical_query.copy()
    if words:
        query["q"] = words
    names = {"kind": KIND_LABELS[kind], "value": get_value_label(filters, kind, value)}
    return (
        _("Leave out “%(kind)s: %(value)s”") % names,
        build_query_string(query, kind, remaining),
        filters.matches(q=parsed, **{kind: remaining}),
    )
