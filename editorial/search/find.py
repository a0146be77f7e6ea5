"""Searches the whole record: claims, drafts, excerpts, names and articles, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.contrib import admin
from django.http import HttpRequest, QueryDict

from claims.models import Claim, ClaimSearch
from claims.search.filters import ClaimFilter
from core.sql_statements import fetch_results
from editorial.admin.base.search import leave_out_stop_words, split_words

from .claims import DraftFinder, PublishedFinder
from .names import CLAIMANTS, LOW_THRESHOLD, OUTLETS, RESET_THRESHOLD, TOPICS
from .results import Finder, Group, SearchText
from .texts import ARTICLES, CITATIONS


@dataclass
class RecordSearch:
    """What a search found, in the order of the page; groups without rows are left out."""

    text: str
    groups: Sequence[Group] = ()
    notices: list[str] = field(default_factory=list)
    correction: str = ""
    """The words that were looked for instead, as no claim that readers see has those of the text."""

    @property
    def has_words(self) -> bool:
        return any(letter.isalnum() for letter in self.text)


def search_record(request: HttpRequest, query: QueryDict) -> RecordSearch:
    """Find what has the words of `q`, as far as this person may look at it.

    Nothing for a text without letters and digits. Queries: 8, up to 21 where very many claims match, besides
    those of the permissions.
    """
    filters = ClaimFilter(query, ClaimSearch.objects.all())
    search = RecordSearch(filters.requested_words, notices=filters.notices())
    if not search.has_words:
        return search
    corrected = filters.find_correction()
    search.correction = corrected.words if corrected else ""
    words = SearchText(
        search.text, leave_out_stop_words(split_words(search.text)), split_words(search.correction)
    )
    finders: list[Finder] = [CLAIMANTS, TOPICS, OUTLETS, CITATIONS, ARTICLES]
    if may_view(request, Claim):
        finders = [PublishedFinder(corrected or filters), DraftFinder(search.text), *finders]
    finders = [finder for finder in finders if may_view(request, finder.model)]
    search.groups = [group for group in find_groups(finders, words) if group.rows]
    return search


def find_groups(finders: Sequence[Finder], words: SearchText) -> list[Group]:
    """Send the statements of all finders to the database at once. Queries: 1."""
    statements = [finder.build(words) for finder in finders]
    answers = iter(
        fetch_results(LOW_THRESHOLD, *(each for group in statements for each in group), RESET_THRESHOLD)
    )
    return [
        finder.read(words, *islice(answers, len(built)))
        for finder, built in zip(finders, statements, strict=True)
    ]


def may_view(request: HttpRequest, model: type) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)
