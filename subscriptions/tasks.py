"""Background jobs of webhooks. Every job can be run twice."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from sources.tasks import RETRY, forget_done, read_timestamp, record_trouble

from . import order, webhooks

SECONDS = 50
"""How long one job of each minute sends. The rest waits for the next."""


@app.periodic(cron="* * * * *")
@app.task(name="send_webhooks", queueing_lock="send_webhooks", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def send_webhooks(*, timestamp: int) -> None:
    """Tell webhooks, every minute, what changed."""
    webhooks.queue_deliveries(now=timezone.now())
    webhooks.send_due(until=timezone.now() + timedelta(seconds=SECONDS))
    forget_done("send_webhooks")


@app.periodic(cron="17 0 * * *")
@app.task(name="forget_deliveries", queueing_lock="forget_deliveries", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def forget_deliveries(*, timestamp: int) -> None:
    """Forget, every night, what webhooks were told long ago, and the places of old changes."""
    now = read_timestamp(timestamp)
    webhooks.forget_deliveries(now=now)
    order.forget_places(now=now)
