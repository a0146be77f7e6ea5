"""Later checks of an article's address and text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sources.fetching.fetch import FetchedPage, FetchError, fetch
from sources.fetching.urls import get_host, is_front_page, make_page_key, normalise_url
from sources.models.link import BROKEN_AFTER

from .intake import extract_article
from .models import Article, Capture, LinkCheck, Obtained, Outcome
from .signals import article_recaptured

__all__ = ["RecaptureResult", "check_article_link", "recapture"]

# Failures that show all the same that the address leads somewhere.
_ANSWERED = {"wrong_type", "too_big"}
MIN_FAILURE_GAP = timedelta(hours=12)
"""Failures that follow sooner count as one: several in a row are to mean several days."""
_GONE = {"not_found", "not_an_address", "private_address", "too_many_redirects"}
_MAY_RETURN = {"timeout", "cannot_connect", "no_such_host", "server_error"}


@dataclass(frozen=True, slots=True)
class RecaptureResult:
    """The outcome of capturing an article again."""

    article: Article
    old: Capture | None
    """The latest capture before; None when there was none."""
    new: Capture
    """The capture of the text as it is now; `old` itself if nothing changed."""
    is_same: bool
    """Whether the text was on the record already."""
    link: LinkCheck


def recapture(article: Article, *, now: datetime) -> RecaptureResult:
    """Fetch `article` from its address and record a changed text as a capture.

    Raises FetchError or ExtractionError; the check of the address is recorded all the same.
    A second run changes nothing.
    """
    link, answer = _fetch_and_record(article, now)
    if isinstance(answer, FetchError):
        raise answer
    page = extract_article(answer)  # ExtractionError leaves the check of the address as it is
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)  # one at a time, to send no signal twice
        old = article.captures.order_by("-captured_at", "-pk").first()
        known_ids = set(article.captures.values_list("pk", flat=True))
        new = Capture.objects.keep(
            article=article, text=page.text, captured_at=now, obtained=Obtained.FETCHED
        )
        is_same = new.pk in known_ids
        if old is None or new.pk != old.pk:
            article_recaptured.send(Article, article=article, old_capture=old, new_capture=new)
    return RecaptureResult(article, old, new, is_same, link)


def check_article_link(article: Article, *, now: datetime) -> tuple[LinkCheck, FetchError | None]:
    """Check and record whether the address of `article` still leads to it.

    Also returns the failure, if any.
    """
    link, answer = _fetch_and_record(article, now)
    return link, answer if isinstance(answer, FetchError) else None


def _fetch_and_record(article: Article, now: datetime) -> tuple[LinkCheck, FetchedPage | FetchError]:
    """Fetch the page, outside any transaction, and record whether the address works."""
    answer: FetchedPage | FetchError
    try:
        answer = fetch(article.canonical_url)
    except FetchError as error:
        answer = error
    with transaction.atomic():
        link = LinkCheck.objects.select_for_update().filter(article=article).first()
        link = link or LinkCheck(article=article)
        if isinstance(answer, FetchError):
            _record_failure(link, answer, now)
        else:
            _record_answer(link, article.canonical_url, answer.final_url, answer.status)
        link.checked_at, link.next_check_at = now, now + link.time_to_next_check()
        link.save()
    return link, answer


def _record_answer(link: LinkCheck, address: str, final_url: str, status: int) -> None:
    link.failures, link.status = 0, status
    reached = normalise_url(final_url)
    if make_page_key(address) == make_page_key(reached):
        link.outcome, link.detail, link.final_url = Outcome.WORKS, "", ""
        return
    link.outcome, link.final_url = Outcome.MOVED, reached[:2000]
    link.detail = f"The address now leads to another one, at {get_host(reached)}."
    if is_front_page(reached):
        link.detail = "The address now leads to the site's front page: the article may be gone."


def _record_failure(link: LinkCheck, failure: FetchError, now: datetime) -> None:
    link.status, link.final_url = failure.status, ""
    link.detail = failure.summary[:300]
    if failure.reason in _ANSWERED:
        link.outcome, link.failures = Outcome.WORKS, 0
        return
    if link.failures == 0 or now - link.checked_at >= MIN_FAILURE_GAP:
        link.failures += 1
    is_lasting = failure.reason in _MAY_RETURN and link.failures >= BROKEN_AFTER
    link.outcome = Outcome.BROKEN if failure.reason in _GONE or is_lasting else Outcome.UNSURE
