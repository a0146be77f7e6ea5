"""Taking an article in, once, however many people bring it at the same moment."""

from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sources.duplicates.lookup import at_address
from sources.extraction.article import Page, read_page, read_plain
from sources.fetching.fetch import Fetched, fetch
from sources.fetching.urls import page_key, tidy

from .models import Article, Capture, Outlet, text_sha256


class Kept(NamedTuple):
    """What became of an article that was brought in."""

    article: Article
    capture: Capture
    created: bool
    """Whether the article is new; if not, what the record says of it was left alone."""


def read_address(url: str) -> Page:
    """Fetch the page at `url` and read the article in it. Raises NotFetched or NothingToRead."""
    return page_in(fetch(url))


def page_in(fetched: Fetched) -> Page:
    """The article in a page that was fetched. Raises NothingToRead."""
    if fetched.content_type == "text/html":
        return read_page(fetched.body, url=fetched.final_url)
    return replace(read_plain(fetched.body), canonical_url=tidy(fetched.final_url))


@transaction.atomic
def keep_article(
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
) -> Kept:
    """Record an article with its text, or find the one that somebody else has recorded.

    The same address, in any spelling, is the same article: `text` becomes a further capture of
    it, unless it has that very one. Without an address, the same text of the same outlet is the
    same article; agency copy in two outlets stays two. Of two people who add one article at once
    the second waits for the first here, and then finds it. Raises ValidationError for what does not
    fit the fields.
    """
    if not text or "\0" in text:
        raise ValidationError("There is no text here that could be kept.")
    address = tidy(canonical_url)
    if address:
        _wait_for_others(f"address {page_key(address)}")
        article = at_address(address)
    else:
        _wait_for_others(f"text {outlet.pk} {text_sha256(text)}")
        article = _with_text(outlet, text)
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
        article, created = _save(new)
    capture = Capture.objects.keep(article=article, text=text, captured_at=now, obtained=obtained)
    return Kept(article, capture, created)


def _save(article: Article) -> tuple[Article, bool]:
    """`article`, saved; or the one that was recorded at its address in another way just now."""
    article.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:
        there = at_address(article.canonical_url)
        if there is None:
            raise
        return there, False
    return article, True


def _with_text(outlet: Outlet, text: str) -> Article | None:
    rows = Capture.objects.filter(sha256=text_sha256(text), article__outlet=outlet)
    first = rows.select_related("article__outlet").order_by("pk").first()
    return first.article if first else None


def _wait_for_others(what: str) -> None:
    """Hold a lock on `what` until the transaction ends; whoever wants it too waits."""
    number = int.from_bytes(blake2b(f"intake {what}".encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
