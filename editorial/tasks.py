"""Background jobs of the desk. Every job can be run twice."""

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from sources.tasks import RETRY, read_timestamp, record_trouble


@app.periodic(cron="19 0 * * *")
@app.task(name="forget_sessions", queueing_lock="forget_sessions", retry=RETRY, pass_context=True)
@record_trouble
def forget_sessions(*, timestamp: int) -> None:
    """Delete, every night, the sessions that have ended."""
    Session.objects.filter(expire_date__lt=read_timestamp(timestamp)).delete()
