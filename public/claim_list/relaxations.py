"""What to relax when a search for claims finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from claims.search.query_parser import Typed, read_typed

from .facets import KINDS, address, any_word, label, without_words
from .results import totals

MOST_RELAXED = 4
"""How many ways out of an empty list are offered."""

COUNTED_RELAXED = 1000
"""What each of them would find is counted up to here."""


@dataclass(frozen=True)
class Way:
    """A way out of an empty list: what it does, its address, and how many claims it finds."""

    words: str
    query: str
    count: int


def ways_out(wanted: ClaimFilter, nearest: str = "") -> list[Way]:
    """What to relax when nothing was found, the gentlest first, each with what it would find. One query.

    `nearest`: words on record that resemble those looked for, if these are not.
    """
    asked = list(_relaxed(wanted, nearest))[:MOST_RELAXED]
    counts = totals([entries for _words, _query, entries in asked], COUNTED_RELAXED + 1)
    return [
        Way(words, query, count)
        for (words, query, _entries), count in zip(asked, counts, strict=True)
        if count
    ]


def _relaxed(wanted: ClaimFilter, nearest: str) -> Iterator[tuple[str, str, QuerySet]]:
    """What each way out says, its address, and the rows that it finds."""
    words = nearest or wanted.words
    read = read_typed(nearest) if nearest else words and wanted.read
    chosen = [(kind, value) for kind, values in wanted.facets.items() for value in values]
    if words and chosen:
        everywhere = QueryDict(mutable=True)
        everywhere["q"] = words
        yield (
            _("Look for “%(words)s” in every claim") % {"words": words},
            address(everywhere),
            (ClaimSearch.objects.matching(read)),
        )
    if len(chosen) > 1 or (words and chosen and nearest):
        yield from (_without(wanted, words, read, kind, value) for kind, value in chosen)
    either = any_word(words)
    if either:
        query = address(wanted.kept, "q", [either])
        yield _("Look for any of these words"), query, wanted.narrowed(q=either)
    if words and chosen:
        leave_out = _("Leave out the words %(words)s") % {"words": wanted.quoted}
        yield leave_out, without_words(wanted), wanted.narrowed(q="")


def _without(
    wanted: ClaimFilter, words: str, read: Typed | str, kind: str, value
) -> tuple[str, str, QuerySet]:
    rest = [other for other in wanted.facets[kind] if other != value]
    kept = wanted.kept.copy()
    if words:
        kept["q"] = words
    said = {"kind": KINDS[kind], "value": label(wanted, kind, value)}
    return (
        _("Leave out “%(kind)s: %(value)s”") % said,
        address(kept, kind, rest),
        wanted.narrowed(q=read, **{kind: rest}),
    )
