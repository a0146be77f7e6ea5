"""Django's command, of which one at a time loads."""

from collections.abc import Sequence

from django.core.management.commands import loaddata
from django.db import connections

from claims.management.record_command import RecordCommand

LOADING = 7_305_810_446_871_220_001
"""The advisory lock: any number that nothing else takes."""


class Command(RecordCommand, loaddata.Command):
    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        """Load the files, in the transaction that Django has begun.

        A load writes many rows, in the order of its file, and triggers lock more: two at once would each wait
        for the other.
        """
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
        super().loaddata(fixture_labels)
