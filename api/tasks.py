"""Background jobs of the API. Every job can be run twice."""

from procrastinate.contrib.django import app

from sources.tasks import RETRY, read_timestamp, record_trouble

from .models import EXPIRED_KEPT, KEPT, PersonalToken, StoredAnswer


@app.periodic(cron="11 3 * * *")
@app.task(name="forget_answers", queueing_lock="forget_answers", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def forget_answers(*, timestamp: int) -> None:
    """Delete, every night, answers that are no longer kept, and tokens that expired long ago."""
    now = read_timestamp(timestamp)
    StoredAnswer.objects.filter(answered_at__lte=now - KEPT).delete()
    PersonalToken.objects.filter(expiry__lt=now - EXPIRED_KEPT).delete()
