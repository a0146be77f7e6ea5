"""Which work is due."""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import Article, JobTrouble, LinkCheck
from .scheduling import queue_check

CHECKS_AT_ONCE = 500
"""So many addresses are queued in an hour; with a week between checks that serves 84,000 articles."""
TEXTS_AT_ONCE = 2000
LONG_ENOUGH = 200
"""Code points; a shorter text never has the fifty words of a fingerprint."""


def queue_due(*, now: datetime) -> int:
    """Queue the checks of addresses that are due, those never looked at last; returns how many.

    Finding those never looked at reads the keys of two tables, and so grows with them; it runs once
    an hour, beside the site.
    """
    due = LinkCheck.objects.due(now).exclude(article__canonical_url="")
    articles = [row.article for row in due.select_related("article")[:CHECKS_AT_ONCE]]
    room = CHECKS_AT_ONCE - len(articles)
    unseen = Article.objects.exclude(canonical_url="").filter(link_check=None).order_by("-pk")
    return sum(queue_check(article, now=now) for article in [*articles, *unseen[:room]])


async def forget_troubles(hours: int) -> None:
    """Forget why jobs failed that ended more than `hours` ago."""
    await JobTrouble.objects.filter(at__lt=timezone.now() - timedelta(hours=hours)).adelete()
