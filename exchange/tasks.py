"""Background jobs of the exchange with others. Every job can be run twice."""

from contextlib import nullcontext

import pghistory
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.models import ImportUpload
from sources.tasks import RETRY, read_timestamp, record_trouble

from .exporting.package import discard_exports, export_record
from .importing.uploads import discard_old_uploads, work_on_upload


@app.task(name="import_upload", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def import_upload(*, upload_id: int, token: str = "") -> None:
    """Try the import of an uploaded file, or do it: what its row says is to be done.

    `token`: the name of the personal token by which a program asked for it, if one did.
    """
    upload = ImportUpload.objects.select_related("uploaded_by").filter(pk=upload_id).first()
    if not upload:
        return
    with pghistory.context(token=token) if token else nullcontext():
        work_on_upload(upload, now=timezone.now())


@app.periodic(cron="53 3 * * *")
@app.task(name="discard_old_uploads", queueing_lock="discard_old_uploads", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def discard_uploads_every_night(*, timestamp: int) -> None:
    """Remove, every night, uploaded files that nobody has gone on with."""
    discard_old_uploads(now=read_timestamp(timestamp))


@app.periodic(cron="7 3 * * *")
@app.task(name="export_record", queueing_lock="export_record", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def export_every_night(*, timestamp: int) -> None:
    """Write, every night, what readers see of all claims into files."""
    now = read_timestamp(timestamp)
    export_record(settings.EXPORT_FOLDER, now=now, licence=settings.DATA_LICENCE)


@app.task(name="renew_exports", retry=RETRY, pass_context=True)
@record_trouble  # type: ignore[untyped-decorator] # takes any task
def renew_exports() -> None:
    """Remove the files of former nights, in which words are that were taken down, and write them anew."""
    discard_exports(settings.EXPORT_FOLDER)
    export_record(settings.EXPORT_FOLDER, now=timezone.now(), licence=settings.DATA_LICENCE)
