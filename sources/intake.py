"""Intake of articles.

An article is recorded once, however many people add it at the same moment.
"""

from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sources.duplicates.copies import note_copy
from sources.duplicates.lookup import find_by_url
from sources.extraction.article import ExtractedArticle, extract_from_text
from sources.extraction.interstitials import check_redirect
from sources.extraction.isolation import read_html_apart
from sources.fetching.fetch import FetchedPage, fetch
from sources.fetching.urls import make_page_key, normalise_url

from .models import Article, Capture, Outlet, text_sha256


class IntakeResult(NamedTuple):
    """The article and capture that an intake recorded or found."""

    article: Article
    capture: Capture
    created: bool
    """Whether the article is new; if not, its fields were left alone."""


def fetch_article(url: str) -> ExtractedArticle:
    """Fetch the page at `url` and extract its article.

    Raises FetchError or ExtractionError.
    """
    return extract_article(fetch(url))


def extract_article(fetched: FetchedPage) -> ExtractedArticle:
    """Extract the article from a fetched page.

    Raises ExtractionError, also where the address led elsewhere than to an article.
    """
    check_redirect(fetched.url, fetched.final_url)
    if fetched.content_type == "text/html":
        return read_html_apart(fetched.body, url=fetched.final_url)
    return replace(extract_from_text(fetched.body), canonical_url=normalise_url(fetched.final_url))


@transaction.atomic
def record_article(
    *,
    outlet: Outlet,
    title: str,
    byline: str = "",
    published_on: date | None = None,
    language: str = "en",
    canonical_url: str = "",
    text: str,
    obtained: str,
    now: datetime,
) -> IntakeResult:
    """Record an article with its text, or find the one already recorded.

    The same address, in any spelling, is the same article: `text` becomes another capture of it,
    unless it has that one. Without an address, the same text in the same outlet is the same article;
    agency copy in two outlets stays two. If two people add one article at once, the second waits for
    the first here, and then finds it. Of a new one it is noted whose text it has; others stay as they are.
    Raises ValidationError for values that do not fit the fields.
    """
    if not text or "\0" in text:
        raise ValidationError("There is no text here that could be kept.")
    address = normalise_url(canonical_url)
    if address:
        _lock(f"address {make_page_key(address)}")
        article = find_by_url(address)
    else:
        _lock(f"text {outlet.pk} {text_sha256(text)}")
        article = _find_by_text(outlet, text)
    created = False
    if article is None:
        new = Article(
            outlet=outlet,
            title=title,
            byline=byline,
            published_on=published_on,
            language=language,
            canonical_url=address,
        )
        article, created = _save_or_find(new)
    capture = Capture.objects.keep(article=article, text=text, captured_at=now, obtained=obtained)
    if created:
        note_copy(article, text)
    return IntakeResult(article, capture, created)


def _save_or_find(article: Article) -> tuple[Article, bool]:
    """Save `article`, or find the one just recorded at its address.

    Somebody may have recorded it in another way than through intake, which the lock does not
    prevent.
    """
    article.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:
        existing = find_by_url(article.canonical_url)
        if existing is None:
            raise
        return existing, False
    return article, True


def _find_by_text(outlet: Outlet, text: str) -> Article | None:
    rows = Capture.objects.filter(sha256=text_sha256(text), article__outlet=outlet)
    first = rows.select_related("article__outlet").order_by("pk").first()
    return first.article if first else None


def _lock(name: str) -> None:
    """Hold an advisory lock until the transaction ends; others who want it wait."""
    number = int.from_bytes(blake2b(f"intake {name}".encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
