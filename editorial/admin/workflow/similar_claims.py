"""Finding the claim that exists already, wherever one is named."""

import re

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, Value, When
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join

from claims.duplicates.similarity import SimilarClaim, find_similar_claims, score_claims, status_label
from claims.merges import exclude_merged
from claims.models import State
from editorial.admin.base import change_url

MOST_SEARCH_WORDS = 12
MOST_OFFERED = 40
"""How many claims an autocomplete field offers."""
LONGEST_ASKED = 400
"""How many characters of a text are looked at while it is typed. A claim has at most 300."""
VERY_SIMILAR = 0.8
"""From this score on whoever adds a claim is asked whether it is another one."""
MOST_ASKED_ABOUT = 3
ANOTHER = "another_claim"


def proposition_query(words: str) -> SearchQuery | None:
    """Full text that also finds words which are still being typed; None when there is no word."""
    found = re.findall(r"\w+", words)[:MOST_SEARCH_WORDS]
    if not found:
        return None
    beginnings = " & ".join(f"'{word}':*" for word in found)
    return SearchQuery(beginnings, search_type="raw", config="english_unaccent")


def offered(claims, words: str):
    """Those of `claims` that `words` may mean, misspelt or not: the most similar first, at most
    MOST_OFFERED. What was merged into another claim or retracted is not offered."""
    claims = exclude_merged(claims.exclude(state=State.RETRACTED))
    ids = [pk for pk, _ in score_claims(words[:LONGEST_ASKED], limit=MOST_OFFERED)]
    if len(ids) < MOST_OFFERED and (query := proposition_query(words)):
        more = claims.filter(search=query).exclude(pk__in=ids).order_by("-pk")
        ids += more.values_list("pk", flat=True)[: MOST_OFFERED - len(ids)]
    place = Case(
        *(When(pk=pk, then=Value(n)) for n, pk in enumerate(ids)),
        default=Value(len(ids)),
        output_field=IntegerField(),
    )
    return claims.filter(pk__in=ids).order_by(place, "pk")


def ask_whether_another(text: str, ticked: str, *, besides: int | None) -> None:
    """ValidationError that names the claims which say nearly `text`, with a tick to say that it is
    another one. `ticked`: the ids for which that was said already, with commas."""
    said = set(ticked.split(","))
    found = find_similar_claims(text, limit=MOST_ASKED_ABOUT, exclude=besides)
    alike = [one for one in found if one.score >= VERY_SIMILAR]
    if all(str(one.claim.pk) in said for one in alike):
        return
    links = format_html_join(
        "; ",
        '<a href="{}" target="_blank" dir="auto">{}</a> ({})',
        ((change_url(one.claim), one.claim, in_words(one)) for one in alike),
    )
    raise ValidationError(
        format_html(
            "This looks like {}. If it is the same, add a statement there instead. "
            '<label class="record-another"><input type="checkbox" name="{}" value="{}"> '
            "It is another claim</label>",
            links,
            ANOTHER,
            ",".join(str(one.claim.pk) for one in alike),
        ),
        code="similar",
    )


def in_words(one: SimilarClaim) -> str:
    """ "disputed: affirmed by Russia; denied by Syria"."""
    return f"{one.status}: {one.positions}" if one.positions else one.status


class FindsSimilar:
    """Mixed into the admin of claims: by likeness for every field that names a claim."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.similar_view)
        return [path("similar/", view, name="claims_claim_similar"), *super().get_urls()]

    def similar_view(self, request):
        """JSON for a field in which a claim is typed: `q` is its text, `besides` the claim's own id.

        {"claims": [{"id", "text", "state", "status", "positions", "score", "url"}]}, the most
        similar first; nothing for less than three characters.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.GET.get("q", "")[:LONGEST_ASKED]
        besides = request.GET.get("besides", "")
        own = int(besides) if besides.isascii() and besides.isdigit() and len(besides) < 19 else None
        found = find_similar_claims(typed, exclude=own) if len(typed.strip()) > 2 else []
        claims = [
            {
                "id": one.claim.pk,
                "text": one.claim.text,
                "state": one.claim.state,
                "status": one.status,
                "positions": one.positions,
                "score": one.score,
                "url": change_url(one.claim),
            }
            for one in found
        ]
        return JsonResponse({"claims": claims})

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return (exclude_merged(queryset) if is_autocomplete(request) else queryset), False
        if is_autocomplete(request):
            return offered(queryset, search_term), False
        query = proposition_query(search_term)
        return (queryset.filter(search=query) if query else queryset.none()), False

    def in_autocomplete(self, obj) -> str:
        """How a claim reads in the list under a field."""
        return f"{obj} – {status_label(obj)}"


def is_autocomplete(request) -> bool:
    """Whether a field asks, and not the list of all rows."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
