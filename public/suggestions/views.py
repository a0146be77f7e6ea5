from collections.abc import Iterable

from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimSearch
from claims.search.filters import LONGEST_SEARCH, ClaimFilter
from claims.search.ranking import build_prominent
from claims.search.words.questions import complete_question
from core.sql_statements import NO_ROWS, fetch_results
from public.names.matches import NameMatch, build_match, list_matches

LEAST_LETTERS = 2
MOST_SUGGESTED = 10
MOST_CLAIMS = 4
KEPT_SECONDS = 60

CLAIMS = """
SELECT c.id, c.text, c.status FROM unnest({ids}) WITH ORDINALITY AS best (id, place)
JOIN claims_claim c ON c.id = best.id AND c.state = 'published' ORDER BY best.place
"""


@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Suggest pages for a search that is being typed, as JSON: topics, parties, people, outlets, claims.

    The answer to a text that is too short or too long is an empty list. Queries: 3 or 4, up to 6
    for a phrase, or 0.
    """
    text = request.GET.get("q", "")
    is_short, is_long = len(text.strip()) < LEAST_LETTERS, len(text) > LONGEST_SEARCH
    matches = [] if is_short or is_long else find_pages(text)
    options = [{"label": match.name, "kind": match.kind, "url": match.url} for match in matches]
    number = len(options)
    status = ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number}
    return JsonResponse({"options": options, "status": status if options else _("No suggestions")})


def find_pages(text: str) -> list[NameMatch]:
    """Find the pages that a text names, and the first claims of a search for it.

    If there are none, those of the text with its unknown words corrected.
    """
    query = QueryDict(mutable=True)
    query["q"] = complete_question(text)
    filters = ClaimFilter(query, ClaimSearch.objects.all())
    if not filters.words:
        return []
    corrected = filters.find_correction()
    searched = corrected or filters
    claims_found = build_prominent(
        searched.matches(), searched.parsed, CLAIMS, MOST_CLAIMS, status=searched.question.status
    )
    words = filters.question.words
    match, match_instead = build_match(words), corrected and build_match(corrected.question.words)
    named, named_instead, claims = fetch_results(match or NO_ROWS, match_instead or NO_ROWS, *claims_found)
    if corrected and named:
        claims = []
    elif corrected:
        words, named = corrected.question.words, named_instead
    if not filters.has_words:
        return [_link_to_status(filters.question.status), *_list_claims(claims)]
    pages = list_matches(words, named, MOST_SUGGESTED - len(claims))
    return [*pages, *_list_claims(claims)]


def _link_to_status(status: str) -> NameMatch:
    name = _("All disputed claims") if status == "disputed" else _("All agreed claims")
    return NameMatch(_("list"), name, f"{reverse('claim_list')}?status={status}")


def _list_claims(rows: Iterable[tuple]) -> Iterable[NameMatch]:
    kinds = {"disputed": _("disputed claim"), "agreed": _("agreed claim"), "asserted": _("asserted claim")}
    for pk, text, status in rows:
        yield NameMatch(kinds.get(status, _("claim")), text, Claim(pk=pk, text=text).get_absolute_url())
