"""Putting work into the queue: each article once, and no site called oftener than is polite."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sources.fetching.urls import get_site
from sources.models import Article, HostVisit, JobTrouble, LinkCheck

VISIT_GAP = timedelta(seconds=10)
"""Between two visits to one site, when nobody waits for them."""
EDITOR_PRIORITY = 10
"""Priority of what an editor has asked for, over 0 for what is done by the clock."""
RETRY_PRIORITY = 5
"""Of that when it is tried again: others may go first, and the clock leaves the site alone meanwhile."""


def queue_recapture(article: Article, *, now: datetime) -> bool:
    """Have `article` fetched again and compared, as soon as a worker is free.

    False: it is in the queue already, or has no address.
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
    """Have the address of `article` looked at, when it is its turn at that site.

    False: it is in the queue already, or has no address.
    """
    name = get_site(article.canonical_url)
    if not name:
        return False
    try:
        with transaction.atomic():  # a turn is taken by what is queued, and by nothing else
            turn = HostVisit.objects.reserve(name, now=now, gap=VISIT_GAP)
            _defer("check_link", article, name, at=turn, priority=0)
    except AlreadyEnqueued:
        return False
    return True


def _defer(task: str, article: Article, name: str, *, at: datetime, priority: int) -> None:
    """Put it into the queue. Raises AlreadyEnqueued; the transaction around is then of no more use."""
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
"""So many addresses are queued in an hour; with a week between checks that serves 84,000 articles."""
MAX_TEXTS = 2000
MIN_FINGERPRINTED = 200
"""Code points; a shorter text never has the fifty words of a fingerprint."""


def queue_due_checks(*, now: datetime) -> int:
    """Queue the checks of addresses that are due, those never looked at last; returns how many.

    Finding those never looked at reads the keys of two tables, and so grows with them; it runs once
    an hour, beside the site.
    """
    due = LinkCheck.objects.due(now).exclude(article__canonical_url="")
    articles = [row.article for row in due.select_related("article")[:MAX_CHECKS]]
    room = MAX_CHECKS - len(articles)
    unseen = Article.objects.exclude(canonical_url="").filter(link_check=None).order_by("-pk")
    return sum(queue_link_check(article, now=now) for article in [*articles, *unseen[:room]])


async def delete_old_troubles(hours: int) -> None:
    """Forget why jobs failed that ended more than `hours` ago."""
    await JobTrouble.objects.filter(at__lt=timezone.now() - timedelta(hours=hours)).adelete()
