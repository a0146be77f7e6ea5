"""Background jobs of mail to readers. Every job can be run twice."""

from django.conf import settings
from procrastinate.contrib.django import app

from sources.tasks import RETRY, forget_done, read_timestamp, record_trouble
from subscriptions import follows

from . import answers, digests


@app.periodic(cron="* * * * *")
@app.task(
    name="answer_follow_requests", queueing_lock="answer_follow_requests", retry=RETRY, pass_context=True
)
@record_trouble
def answer_follow_requests(*, timestamp: int) -> None:
    """Send, every minute and when somebody has asked, the links by which addresses are confirmed."""
    if settings.FOLLOW_BY_MAIL:
        answers.answer_requests(now=read_timestamp(timestamp))
    forget_done("answer_follow_requests")


@app.periodic(cron="*/10 * * * *")
@app.task(name="send_digests", queueing_lock="send_digests", retry=RETRY, pass_context=True)
@record_trouble
def send_digests(*, timestamp: int) -> None:
    """Send, every ten minutes, the mails that are due to readers."""
    if settings.FOLLOW_BY_MAIL:
        digests.send_digests(now=read_timestamp(timestamp))


@app.periodic(cron="13 0 * * *")
@app.task(name="forget_followers", queueing_lock="forget_followers", retry=RETRY, pass_context=True)
@record_trouble
def forget_followers(*, timestamp: int) -> None:
    """Delete, every night, addresses that nobody has confirmed, and what is known of mails sent long ago."""
    follows.forget_requests(now=read_timestamp(timestamp))
