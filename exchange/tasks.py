"""Background jobs of the exchange with others. Every job can be run twice."""

from django.conf import settings
from procrastinate.contrib.django import app

from sources.tasks import RETRY, read_timestamp, record_trouble

from .exporting.package import export_record


@app.periodic(cron="7 3 * * *")
@app.task(name="export_record", queueing_lock="export_record", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def export_every_night(*, timestamp: int) -> None:
    """Write, every night, what readers see of all claims into files."""
    now = read_timestamp(timestamp)
    export_record(settings.EXPORT_FOLDER, now=now, licence=settings.DATA_LICENCE)
