"""Relaxations: what to leave out when a search finds nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from claims.search.query_parser import ParsedQuery
from claims.search.querysets import ClaimSearchQuerySet
from core.counts import build_counts
from core.sql_statements import SqlStatement

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


def list_candidates(filters: ClaimFilter, corrected: ClaimFilter | None) -> list[Candidate]:
    """List what could be left out of a search without results, the gentlest first.

    `corrected`: the same search with known words that resemble those asked for.
    """
    return list(_list_candidates(filters, corrected))[:MOST_RELAXED]


def build_candidate_counts(candidates: Sequence[Candidate]) -> SqlStatement:
    """Build the query for how many claims each finds."""
    return build_counts([entries[: COUNTED_RELAXED + 1] for _words, _query, entries in candidates])


def make_relaxations(candidates: Sequence[Candidate], counts: Iterable[tuple]) -> list[Relaxation]:
    """Make relaxations of those candidates that find something."""
    return [
        Relaxation(words, query, count)
        for (words, query, _entries), (count,) in zip(candidates, counts, strict=True)
        if count
    ]


def _list_candidates(filters: ClaimFilter, corrected: ClaimFilter | None) -> Iterator[Candidate]:
    words, parsed = (corrected or filters).words, (corrected or filters).parsed
    chosen_values = [(kind, value) for kind, values in filters.facets.items() for value in values]
    if words and chosen_values:
        unfiltered_query = QueryDict(mutable=True)
        unfiltered_query["q"] = words
        yield (
            _("Look for %(words)s in every claim") % {"words": (corrected or filters).quoted},
            build_query_string(unfiltered_query),
            ClaimSearch.objects.matching(parsed),
        )
    if len(chosen_values) > 1 or (words and chosen_values and corrected):
        yield from (_relax_value(filters, words, parsed, kind, value) for kind, value in chosen_values)
    any_words = join_with_or(words)
    if any_words:
        query = build_query_string(filters.canonical_query, "q", [any_words])
        yield _("Look for any of these words"), query, filters.matches(q=parsed.with_any_term())
    if words and chosen_values:
        label = _("Leave out the words %(words)s") % {"words": filters.quoted}
        yield label, build_query_without_words(filters), filters.matches(q="")


def _relax_value(
    filters: ClaimFilter, words: str, parsed: ParsedQuery, kind: str, value: object
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
        filters.matches(q=parsed if words else "", **{kind: remaining}),
    )
