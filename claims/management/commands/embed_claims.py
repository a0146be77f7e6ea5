"""manage.py embed_claims: make the vectors by which claims are compared that say the same in other words."""

import math
import sys

from django.core.management.base import CommandError

from claims.duplicates import embeddings
from claims.management.record_command import RecordCommand
from core.progress import Progress


class Command(RecordCommand):
    help = (
        "Make the vectors by which claims are compared that say the same in other words: of claims that have "
        "none yet, or one by another version of the model. Needed once after pgvector was installed; for new "
        "claims a worker does it. It may be interrupted and run again, also while a worker does the same."
    )

    def handle(self, *, verbosity: int, **options) -> None:
        if not embeddings.prepare_embeddings() or not embeddings.is_installed():
            raise CommandError(embeddings.explain_why_not())
        embeddings.drop_index_for_many()
        progress = Progress(sys.stderr if verbosity else None, total=embeddings.count_missing())
        done = embeddings.embed_waiting_claims(seconds=math.inf, report=progress.show)
        progress.finish()
        embeddings.build_index()
        if reason := embeddings.explain_why_not():
            raise CommandError(reason)
        if verbosity:
            self.stdout.write(f"New or reworded claims dealt with: {done:,}.")
