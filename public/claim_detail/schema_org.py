"""A claim as schema.org/Claim, for machines that read pages.

Never a ClaimReview and never a rating: we rule on nothing. A claim's authors are, by schema.org, those who
make it: a claimant who denies or questions it is not among them. Where it appeared first is said only when
one dated article is earlier than all others.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from claims.versions.document import ClaimDocument, DocumentArticle, DocumentClaimant
from public.board import BoardPosition, Party

# So that nothing in a title or a name can end the script element that holds the JSON.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def build_claim_json(
    request: HttpRequest,
    claim: ClaimDocument,
    parties: Sequence[Party],
    wikidata_ids: Mapping[int, str],
    *,
    is_whole: bool,
    modified: datetime | None = None,
) -> SafeString:
    """Build the claim, who of `parties` now affirms it, and the articles that show it.

    `is_whole`: whether `parties` hold every statement on the claim, not one page of them. `modified`: when
    readers first saw its latest version.
    """
    address = request.build_absolute_uri(claim.get_absolute_url())
    positions = [p for party in parties for speaker in party.speakers for p in speaker.positions]
    appearances = [_describe_article(request, article) for article in _list_articles(positions)]
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": address,
        "url": address,
        "name": claim.text,
        "text": claim.text,
        "author": [
            _describe_claimant(request, claimant, wikidata_ids.get(claimant.pk))
            for claimant in _list_authors(positions)
        ],
    }
    if claim.published_at:
        data["datePublished"] = claim.published_at.isoformat()
    data["appearance"] = appearances
    if modified:
        data["dateModified"] = modified.isoformat()
    dates = sorted(appearance.get("datePublished", "") for appearance in appearances)
    if is_whole and dates and dates[0] and dates[:2].count(dates[0]) == 1:
        data["firstAppearance"] = appearances[0]  # they are in order of date
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES))  # noqa: S308 - escaped


def _list_authors(positions: Sequence[BoardPosition]) -> list[DocumentClaimant]:
    """List the claimants who now affirm the claim, each once."""
    authors = {
        position.statement.claimant.pk: position.statement.claimant
        for position in positions
        if position.standing == "current" and position.statement.stance == "affirms"
    }
    return list(authors.values())


def _list_articles(positions: Sequence[BoardPosition]) -> list[DocumentArticle]:
    """List the cited articles in order of date, each once, those without a date last."""
    citations = [citation for position in positions for citation in position.citations]
    articles = {citation.article.pk: citation.article for citation in citations}
    return sorted(articles.values(), key=lambda article: (str(article.published_on or "9"), article.pk))


def _describe_claimant(request: HttpRequest, claimant: DocumentClaimant, wikidata_id: str | None) -> dict:
    data = {
        "@type": "Person" if claimant.kind in ("person", "unnamed") else "Organization",
        "name": claimant.name,
        "url": request.build_absolute_uri(claimant.get_absolute_url()),
    }
    if wikidata_id:
        data["sameAs"] = f"https://www.wikidata.org/entity/{wikidata_id}"
    return data


def _describe_article(request: HttpRequest, article: DocumentArticle) -> dict:
    own_page = request.build_absolute_uri(article.get_absolute_url())
    data = {
        "@type": "NewsArticle",
        "url": article.canonical_url or own_page,
        "headline": article.title,
        "publisher": {"@type": "Organization", "name": article.outlet.name},
        "inLanguage": article.language,
    }
    if article.published_on:
        data["datePublished"] = article.published_on.isoformat()
    return data
