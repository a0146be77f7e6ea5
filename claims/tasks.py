"""What happens to the record's work in the background. Every job can be run twice.

What is fetched and compared is the business of `sources.tasks`; what follows from it for claims is
told by `claims.vanished_excerpts`, in the same job.
"""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from sources.tasks import RETRY, record_trouble

from .actions import forget_contacts
from .duplicates import nightly
from .report_limits import forget_senders


@app.periodic(cron="3 0 * * *")
@app.task(name="forget_readers", queueing_lock="forget_readers", retry=RETRY, pass_context=True)
@record_trouble
def forget_readers(*, timestamp: int) -> None:
    """Every night: yesterday's secret and hashes go, and e-mail addresses kept long enough."""
    now = datetime.fromtimestamp(timestamp, tz=timezone.get_default_timezone())
    forget_senders(before=timezone.localdate(now))
    forget_contacts(now=now)


@app.periodic(cron="37 2 * * *")
@app.task(name="find_doubles", queueing_lock="find_doubles", retry=RETRY, pass_context=True)
@record_trouble
def find_doubles(*, timestamp: int) -> None:
    """Every night: claims that are probably on the record twice."""
    nightly.find_doubles(now=datetime.fromtimestamp(timestamp, tz=timezone.get_default_timezone()))
