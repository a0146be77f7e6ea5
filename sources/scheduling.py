"""Scheduling of background jobs.

Each article is queued once, with a polite interval between visits to a site.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sources.fetching.urls import get_site
from sources.models import Article, HostVisit, JobTrouble, LinkCheck

VISIT_GAP = timedelta(seconds=10)
"""Between two visits to one site when no editor waits for them."""
EDITOR_PRIORITY = 10
"""Priority of jobs that an editor asked for; periodic ones have 0."""
RETRY_PRIORITY = 5
"""Priority of these on a retry: others may go first, and periodic jobs leave the site alone meanwhile."""


def queue_recapture(article: Article, *, now: datetime) -> bool:
    """Queue `article` to be fetched and compared as soon as a worker is free.

    Returns False if it is in the queue already, or has no address.
    """
    name = get_site(article.canonical_url)
    if not name:
        return False
    try:
        with transaction.atomic():
            _defer("recapture_article", article, name, at=now, priority=EDITOR_PRIORITY)
    except AlreadyEnqueued:
        return False
    return True


def queue_link_check(article: Article, *, now: datetime) -> bool:
    """Queue a check of the address of `article` for the next free time at that site.

    Returns False if it is in the queue already, or has no address.
    """
    name = get_site(article.canonical_url)
    if not name:
        return False
    try:
        with transaction.atomic():  # undone together: only a queued job uses up a visit
            visit_at = HostVisit.objects.reserve(name, now=now, gap=VISIT_GAP)
            _defer("check_link", article, name, at=visit_at, priority=0)
    except AlreadyEnqueued:
        return False
    return True


def _defer(task: str, article: Article, name: str, *, at: datetime, priority: int) -> None:
    """Put a job into the queue.

    Raises AlreadyEnqueued, after which the transaction cannot be used.
    """
    queued = app.configure_task(
        task,
        lock=f"site {name}",  # never two visits to a site at once
        queueing_lock=f"{task} {article.pk}",
        schedule_at=at,
        priority=priority,
        allow_unknown=False,
    )
    queued.defer(article_id=article.pk)


MAX_CHECKS = 500
"""Addresses queued in an hour: with a week between checks, enough for 84,000 articles."""


def queue_due_checks(*, now: datetime) -> int:
    """Queue the link checks that are due; returns how many.

    Then the first checks of new addresses, as far as there is room. Finding addresses without a
    check reads the keys of two tables, and so grows with them; it runs once an hour, outside any
    request.
    """
    due = LinkCheck.objects.due(now).exclude(article__canonical_url="")
    articles = [row.article for row in due.select_related("article")[:MAX_CHECKS]]
    room = MAX_CHECKS - len(articles)
    unchecked = Article.objects.exclude(canonical_url="").filter(link_check=None).order_by("-pk")
    return sum(queue_link_check(article, now=now) for article in [*articles, *unchecked[:room]])


async def delete_old_troubles(hours: int) -> None:
    """Delete the failure reasons of jobs that ended more than `hours` ago."""
    await JobTrouble.objects.filter(at__lt=timezone.now() - timedelta(hours=hours)).adelete()
