"""Finding the claim that exists already, in every field for a claim."""

import re

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join

from claims.duplicates.likeness import Kind
from claims.duplicates.similarity import (
    SimilarClaim,
    find_similar_claims,
    is_close,
    score_claims,
    status_label,
)
from claims.merges import exclude_merged
from claims.models import Claim, State
from core.query_string import parse_id
from editorial.admin.base import Workflow, change_url
from editorial.admin.base.changelist import is_autocomplete

MAX_SEARCH_WORDS = 12
MAX_CHOICES = 40
"""How many claims an autocomplete field offers."""
MAX_CHARACTERS = 400
"""How many characters of a text are compared while it is typed. A claim has at most 300."""
MIN_CHARACTERS = 3
VERY_SIMILAR = 0.8
"""From this score on, the person who adds a claim is asked whether it is another one."""
MAX_QUESTIONED = 3
ANOTHER = "another_claim"


class SimilarClaims(Workflow):
    """Claims that say nearly what somebody is typing, as JSON for a script."""

    def get_urls(self):
        view = self.model_admin.admin_site.admin_view(self.similar_view)
        return [path("similar/", view, name="claims_claim_similar")]

    def similar_view(self, request: HttpRequest) -> JsonResponse:
        """Return the claims similar to `q`, except the one with the id `besides`.

        Returns {"claims": [{"id", "text", "state", "status", "positions", "score", "kind", "url"}]}, the
        most similar first; none for less than MIN_CHARACTERS.
        """
        if not self.model_admin.has_view_permission(request):
            raise PermissionDenied
        text = request.GET.get("q", "")[:MAX_CHARACTERS]
        own_pk = parse_id(request.GET.get("besides", ""))
        is_long_enough = len(text.strip()) >= MIN_CHARACTERS
        claims = find_similar_claims(text, exclude=own_pk) if is_long_enough else []
        return JsonResponse({"claims": [build_json(similar) for similar in claims]})


def build_json(similar: SimilarClaim) -> dict:
    return {
        "id": similar.claim.pk,
        "text": similar.claim.text,
        "state": similar.claim.state,
        "status": similar.status,
        "positions": similar.positions,
        "score": similar.score,
        "kind": similar.kind,
        "url": change_url(similar.claim),
    }


def search_claims(request: HttpRequest, claims: QuerySet[Claim], term: str) -> QuerySet[Claim]:
    """Search claims: in a list by full text, for an autocomplete by similarity."""
    if not term.strip():
        return exclude_merged(claims) if is_autocomplete(request) else claims
    if is_autocomplete(request):
        return find_choices(claims, term)
    query = make_proposition_query(term)
    return claims.filter(search=query) if query else claims.none()


def search_claims_of_topic(claims: QuerySet[Claim], topic: int, term: str) -> QuerySet[Claim]:
    """Search the claims under a topic for an autocomplete, by the beginnings of words."""
    claims = claims.filter(topics=topic).exclude(state=State.RETRACTED)
    query = make_proposition_query(term)
    return claims.filter(search=query) if query else claims


def make_proposition_query(text: str) -> SearchQuery | None:
    """Make a full-text query for words still being typed; None without any word."""
    words = re.findall(r"\w+", text)[:MAX_SEARCH_WORDS]
    if not words:
        return None
    prefixes = " & ".join(f"'{word}':*" for word in words)
    return SearchQuery(prefixes, search_type="raw", config="english_unaccent")


def find_choices(claims: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Return the claims that `text`, even misspelt, may mean: most similar first.

    Returns at most MAX_CHOICES, without claims that were merged into another one or retracted.
    """
    claims = exclude_merged(claims.exclude(state=State.RETRACTED))
    [scored] = score_claims([text[:MAX_CHARACTERS]], limit=MAX_CHOICES)
    ids = [row.pk for row in scored]
    if len(ids) < MAX_CHOICES and (query := make_proposition_query(text)):
        word_matches = claims.filter(search=query).exclude(pk__in=ids).order_by("-pk")
        ids += word_matches.values_list("pk", flat=True)[: MAX_CHOICES - len(ids)]
    rank = Case(
        *(When(pk=pk, then=Value(n)) for n, pk in enumerate(ids)),
        default=Value(len(ids)),
        output_field=IntegerField(),
    )
    return claims.filter(pk__in=ids).order_by(rank, "pk")


def validate_is_another_claim(text: str, confirmed: str, *, exclude: int | None) -> None:
    """Check that no other claim says nearly `text`, unless the person confirms it.

    `exclude` is the id of the claim itself, `confirmed` the ids from which it was said to differ,
    with commas. Raises ValidationError with links to the others and a box to tick.
    """
    confirmed_ids = set(confirmed.split(","))
    claims = find_similar_claims(text, limit=MAX_QUESTIONED, exclude=exclude)
    very_similar = [similar for similar in claims if is_close(similar, VERY_SIMILAR)]
    if all(str(similar.claim.pk) in confirmed_ids for similar in very_similar):
        return
    links = format_html_join(
        "; ",
        '<a href="{}" target="_blank" dir="auto">{}</a> ({})',
        ((change_url(similar.claim), similar.claim, describe_status(similar)) for similar in very_similar),
    )
    raise ValidationError(
        format_html(
            "This looks like {}. If it is the same, add a statement there instead. "
            '<label class="record-another"><input type="checkbox" name="{}" value="{}"> '
            "It is another claim</label>",
            links,
            ANOTHER,
            ",".join(str(similar.claim.pk) for similar in very_similar),
        ),
        code="similar",
    )


def describe_status(similar: SimilarClaim) -> str:
    """Return "says the opposite; disputed: affirmed by Russia; denied by Syria"."""
    status = f"{similar.status}: {similar.positions}" if similar.positions else similar.status
    return f"says the opposite; {status}" if similar.kind == Kind.OPPOSITE else status


def label_choice(claim: Claim) -> str:
    """Return how a claim reads in the list under an autocomplete field."""
    return f"{claim} – {status_label(claim)}"
