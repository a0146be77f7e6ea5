"""People, organisations and articles as schema.org has them, and what their documents are called."""

from typing import Any, Protocol

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from claims.models import ClaimantKind, Topic
from claims.versions.document import DocumentArticle
from core.canonical_urls import HasUrl, is_http_url
from public.languages import split_path

JsonObject = dict[str, Any]

WIKIDATA = "https://www.wikidata.org/entity/"


class NamedSpeaker(HasUrl, Protocol):
    """A claimant, or what a document holds of one."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


def identify(request: HttpRequest, page: str, pk: int, fragment: str = "") -> str:
    """Build the IRI of what `page` shows: one for all languages, which no change of a name changes."""
    root = get_script_prefix()
    _language, path = split_path(reverse(page, args=[pk]).removeprefix(root))
    return request.build_absolute_uri(root + path) + fragment


def without_empty(**values: object) -> JsonObject:
    """Return the values that there are: neither None, nor "", nor 0, nor an empty list."""
    return {name: value for name, value in values.items() if value}


def describe_speaker(
    request: HttpRequest, speaker: NamedSpeaker, wikidata_id: str | None = None
) -> JsonObject:
    """Describe a claimant as a Person or an Organization."""
    is_person = speaker.kind in (ClaimantKind.PERSON, ClaimantKind.UNNAMED)
    return {
        "@type": "Person" if is_person else "Organization",
        "@id": identify(request, "claimant_detail", speaker.pk),
        "name": speaker.name,
        "url": request.build_absolute_uri(speaker.get_absolute_url()),
        **without_empty(sameAs=f"{WIKIDATA}{wikidata_id}" if wikidata_id else None),
    }


def describe_topic(request: HttpRequest, topic: Topic) -> JsonObject:
    """Describe a topic as a DefinedTerm."""
    return {
        "@type": "DefinedTerm",
        "@id": identify(request, "topic_detail", topic.pk),
        "name": topic.name,
        "url": request.build_absolute_uri(topic.get_absolute_url()),
        **without_empty(description=topic.summary),
    }


def describe_article(request: HttpRequest, article: DocumentArticle) -> JsonObject:
    """Describe an article as a NewsArticle: at its own address, else at our page of it."""
    return {
        "@type": "NewsArticle",
        "url": locate_article(request, article),
        "headline": article.title,
        "publisher": {"@type": "Organization", "name": article.outlet.name},
        "inLanguage": article.language,
        **without_empty(datePublished=article.published_on and article.published_on.isoformat()),
    }


def locate_article(request: HttpRequest, article: DocumentArticle) -> str:
    if is_http_url(article.canonical_url):
        return article.canonical_url
    return request.build_absolute_uri(article.get_absolute_url())
