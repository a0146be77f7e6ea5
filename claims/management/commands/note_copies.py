"""The command `manage.py note_copies`: whose texts the articles have that were on the record before.

For new articles this is noted as they come in. No outlet is named that readers do not see yet, and a field
that an editor has emptied stays empty. A second run changes nothing.
"""

from django.db import transaction

from claims.management.record_command import RecordCommand
from claims.visibility import outlets_on_record
from sources.duplicates.copies import note_copy
from sources.models import Article, CaptureText


class Command(RecordCommand):
    help = (
        "Note which articles have nearly the same text as one of another outlet: the two count as one report."
    )

    def handle(self, **options) -> None:
        before = Article.objects.filter(text_from__isnull=False).count()
        last, seen = 0, 0
        while (
            row := CaptureText.objects.filter(pk__gt=last)
            .select_related("capture__article")
            .order_by("pk")
            .first()
        ):
            last, seen = row.pk, seen + 1
            with transaction.atomic():
                note_copy(row.capture.article, row.text, among=outlets_on_record())
        noted = Article.objects.filter(text_from__isnull=False).count() - before
        self.stdout.write(f"Texts read: {seen}. Articles that have the text of another outlet: {noted} more.")
