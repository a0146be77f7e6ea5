"""manage.py rebuild_search: make all search vectors anew with this server's text search."""

from claims.management.record_command import RecordCommand
from claims.search.vectors import rebuild_vectors


class Command(RecordCommand):
    help = (
        "Make what searches look into anew: for all claims, and the indexes of names and texts. Needed once "
        "after the database was moved to a server with another LC_CTYPE or another version of PostgreSQL, if "
        "`check --database default` says so. Takes minutes for a hundred thousand claims; readers and "
        "editors go on meanwhile."
    )

    def handle(self, **options) -> None:
        self.stdout.write(f"The search has been made anew for {rebuild_vectors():,} claims.")
