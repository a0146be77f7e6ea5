"""Putting work into the queue: each article once, and no site called oftener than is polite."""

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .links import site
from .models import Article, HostVisit

GAP = timedelta(seconds=10)
"""Between two visits to one site, when nobody waits for them."""
SOMEBODY_WAITS = 10
"""Priority of what an editor has asked for, over 0 for what is done by the clock."""


def queue_recapture(article: Article, *, now: datetime) -> bool:
    """Have `article` fetched again and compared, as soon as a worker is free.

    False: it is in the queue already, or has no address.
    """
    name = site(article.canonical_url)
    return bool(name) and _queue("recapture_article", article, name, at=now, priority=SOMEBODY_WAITS)


def queue_check(article: Article, *, now: datetime) -> bool:
    """Have the address of `article` looked at, when it is its turn at that site.

    False: it is in the queue already, or has no address.
    """
    name = site(article.canonical_url)
    if not name:
        return False
    with transaction.atomic():
        turn = HostVisit.objects.reserve(name, now=now, gap=GAP)
        return _queue("check_link", article, name, at=turn, priority=0)


def _queue(task: str, article: Article, name: str, *, at: datetime, priority: int) -> bool:
    queued = app.configure_task(
        task,
        lock=f"site {name}",  # never two visits to a site at once
        queueing_lock=f"{task} {article.pk}",
        schedule_at=at,
        priority=priority,
        allow_unknown=False,
    )
    try:
        with transaction.atomic():
            queued.defer(article_id=article.pk)
    except AlreadyEnqueued:
        return False
    return True
