"""Background jobs of searches. Every job can be run twice."""

from django.http import QueryDict
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from sources.tasks import RETRY, read_timestamp, record_trouble

from .download import write_search
from .large_downloads import TASK, LargeDownload, discard_old


@app.task(name=TASK, retry=RETRY, pass_context=True)
@record_trouble
def write_large_search(*, query: str, format: str) -> None:
    """Write the claims that match a search into a file, unless it is there already."""
    large = LargeDownload(query, format)
    if not large.is_there(timezone.now()):
        filters = ClaimFilter(QueryDict(query), ClaimSearch.objects.all())
        large.write(write_search(filters, format))


@app.periodic(cron="43 * * * *")
@app.task(name="discard_old_searches", queueing_lock="discard_old_searches", retry=RETRY, pass_context=True)
@record_trouble
def discard_old_searches(*, timestamp: int) -> None:
    """Remove, every hour, files of searches that are a day old."""
    discard_old(read_timestamp(timestamp))
