"""Later checks of an article's address and text.

A page that no longer shows the article, but a wall, an error or another text, is a failure: what is cited
has not vanished from an article that nobody could read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sources.duplicates.fingerprints import measure_similarity
from sources.extraction.article import ExtractedArticle
from sources.extraction.errors import ADVICE, ExtractionError
from sources.fetching.fetch import FetchedPage, FetchError, fetch
from sources.fetching.urls import get_host, is_front_page, make_page_key, normalise_url
from sources.models.link import BROKEN_AFTER

from .intake import extract_article
from .models import Article, Capture, CaptureText, LinkCheck, Obtained, Outcome
from .models.capture import count_words
from .signals import article_recaptured

__all__ = ["RecaptureResult", "check_article_link", "recapture"]

# Failures that show all the same that the address leads somewhere.
_ANSWERED = {"wrong_type", "too_big"}
MIN_FAILURE_GAP = timedelta(hours=12)
"""Failures that follow sooner count as one: several in a row are to mean several days."""
_GONE = {"not_found", "not_an_address", "private_address", "too_many_redirects"}
# Pages that are no less the article for not being read here.
_SHOWN = {"paywall", "too_big", "too_intricate", "failed"}
MIN_COMPARED_WORDS = 50
"""Of a shorter text it is not asked whether a later one is the same article's."""
MIN_SHARE_LEFT = 1 / 3
"""A later text with fewer of the words of the earlier one is only part of it, or something else."""
MAX_COMPARED = 10
"""Of an article with more texts, the latest ones are compared with a new one."""
MIN_SIMILARITY = 0.03
"""Texts with a smaller share of runs of words in common are not those of one article."""
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

    Raises FetchError, and ExtractionError for a page that no longer shows the article; the check of the
    address is recorded all the same. A second run changes nothing.
    """
    link, page = _visit(article, now)
    if isinstance(page, Exception):
        raise page
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)  # one at a time, to send no signal twice
        old = _find_latest(article)
        known_ids = set(article.captures.values_list("pk", flat=True))
        new = Capture.objects.keep(
            article=article, text=page.text, captured_at=now, obtained=Obtained.FETCHED
        )
        is_same = new.pk in known_ids
        if old is None or new.pk != old.pk:
            article_recaptured.send(Article, article=article, old_capture=old, new_capture=new)
    return RecaptureResult(article, old, new, is_same, link)


def check_article_link(
    article: Article, *, now: datetime
) -> tuple[LinkCheck, FetchError | ExtractionError | None]:
    """Check and record whether the address of `article` still leads to it.

    Also returns the failure, if any.
    """
    link, page = _visit(article, now)
    return link, page if isinstance(page, Exception) else None


def _visit(
    article: Article, now: datetime
) -> tuple[LinkCheck, ExtractedArticle | FetchError | ExtractionError]:
    """Fetch and read the page, outside any transaction, and record whether the address works."""
    answer: FetchedPage | FetchError
    page: ExtractedArticle | FetchError | ExtractionError
    try:
        answer = fetch(article.canonical_url)
        page = _read(article, answer)
    except FetchError as error:
        answer = page = error
    except ExtractionError as error:
        page = error
    with transaction.atomic():
        link = LinkCheck.objects.select_for_update().filter(article=article).first()
        link = link or LinkCheck(article=article)
        if isinstance(answer, FetchError):
            _record_failure(link, answer, now)
        else:
            _record_answer(link, article.canonical_url, answer.final_url, answer.status)
            if isinstance(page, ExtractionError):
                _record_lost_article(link, page)
        link.checked_at, link.next_check_at = now, now + link.time_to_next_check()
        link.save()
    return link, page


def _read(article: Article, answer: FetchedPage) -> ExtractedArticle:
    """Extract the article, and compare it with its captures.

    Raises ExtractionError if there is none, or if the page shows another text than any of them, or only a
    small part of it: an unknown wall, a notice, a list. That is no later text of the article. One capture
    that it resembles will do: the latest may itself be of a wall.
    """
    page = extract_article(answer)
    old = _find_latest(article)
    if old is None:
        return page
    texts = CaptureText.objects.filter(capture__article=article).order_by(
        "-capture__captured_at", "-capture_id"
    )
    latest = texts.filter(capture=old).values_list("text", flat=True).first()
    old_words = count_words(latest) if latest else old.words
    if old_words is None or old_words < MIN_COMPARED_WORDS:
        return page
    has_enough = not latest and count_words(page.text) >= old_words * MIN_SHARE_LEFT
    if has_enough or any(_resembles(page.text, row.text) for row in texts[:MAX_COMPARED]):
        return page
    raise ExtractionError(
        "another_text",
        f"The page now shows another text of {count_words(page.text):,} words, where the latest capture has "
        f"{old_words:,}. If the outlet has really replaced the article: {ADVICE}",
    )


def _resembles(new: str, old: str) -> bool:
    """Tell whether a text may be a later one of an article that had the text `old`, of some length."""
    words = count_words(old)
    return (
        words >= MIN_COMPARED_WORDS
        and count_words(new) >= words * MIN_SHARE_LEFT
        and measure_similarity(old, new) >= MIN_SIMILARITY
    )


def _find_latest(article: Article) -> Capture | None:
    return article.captures.order_by("-captured_at", "-pk").first()


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


def _record_lost_article(link: LinkCheck, lost: ExtractionError) -> None:
    """Record that the address answers, but with no article."""
    if lost.reason in _SHOWN:
        return
    if link.outcome != Outcome.MOVED:
        link.outcome = Outcome.BROKEN if lost.reason == "no_such_page" else Outcome.UNSURE
        link.detail = lost.summary[:300]


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
